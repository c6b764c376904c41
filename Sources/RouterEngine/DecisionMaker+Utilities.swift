package import RouterCore
import RouterModel

extension DecisionMaker {
    /// What the policy maximises: expected utility, less the do-no-harm margin for all but the eligible candidate that
    /// is best on average.
    ///
    /// - Parameters:
    ///   - estimates: of the pool's candidates, shape `(m)`.
    ///   - isEligible: which of them could serve the request.
    ///   - tradeoff: the dial.
    /// - Returns: shape `(m)`.
    package func utilities(_ estimates: [Estimate], isEligible: [Bool], tradeoff: Tradeoff) -> [Double] {
        appraisal(estimates, isEligible: isEligible, tradeoff: tradeoff).cautious
    }

    /// Utilities and how they came about.
    struct Appraisal {
        /// `quality − λ·(cost + switch cost)`, shape `(m)`.
        private(set) var expected: [Double]
        /// The same, less the do-no-harm margin, shape `(m)`.
        private(set) var cautious: [Double]
        /// The place of the eligible candidate that is best on average; `nil` where fewer than two are eligible.
        let baseline: Int?

        /// Charges all candidates but the warm one with what leaving it costs, in quality.
        ///
        /// Who is best on average is another question than who has answered so far: the charge does not touch it.
        mutating func charge(_ amount: Double, toAllBut warm: Int) {
            for index in expected.indices where index != warm {
                expected[index] -= amount
                cautious[index] -= amount
            }
        }
    }

    /// The utilities of ``utilities(_:isEligible:tradeoff:)`` with what they were made from.
    ///
    /// - Parameters:
    ///   - estimates: of the pool's candidates, shape `(m)`.
    ///   - isEligible: which of them could serve the request.
    ///   - tradeoff: the dial.
    ///   - switchCost: what all but one of them are charged with; `nil` = nothing.
    /// - Returns: utilities, with and without margin.
    func appraisal(
        _ estimates: [Estimate], isEligible: [Bool], tradeoff: Tradeoff, switchCost: SwitchCost? = nil
    ) -> Appraisal {
        let weights = UtilityWeights(tradeoff)
        var appraisal = appraisal(estimates, isEligible: isEligible, weights: weights)
        if let switchCost {
            appraisal.charge(weights.qualityPerUSD * switchCost.costUSD, toAllBut: switchCost.place)
        }
        return appraisal
    }

    private func appraisal(_ estimates: [Estimate], isEligible: [Bool], weights: UtilityWeights) -> Appraisal {
        // An unknown price is not a low one: such a candidate counts as dear as the dearest that could be chosen.
        let dearest = zip(estimates, isEligible).lazy.filter { $0.1 }.compactMap { $0.0.costUSD }.max() ?? 0
        func utility(_ index: Int, quality: Double) -> Double {
            weights.utility(
                quality: quality, costUSD: estimates[index].costUSD ?? dearest,
                latencySeconds: estimates[index].latencySeconds ?? 0)
        }
        let expected = estimates.indices.map { utility($0, quality: estimates[$0].quality) }
        let eligibleCount = isEligible.reduce(0) { $0 + ($1 ? 1 : 0) }
        guard eligibleCount > 1 else { return Appraisal(expected: expected, cautious: expected, baseline: nil) }
        let cautious = DoNoHarm.cautious(
            utilities: expected,
            averages: estimates.indices.map {
                isEligible[$0] ? utility($0, quality: scorer.averageQualities[$0]) : -.infinity
            },
            deviation: { scorer.differenceDeviation($0, $1, estimates) })
        return Appraisal(expected: expected, cautious: cautious.utilities, baseline: cautious.baseline)
    }
}
