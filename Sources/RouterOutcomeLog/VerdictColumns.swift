import Foundation
import RouterCore

/// The verdicts of a decision as JSON: one list a quantity, parallel to the pool of its logging policy.
///
/// Lists instead of one object a candidate: names and keys are written once and not for every candidate of every
/// decision. A list of which all members are unknown is left out. Numbers are the shortest that read back as the same
/// `Double`; what JSON has no number for is the text `inf`, `-inf` or `nan`.
struct VerdictColumns: Codable {
    private let quality: [Double]
    private let qualitySD: [Double]
    private let basis: [String]
    private let completionTokens: [Double]
    private let costUSD: [Double?]?
    private let latencySeconds: [Double?]?
    private let utility: [Double]
    private let probability: [Double]
    /// Position in the pool, as text, and the codes; only excluded candidates.
    private let excludedBy: [String: [String]]?

    private enum CodingKeys: String, CodingKey {
        case quality, basis, utility, probability
        case qualitySD = "quality_sd"
        case completionTokens = "completion_tokens"
        case costUSD = "cost_usd"
        case latencySeconds = "latency_s"
        case excludedBy = "excluded_by"
    }

    /// The text of the verdicts.
    ///
    /// Written by hand: it runs for every decision, and `JSONEncoder` takes many times as long.
    static func encode(_ verdicts: [CandidateVerdict]) -> String {
        var json = JSONText(capacity: 256 + 128 * verdicts.count)
        func column(_ key: CodingKeys, _ write: (CandidateVerdict, inout JSONText) -> Void) {
            json.raw(json.text.isEmpty ? "{\"" : ",\"")
            json.raw(key.rawValue)
            json.raw("\":")
            json.list(verdicts, write)
        }
        column(.quality) { $1.number($0.estimate.quality) }
        column(.qualitySD) { $1.number($0.estimate.qualitySD) }
        column(.basis) { $1.string($0.estimate.basis.rawValue) }
        column(.completionTokens) { $1.number($0.estimate.completionTokens) }
        if verdicts.contains(where: { $0.estimate.costUSD != nil }) {
            column(.costUSD) { $1.number($0.estimate.costUSD) }
        }
        if verdicts.contains(where: { $0.estimate.latencySeconds != nil }) {
            column(.latencySeconds) { $1.number($0.estimate.latencySeconds) }
        }
        column(.utility) { $1.number($0.utility) }
        column(.probability) { $1.number($0.probability) }
        var separator = ",\"excluded_by\":{\""
        for (position, verdict) in verdicts.enumerated() where !verdict.isEligible {
            json.raw(separator + String(position) + "\":")
            json.list(verdict.excludedBy) { $1.string($0.rawValue) }
            separator = ",\""
        }
        json.raw(verdicts.allSatisfy(\.isEligible) ? "}" : "}}")
        return json.text
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
                    utility: utility[position], probability: probability[position], excludedBy: codes))
        }
        return verdicts
    }
}
