import Foundation

@testable import RouterFeatures

/// What `Training/embedding/make_wordpiece_goldens.py` says of the shipped vocabulary.
struct GoldenTokens: Decodable {
    struct Text: Decodable {
        let text: String
        let tokens: [Int]
    }

    struct Page: Decodable {
        let page: UInt32
        let checksum: String

        /// Every scalar of the page inside a word.
        var text: String {
            (page << 8..<(page + 1) << 8).compactMap(Unicode.Scalar.init).map { "a\($0)b" }.joined(separator: " ")
        }
    }

    let texts: [Text]
    let pages: [Page]

    /// The fixture.
    static func read() throws -> GoldenTokens {
        let url = Bundle.module.bundleURL.appendingPathComponent("Fixtures/wordpiece-v1.json")
        return try JSONDecoder().decode(GoldenTokens.self, from: Data(contentsOf: url))
    }

    /// The tokenizer over the vocabulary in the repository's `Models/default/embedding.safetensors`.
    static func tokenizer() throws -> WordPieceTokenizer {
        struct Header: Decodable {
            struct Entry: Decodable { let data_offsets: [Int] }
            let vocabulary: Entry
            enum CodingKeys: String, CodingKey { case vocabulary = "embedding.vocabulary" }
        }
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let file = try Data(contentsOf: root.appendingPathComponent("Models/default/embedding.safetensors"))
        let headerCount = file.prefix(8).reversed().reduce(0) { $0 << 8 | Int($1) }
        let header = try JSONDecoder().decode(Header.self, from: file.dropFirst(8).prefix(headerCount))
        let place = header.vocabulary.data_offsets
        return try WordPieceTokenizer(
            vocabulary: [UInt8](file.dropFirst(8 + headerCount).prefix(place[1]).dropFirst(place[0])))
    }

    /// FNV-1a, 64 bits, over the tokens, four little-endian bytes each.
    static func checksum(_ tokens: [Int]) -> String {
        var state: UInt64 = 0xCBF2_9CE4_8422_2325
        for token in tokens {
            for shift in stride(from: 0, to: 32, by: 8) {
                state = (state ^ UInt64(token >> shift & 0xFF)) &* 0x100_0000_01B3
            }
        }
        let digits = String(state, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }
}
