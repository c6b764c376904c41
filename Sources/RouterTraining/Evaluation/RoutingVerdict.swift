import Foundation

/// Should one route at all? A plain answer with its figures.
package struct RoutingVerdict: Sendable, Hashable {
    /// The answer.
    package enum Answer: String, Sendable, Hashable {
        /// Routing gives better replies than any single model would.
        case route
        /// Routing gives replies as good for less money.
        case routeToSave = "route_to_save"
        /// One model is as good and as cheap.
        case useOneModel = "use_one_model"
    }

    /// A saving below this share is not worth a router.
    package static let leastSaving = 0.05

    /// The answer.
    package let answer: Answer
    /// The model to use where the answer is ``Answer/useOneModel``, and to compare with elsewhere.
    package let model: String
    /// Why, with figures; plain sentences.
    package let sentences: [String]

    /// Judges.
    ///
    /// Routing is worth it for quality if the bootstrap interval of the policy's gain, or of the highest estimates', lies
    /// above zero. It is worth it for money if a point of the curve is at least as good as the best single model, at least
    /// 5 % cheaper, and no other single model does the same.
    init(_ table: EvaluationTable, strategies: [StrategyMetrics], curve: CostQualityCurve?, seed: UInt64) {
        let best = table.models[table.bestSingle]
        guard table.models.count > 1 else {
            (answer, model) = (.useOneModel, best)
            sentences = ["Don't route: \(best) is the only model, there is nothing to choose between."]
            return
        }
        let routers = strategies.filter { $0.kind == .policy || $0.kind == .maxQuality }
        // The policy is what requests get; the highest estimate counts where only that shows a gain.
        let winner = routers.last { $0.gainInterval.low > 0 }
        let saving = curve.flatMap { Saving($0, table, seed: seed) }
        let size = "on \(table.rowCount) prompts"
        if let winner {
            (answer, model) = (.route, best)
            let what = winner.kind == .policy ? "the policy's choices score" : "taking the highest estimate scores"
            var lines = [
                "Route: \(what) \(Self.figure(winner.quality)) \(size), \(best) alone \(Self.figure(winner.quality - winner.gain)) (gain \(Self.gain(winner)))."
            ]
            if let saving, saving.isWorthIt {
                lines.append("The same quality as \(best) costs \(Self.percent(saving.ratio)) of its price.")
            }
            sentences = lines
            return
        }
        let gain = routers.max { $0.gain < $1.gain }
        let gains = gain.map { gain in
            gain.gainInterval.high < 0
                ? "routing scores below \(best) (gain \(Self.gain(gain)))"
                : "no gain in quality over \(best) can be shown \(size) (gain \(Self.gain(gain)))"
        }
        if let saving, saving.isWorthIt, saving.rival == nil {
            (answer, model) = (.routeToSave, best)
            sentences = [
                "Route only to save money: \(gains ?? "").",
                "At equal quality routing costs \(Self.percent(saving.ratio)) of \(best) (quality difference there \(Self.interval(saving.difference))).",
            ]
        } else {
            let rival = saving?.rival
            (answer, model) = (.useOneModel, rival?.model ?? best)
            var lines = ["Don't route, one model wins: \(gains ?? "")."]
            if let rival {
                lines.append(
                    "\(rival.model) alone scores \(Self.figure(rival.quality)) at \(Self.percent(rival.ratio)) of \(best)'s cost, which routing does not beat."
                )
            } else if curve == nil {
                lines.append("Costs are missing, so a saving cannot be judged.")
            } else if let saving, saving.ratio < 1 {
                lines.append(
                    "At equal quality it would cost \(Self.percent(saving.ratio)) of \(best): not worth a router.")
            } else {
                lines.append("No cheaper point of the curve is as good as \(best).")
            }
            sentences = lines
        }
    }

    /// The whole answer.
    package var text: String { sentences.joined(separator: " ") }

    private static func figure(_ value: Double) -> String { String(format: "%.3f", value) }

    private static func signed(_ value: Double) -> String {
        (value < 0 ? "−" : "+") + String(format: "%.3f", abs(value))
    }

    private static func percent(_ value: Double) -> String { String(format: "%.0f %%", value * 100) }

    private static func interval(_ value: Interval) -> String {
        "\(signed(value.low)) to \(signed(value.high))"
    }

    private static func gain(_ strategy: StrategyMetrics) -> String {
        "\(signed(strategy.gain)), 95 % interval \(interval(strategy.gainInterval))"
    }
}

/// What the cheapest point of a curve at the best single model's quality saves.
private struct Saving {
    /// Its cost over the best single model's.
    let ratio: Double
    /// 95 % interval of the difference in quality from the best single model there.
    let difference: Interval
    /// A single model that is as good as the best one and no dearer than that point.
    let rival: (model: String, quality: Double, ratio: Double)?

    /// Whether enough is saved.
    var isWorthIt: Bool { ratio <= 1 - RoutingVerdict.leastSaving }

    init?(_ curve: CostQualityCurve, _ table: EvaluationTable, seed: UInt64) {
        guard let point = curve.cheapestAtBest, let ratio = curve.costAtBest, let forecasts = table.forecastsUSD else {
            return nil
        }
        self.ratio = ratio
        let lambda = curve.lambdas[point]
        let utilities = zip(table.qualities, forecasts).map { $0 - lambda * $1 }
        let places = table.argmaxima(of: utilities)
        let reached = table.picked(table.scores) { places[$0] }
        let single = table.picked(table.scores) { _ in table.bestSingle }
        difference = Bootstrap.meanIntervals(of: [zip(reached, single).map { $0 - $1 }], seed: seed)[0]
        let best = curve.singles[table.bestSingle]
        rival = curve.singles.indices
            .filter {
                $0 != table.bestSingle && curve.singles[$0].quality >= best.quality - 1e-12
                    && curve.singles[$0].costUSD <= curve.points[point].costUSD
            }
            .min { curve.singles[$0].costUSD < curve.singles[$1].costUSD }
            .map { (table.models[$0], curve.singles[$0].quality, curve.singles[$0].costUSD / best.costUSD) }
    }
}
