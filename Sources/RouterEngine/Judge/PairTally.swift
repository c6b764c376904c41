import Foundation

/// Wins, ties and losses of one candidate against another.
package struct PairTally: Sendable, Hashable {
    /// Prompts on which its reply was better.
    package private(set) var wins = 0
    /// Prompts on which neither was.
    package private(set) var ties = 0
    /// Prompts on which the other's was.
    package private(set) var losses = 0
    /// Ties that are ties only because the judge's word depended on the order.
    package private(set) var inconsistentCount = 0

    /// Nothing was compared yet.
    package init() {}

    /// Prompts that were compared.
    package var count: Int { wins + ties + losses }

    /// Counts a result.
    package mutating func add(_ result: PairResult) {
        switch result.outcome {
        case .win: wins += 1
        case .tie: ties += 1
        case .loss: losses += 1
        }
        if !result.isConsistent { inconsistentCount += 1 }
    }

    /// The share of wins, ties counted half, [0, 1]; `nil` = nothing was compared.
    package var share: Double? { count > 0 ? (Double(wins) + Double(ties) / 2) / Double(count) : nil }

    /// Wilson's score interval of ``share``; `nil` = nothing was compared.
    ///
    /// Results are taken as independent. With ties the share varies less than a proportion does, so that the interval is
    /// wider than it needs to be and covers at least what it says.
    ///
    /// - Parameter z: standard deviations; 1.96 = 95 %.
    /// - Returns: bounds within [0, 1].
    /// - SeeAlso: Wilson (1927), "Probable Inference, the Law of Succession, and Statistical Inference", JASA 22(158),
    ///   DOI 10.1080/01621459.1927.10502953.
    package func interval(z: Double = 1.959_964) -> ClosedRange<Double>? {
        guard let share else { return nil }
        let n = Double(count)
        let centre = (share + z * z / (2 * n)) / (1 + z * z / n)
        let half = z / (1 + z * z / n) * (share * (1 - share) / n + z * z / (4 * n * n)).squareRoot()
        return max(0, centre - half)...min(1, centre + half)
    }

    /// The two-sided sign test, which leaves ties out.
    ///
    /// Probability, [0, 1], of a split of wins and losses at least as uneven as this one if both were equally likely; 1
    /// where there are only ties.
    ///
    /// - Complexity: O(wins + losses).
    package var signTest: Double {
        let n = wins + losses
        guard n > 0 else { return 1 }
        var tail = 0.0
        for k in 0...min(wins, losses) {
            let choices = lgamma(Double(n + 1)) - lgamma(Double(k + 1)) - lgamma(Double(n - k + 1))
            tail += exp(choices - Double(n) * log(2.0))
        }
        return min(1, 2 * tail)
    }
}
