import Foundation
package import RouterCore

/// What stands for a candidate: a head, and by how much its ability is thought to differ from that head's.
package struct HeadPrior: Sendable {
    /// The head.
    package let head: CandidateHead
    /// The head's place in the model; `nil` for the mean head.
    package let index: Int?
    /// Where the quality is known from.
    package let basis: Estimate.Basis
    /// Added to the raw score.
    package let offset: Double
    /// Variance of the raw score beyond the head's own.
    package let extraVariance: Double

    fileprivate init(
        _ head: CandidateHead, at index: Int? = nil, _ basis: Estimate.Basis, offset: Double = 0,
        extraVariance: Double? = nil
    ) {
        self.head = head
        self.index = index
        self.basis = basis
        self.offset = offset
        self.extraVariance = extraVariance ?? Self.extraVariance(basis)
    }

    /// Variance of the raw score of a candidate whose ability is only guessed, by basis: stand-ins differ from the real
    /// model by as much as models of a family do (standard deviation .05), prices say less (.12), nothing says least
    /// (.18).
    private static func extraVariance(_ basis: Estimate.Basis) -> Double {
        switch basis {
        case .ownHead, .benchmark: 0
        case .like: 0.05 * 0.05
        case .price: 0.12 * 0.12
        case .mean: 0.18 * 0.18
        }
    }
}

extension ScoringModel {
    /// What stands for a candidate: its own head, its benchmark scores, the model that it is like, its price, or nothing
    /// in particular, in this order.
    package func headPrior(of candidate: Candidate) -> HeadPrior {
        for name in [candidate.id.rawValue, candidate.upstreamModel] {
            guard let index = index(named: name) else { continue }
            let head = heads[index]
            // Learning has put what it knows into the head of a candidate that it has seen in the pool.
            return HeadPrior(head, at: index, head.basis, extraVariance: 0)
        }
        if let ability = benchmarks.ability(of: candidate.benchmarks) {
            return HeadPrior(
                meanHead, .benchmark, offset: ability.mean - meanHead.ability, extraVariance: ability.variance)
        }
        if let like = candidate.like, let index = index(like: like) {
            return HeadPrior(heads[index], at: index, .like)
        }
        guard let blended = candidate.price.blendedUSDPerMillion, blended > 0 else { return HeadPrior(meanHead, .mean) }
        let decades = min(1.5, max(-1.5, log10(blended) - meanLogPrice))
        return HeadPrior(meanHead, .price, offset: decades * scorePerPriceDecade)
    }
}
