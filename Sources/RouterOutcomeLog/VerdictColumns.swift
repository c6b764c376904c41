import Foundation
import RouterCore

/// The verdicts of a decision as JSON: one list a quantity, parallel to the pool of its logging policy.
///
/// Lists instead of one object a candidate: names and keys are written once and not for every candidate of every
/// decision. A list of which all members are unknown is left out. Numbers read back as the same `Double`, with hardly
/// ever more digits than that takes; what JSON has no number for is the text `inf`, `-inf` or `nan`.
struct VerdictColumns: Decodable {
    private let quality: [Double]
    private let qualitySD: [Double]
    private let basis: [String]
    private let completionTokens: [Double]
    private let costUSD: [Double?]?
    private let latencySeconds: [Double?]?
    private let utility: [Double]
    private let probability: [Double]
    private let switchCostUSD: [Double?]?
    /// Position in the pool, as text, and the codes; only excluded candidates.
    private let excludedBy: [String: [String]]?

    private enum CodingKeys: String, CodingKey {
        case quality, basis, utility, probability
        case qualitySD = "quality_sd"
        case completionTokens = "completion_tokens"
        case costUSD = "cost_usd"
        case latencySeconds = "latency_s"
        case switchCostUSD = "switch_cost_usd"
        case excludedBy = "excluded_by"
    }

    /// The verdicts of a text; `nil` if it does not fit the pool or is not of this form.
    static func decode(_ text: String, pool: [CandidateID]) -> [CandidateVerdict]? {
        let decoder = JSONDecoder()
        decoder.nonConformingFloatDecodingStrategy = .convertFromString(
            positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
        guard let columns = try? decoder.decode(VerdictColumns.self, from: Data(text.utf8)) else { return nil }
        return columns.verdicts(of: pool)
    }

    private func verdicts(of pool: [CandidateID]) -> [CandidateVerdict]? {
        let counts = [
            quality.count, qualitySD.count, basis.count, completionTokens.count, utility.count, probability.count,
            costUSD?.count ?? pool.count, latencySeconds?.count ?? pool.count,
            switchCostUSD?.count ?? pool.count,
        ]
        guard counts.allSatisfy({ $0 == pool.count }) else { return nil }
        var verdicts: [CandidateVerdict] = []
        for (position, candidate) in pool.enumerated() {
            guard let basis = Estimate.Basis(rawValue: basis[position]) else { return nil }
            let codes = (excludedBy?[String(position)] ?? []).map(ExclusionCode.init(rawValue:))
            verdicts.append(
                CandidateVerdict(
                    candidate: candidate,
                    estimate: Estimate(
                        quality: quality[position], qualitySD: qualitySD[position], basis: basis,
                        completionTokens: completionTokens[position], costUSD: costUSD?[position],
                        latencySeconds: latencySeconds?[position]),
                    utility: utility[position], probability: probability[position], excludedBy: codes,
                    switchCostUSD: switchCostUSD?[position]))
        }
        return verdicts
    }
}
