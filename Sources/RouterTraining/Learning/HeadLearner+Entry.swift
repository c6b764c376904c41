import RouterCore
import RouterModel

extension HeadLearner {
    /// One candidate: what is known of it beforehand and what its outcomes say beyond that.
    struct Entry {
        let candidate: Candidate
        let prior: HeadPrior
        /// The prior's weights, its offset included, shape `(d)`.
        let priorWeights: [Double]
        /// Rewards less what the prior says of them.
        let residuals: LinearStatistics
        let sums: OwnStatistics.Sums?

        init(_ candidate: Candidate, prior: HeadPrior, sums: OwnStatistics.Sums?, order: Int) {
            self.candidate = candidate
            self.prior = prior
            self.sums = sums
            var weights = prior.head.weights.map(Double.init)
            weights[0] += prior.offset
            priorWeights = weights
            residuals = (sums?.reward ?? LinearStatistics(order: order)).residuals(of: weights)
        }

        /// Outcomes of this very model that its prior was learned from.
        var knownCount: Int { prior.basis == .ownHead ? prior.head.outcomeCount : 0 }

        /// Mean of these and of its own rewards; that of what stands for it where there are neither, [0, 1].
        var meanScore: Double {
            let (known, own) = (Double(knownCount), sums?.reward)
            let count = known + (own?.count ?? 0)
            guard count > 0 else { return prior.head.meanScore }
            return min(1, max(0, (known * prior.head.meanScore + (own?.moment[0] ?? 0)) / count))
        }

        /// How long it takes; `nil` = too few recorded times.
        var latency: LatencyForecast? { sums.flatMap { LatencyFit.fit($0.seconds) } }
    }
}

extension LearningRecipe {
    /// Precisions of the weights of `z(x) = [1, skills, surface]`, shape `(d)`.
    func precision(level: Double, skills: Double, surface: Double, skillCount: Int, order: Int) -> [Double] {
        [level] + [Double](repeating: skills, count: skillCount)
            + [Double](repeating: surface, count: order - 1 - skillCount)
    }
}
