import RouterCore
import RouterTraining
import RouterWire

/// What `calibrate` says.
struct CalibrationReport {
    let target: TradeoffTarget
    /// The table or the log.
    let origin: String
    /// Whether quality and cost are estimates, not outcomes.
    let isForecast: Bool
    let table: EvaluationTable
    let solution: TradeoffSolver.Solution

    /// For people.
    var text: String {
        let (reached, best) = (solution.reached, solution.bestSingle)
        let shares = zip(table.models, solution.chosenShares).filter { $0.1 > 0 }
            .sorted { ($1.1, $0.0) < ($0.1, $1.0) }
            .map { "\($0.0) \(Format.percent($0.1))" }.joined(separator: ", ")
        let kind = isForecast ? "expected by the estimates of" : "measured on"
        return [
            "trade-off \(solution.tradeoff): \(solution.isReached ? "reaches" : "is the nearest to") \(target.text)"
                + (solution.isReached ? "" : ", which cannot be reached"),
            "\(kind) \(table.rowCount) \(isForecast ? "decisions" : "prompts") of \(origin):",
            "  score \(Format.score(reached.quality)) (95 % interval \(Format.score(solution.qualityInterval.low)) to \(Format.score(solution.qualityInterval.high))), \(share(reached.quality, best.quality)) of \(solution.bestSingleModel)'s \(Format.score(best.quality))",
            "  cost \(Format.dollars(reached.costUSD * 1000)) for 1,000 requests (\(Format.dollars(solution.costInterval.low * 1000)) to \(Format.dollars(solution.costInterval.high * 1000))), \(share(reached.costUSD, best.costUSD)) of its \(Format.dollars(best.costUSD * 1000))",
            "  chosen: \(shares)",
        ].joined(separator: "\n")
    }

    private func share(_ value: Double, _ reference: Double) -> String {
        reference > 0 ? Format.percent(value / reference) : "–"
    }

    /// As one object; costs are USD a request.
    var json: [UInt8] {
        var json = JSONWriter()
        json.object { json in
            json.key("tradeoff", double: solution.tradeoff.value)
            json.key("quality_per_usd", double: solution.tradeoff.qualityPerUSD, digits: 9)
            json.key("target", string: target.text)
            json.key("reached", bool: solution.isReached)
            json.key("origin", string: origin)
            json.key("forecast", bool: isForecast)
            json.key("prompts", int: table.rowCount)
            for (key, value) in [
                ("quality", solution.reached.quality), ("quality_low", solution.qualityInterval.low),
                ("quality_high", solution.qualityInterval.high), ("cost_usd", solution.reached.costUSD),
                ("cost_usd_low", solution.costInterval.low), ("cost_usd_high", solution.costInterval.high),
                ("best_single", solution.bestSingle.quality), ("best_single_cost_usd", solution.bestSingle.costUSD),
            ] { json.key(key, double: value, digits: 9) }
            json.key("best_single_model", string: solution.bestSingleModel)
            json.key("chosen_share")
            json.object { json in
                for (model, share) in zip(table.models, solution.chosenShares) {
                    json.key(model, double: share, digits: 9)
                }
            }
        }
        return json.bytes
    }
}
