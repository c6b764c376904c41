/// Leaves the candidate that is best on average only where another one is better by more than the estimates may err.
///
/// Estimates of single prompts are noisy, and the largest of many noisy numbers is too large: on kinds of prompts that
/// training never saw, the highest estimate chooses worse than always taking the best single candidate. The margin is in
/// standard deviations of the estimated difference: of how much kinds of prompts differ, and of what is not known of the
/// two candidates.
package enum DoNoHarm {
    /// Standard deviations that an advantage has to clear.
    ///
    /// Chosen on training rows of the MMLU-Pro table by leaving out every fourth category, four times: smaller margins
    /// lose to the best single model there, larger ones give away gain on prompts like those of training.
    package static let deviations = 2.5
    /// Standard deviation of the error of an estimated difference over kinds of prompts, where it could not be measured:
    /// the median over the models of the MMLU-Pro table, each against the best one, on training rows.
    package static let unknownShift = 0.05

    /// Part of a head's own deviation that counts where the head was learned from the user's own log.
    ///
    /// These are the very prompts that are served: what is left is that the largest of noisy estimates is too large. With
    /// the five times larger margin of tables, half of what 5,000 simulated outcomes teach was given away; without any,
    /// the first thousand lost to the best single candidate.
    package static let ownDeviationShare = 0.2

    /// Utilities as a cautious policy sees them.
    ///
    /// - Parameters:
    ///   - utilities: expected for this request, shape `(m)`, at least one.
    ///   - averages: the same with each candidate's quality on an average prompt, shape `(m)`.
    ///   - deviation: standard deviation of the estimated difference between two candidates, by their places.
    /// - Returns: the place of the best candidate on average, and the utilities, those of all others less their margin.
    package static func cautious(
        utilities: [Double], averages: [Double], deviation: (Int, Int) -> Double
    ) -> (baseline: Int, utilities: [Double]) {
        precondition(!utilities.isEmpty && utilities.count == averages.count, "shapes do not fit")
        let baseline = averages.indices.dropFirst().reduce(0) { averages[$1] > averages[$0] ? $1 : $0 }
        let cautious = utilities.indices.map { index in
            index == baseline ? utilities[index] : utilities[index] - deviations * deviation(index, baseline)
        }
        return (baseline, cautious)
    }
}
