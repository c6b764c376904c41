import Foundation
import RouterModel
import RouterTraining

/// A challenger and what there is to say of it.
struct RetrainingResult {
    /// Learned from all of the log.
    let model: ScoringModel
    let gathered: GatheredOutcomes
    /// The newest part, for every policy that the challenger is held against.
    let rows: ReplayRows
    /// What the gate says; `nil` = the newest part holds nothing to judge by.
    let promotion: PromotionReport?
    /// Where the newest part begins.
    let split: Date?

    /// Whether the challenger takes the champion's place.
    var isPromoted: Bool { promotion?.verdict == .promote }

    /// Whether there is too little to decide by.
    var isUndecided: Bool {
        switch promotion?.verdict {
        case .tooLittleEvidence, nil: true
        case .promote, .refuse: false
        }
    }

    /// Why it does or does not, in a sentence.
    var reason: String {
        promotion?.text
            ?? "Too little evidence: the newest part of the log holds no decision that was drawn by a policy and has a reward."
    }

    /// What each policy would have earned on the newest part.
    func evaluations(seed: UInt64) -> [ReplayEvaluation] {
        guard rows.count > 0 else { return [] }
        return rows.targets.indices.map { ReplayEvaluation(rows, target: $0, seed: seed) }
    }
}
