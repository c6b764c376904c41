import Foundation
import RouterCore
import RouterFeatures
import RouterModel

/// Decides again under changed circumstances: another dial, another price, another prompt.
///
/// The do-no-harm margin, and which candidate others have to beat by it, depend on dial and prices themselves: so there
/// is no formula for where the choice changes, and each change is tried in small steps.
struct WhatIf {
    /// The utilities of the decision as it was made.
    let appraisal: DecisionMaker.Appraisal

    private let maker: DecisionMaker
    private let decision: RoutingDecision
    private let estimates: [Estimate]
    private let isEligible: [Bool]
    /// The place of the candidate that has answered the conversation so far; `nil` = nobody, or nobody who can be told.
    private let warm: Int?
    /// What all others are charged with.
    private let switchCost: SwitchCost?
    /// The place of the candidate that is preferred without a change; `nil` = none can be.
    let preferred: Int?

    /// Prepares changes of a decision.
    init(_ maker: DecisionMaker, _ decision: RoutingDecision) {
        self.maker = maker
        self.decision = decision
        estimates = decision.candidates.map(\.estimate)
        isEligible = decision.candidates.map(\.isEligible)
        let charges = decision.candidates.map(\.switchCostUSD)
        // All but the warm candidate are charged. A candidate that is kept without a charge is the choice.
        warm =
            charges.contains { $0 != nil }
            ? charges.firstIndex(of: nil)
            : decision.policy == DecisionMaker.stickyPolicy
                ? decision.candidates.firstIndex { $0.candidate == decision.choice } : nil
        switchCost = warm.flatMap { warm in
            charges.lazy.compactMap { $0 }.first.map { SwitchCost(place: warm, costUSD: $0) }
        }
        appraisal = maker.appraisal(
            estimates, isEligible: isEligible, tradeoff: decision.tradeoff, switchCost: switchCost)
        preferred = Self.best(appraisal, isEligible, warm: warm, reach: maker.reach)
    }

    /// The nearest position of the dial on one side where another candidate is chosen.
    ///
    /// - Parameter end: 0 or 10, the end of the dial that is searched towards, in steps of a tenth.
    /// - Returns: the position, to a hundredth; `nil` = no step changes the choice.
    func dialFlip(towards end: Double) -> DecisionExplanation.Flip? {
        let start = decision.tradeoff.value * 100
        let tenths = stride(from: 0.0, through: 1000, by: 10)
        let steps = end * 100 > start ? tenths.filter { $0 > start } : tenths.reversed().filter { $0 < start }
        let change = firstChange(along: steps, from: start, midpoint: { (($0 + $1) / 2).rounded() }) { hundredths in
            guard let tradeoff = try? Tradeoff(hundredths / 100) else { return preferred }
            return choice(estimates, tradeoff, switchCost)
        }
        return change.map { .init(tradeoff: $0.position / 100, candidate: id($0.choice)) }
    }

    /// The nearest factor of a candidate's price with which another candidate is chosen.
    ///
    /// - Parameters:
    ///   - candidate: one of the pool; its quality stays as it was estimated.
    ///   - limit: the largest change, searched towards in twentieths of a decade.
    /// - Returns: `nil` also if the price is unknown.
    func priceFlip(of candidate: CandidateID, towards limit: Double) -> DecisionExplanation.PriceFlip? {
        guard let place = decision.candidates.firstIndex(where: { $0.candidate == candidate }),
            let cost = estimates[place].costUSD
        else { return nil }
        let decades = log10(limit)
        let steps = (1...60).map { pow(10, decades * Double($0) / 60) }
        let change = firstChange(
            along: steps, from: 1,
            midpoint: { low, high in abs(log(high / low)) < 0.005 ? high : (low * high).squareRoot() },
            choice: { factor in
                var changed = estimates
                changed[place] = changed[place].with(costUSD: cost * factor)
                return choice(changed, decision.tradeoff, place == warm ? switchCost?.times(factor) : switchCost)
            })
        return change.map { .init(repriced: candidate, factor: $0.position, candidate: id($0.choice)) }
    }

