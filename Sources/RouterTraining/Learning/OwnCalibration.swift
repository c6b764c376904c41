import RouterCore
import RouterModel

/// Raw scores of all candidates to quality, by one curve: what is a candidate's own is in its weights.
enum OwnCalibration {
    /// Most outcomes that the curve is fitted to.
    static let maxOutcomeCount = 20_000

    /// The curve of scores that had no part in the outcomes that they are held against.
    ///
    /// - Parameters:
    ///   - outcomes: the last ``maxOutcomeCount`` of them are used.
    ///   - heads: by candidate.
    /// - Returns: the scaling; for no outcomes the one closest to the identity.
    static func fit(_ outcomes: [OwnOutcome], heads: [CandidateID: HeadFitResult]) -> PlattScaling {
        var (scores, rewards) = ([Double](), [Double]())
        for outcome in outcomes.suffix(maxOutcomeCount) {
            guard let head = heads[outcome.candidate] else { continue }
            scores.append(head.scoreWithout(outcome))
            rewards.append(outcome.reward)
        }
        guard !scores.isEmpty else { return PlattScaling(slope: 4, intercept: -2) }
        return PlattScaling.fit(scores: scores, outcomes: rewards)
    }
}
