import Foundation
import RouterCore
import Testing

@testable import RouterFeatures

/// The requests of `Fixtures/features-v2.json` and what `Training/reference/make_goldens.py` says of them.
struct GoldenFeatures: Decodable {
    struct Turn: Decodable {
        let role: String
        let text: String?
        let seed: UInt64?
        let words: [String]?
        let count: Int?

        /// The stored text, or the text of the rule: words drawn by the seed, each followed by a space.
        var content: String {
            if let text { return text }
            guard let seed, let words, let count else { return "" }
            var random = SplitMix64(seed: seed)
            return (0..<count).reduce(into: "") { text, _ in
                text += words[Int(random.next() % UInt64(words.count))] + " "
            }
        }
    }

    struct Needs: Decodable {
        let tools: Int?
        let images: Int?
        let json_schema: Bool?
        let max_output: Int?
        let attached_bytes: Int?
    }

    struct Case: Decodable, CustomTestStringConvertible {
        let name: String
        let turns: [Turn]
        let needs: Needs?
        let surface: [Double]
        let pairs: Int
        let first: [[Double]]
        let last: [[Double]]
        let checksum: String
        let promptTokens: Int
        let totalBytes: Int
        let readBytes: Int

        var testDescription: String { name }

        var request: RoutingRequest {
            RoutingRequest(
                turns: turns.compactMap { turn in
                    TurnRole(rawValue: turn.role).map { PromptTurn(role: $0, text: turn.content) }
                },
                needs: RequestNeeds(
                    capabilities: needs?.json_schema == true ? .jsonSchema : [], maxOutputTokens: needs?.max_output,
                    toolCount: needs?.tools ?? 0, imageCount: needs?.images ?? 0,
                    attachedBytes: needs?.attached_bytes ?? 0))
        }
    }

    let schemaVersion: Int
    let cases: [Case]

    /// The fixture; its absence fails the test that counts the cases.
    static let all: GoldenFeatures = {
        let url = Bundle.module.url(forResource: "Fixtures/features-v2", withExtension: "json")
        let read = url.flatMap { try? Data(contentsOf: $0) }
            .flatMap { try? JSONDecoder().decode(GoldenFeatures.self, from: $0) }
        return read ?? GoldenFeatures(schemaVersion: 0, cases: [])
    }()

    private init(schemaVersion: Int, cases: [Case]) {
        self.schemaVersion = schemaVersion
        self.cases = cases
    }
}

extension SparseVector {
    /// FNV-1a, 64 bits, over bucket and value of each pair, four little-endian bytes each.
    var checksum: String {
        var state: UInt64 = 0xCBF2_9CE4_8422_2325
        for (index, value) in zip(indices, values) {
            for word in [index, value.bitPattern] {
                for shift in stride(from: UInt32(0), to: 32, by: 8) {
                    state = (state ^ UInt64(word >> shift & 0xFF)) &* 0x100_0000_01B3
                }
            }
        }
        let digits = String(state, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }
}