    /// The features that, were they average, would change the choice.
    func featureFlips(maxCount: Int = 5) -> [DecisionExplanation.FeatureFlip] {
        guard let preferred else { return [] }
        let features = decision.features
        let averages = maker.scorer.averageSurface
        let maxOutputTokens = inferredOutputLimit()
        let flips = averages.indices.compactMap { place -> DecisionExplanation.FeatureFlip? in
            guard features.surface[place] != averages[place] else { return nil }
            let changed = maker.scorer.estimates(
                for: features.replacing(place, with: averages[place]), maxOutputTokens: maxOutputTokens)
            let after = maker.appraisal(
                changed, isEligible: isEligible, tradeoff: decision.tradeoff, switchCost: switchCost)
            guard let choice = best(after), choice != preferred else { return nil }
            func lead(_ appraisal: DecisionMaker.Appraisal) -> Double {
                appraisal.cautious[choice] - appraisal.cautious[preferred]
            }
            return .init(
                feature: maker.extractor.schema.surfaceNames[place], value: Double(features.surface[place]),
                average: Double(averages[place]), candidate: id(choice), swing: lead(after) - lead(appraisal))
        }
        return Array(flips.sorted { $0.swing > $1.swing }.prefix(maxCount))
    }

    /// The client's limit on the reply where it shortened a forecast: the decision does not hold it.
    private func inferredOutputLimit() -> Int? {
        zip(maker.scorer.estimates(for: decision.features), estimates)
            .first { $0.completionTokens > $1.completionTokens }.map { Int($0.1.completionTokens) }
    }

    /// The first step of a path at which the choice is another one, moved back as near to the start as halving finds.
    private func firstChange(
        along steps: [Double], from start: Double, midpoint: (Double, Double) -> Double,
        choice: (Double) -> Int?
    ) -> (position: Double, choice: Int)? {
        var last = start
        for step in steps {
            guard var changed = choice(step), changed != preferred else {
                last = step
                continue
            }
            var position = step
            while true {
                let middle = midpoint(last, position)
                guard middle > min(last, position), middle < max(last, position) else { return (position, changed) }
                if let other = choice(middle), other != preferred {
                    (position, changed) = (middle, other)
                } else {
                    last = middle
                }
            }
        }
        return nil
    }

    private func choice(_ estimates: [Estimate], _ tradeoff: Tradeoff, _ switchCost: SwitchCost?) -> Int? {
        best(maker.appraisal(estimates, isEligible: isEligible, tradeoff: tradeoff, switchCost: switchCost))
    }

    private func best(_ appraisal: DecisionMaker.Appraisal) -> Int? {
        Self.best(appraisal, isEligible, warm: warm, reach: maker.reach)
    }

    /// The place of the highest utility, the first of several equal ones, as in the ranking of a decision; that of the
    /// warm candidate where it is within reach of it.
    private static func best(
        _ appraisal: DecisionMaker.Appraisal, _ isEligible: [Bool], warm: Int?, reach: Double
    ) -> Int? {
        let utilities = appraisal.cautious
        let best = isEligible.indices.filter { isEligible[$0] }.max { utilities[$0] < utilities[$1] }
        guard let best, let warm, utilities[warm] >= utilities[best] - reach else { return best }
        return warm
    }

    private func id(_ place: Int) -> CandidateID { decision.candidates[place].candidate }
}

extension SwitchCost {
    fileprivate func times(_ factor: Double) -> SwitchCost { SwitchCost(place: place, costUSD: costUSD * factor) }
}

extension Estimate {
    fileprivate func with(costUSD: Double) -> Estimate {
        Estimate(
            quality: quality, qualitySD: qualitySD, basis: basis, completionTokens: completionTokens,
            costUSD: costUSD, latencySeconds: latencySeconds)
    }
}

extension FeatureVector {
    fileprivate func replacing(_ place: Int, with value: Float) -> FeatureVector {
        var changed = surface
        changed[place] = value
        return FeatureVector(
            schemaVersion: schemaVersion, surface: changed, dense: dense, hashed: hashed, promptTokens: promptTokens,
            extent: extent)
    }
}
