import RouterCore
import Testing

@testable import RouterFeatures

@Suite("Feature extractor")
struct FeatureExtractorTests {
    private let extractor = FeatureExtractor()

    @Test("the golden vectors are those of the schema in use")
    func goldensAreThere() {
        #expect(GoldenFeatures.all.schemaVersion == FeatureExtractor.schema.version)
        #expect(GoldenFeatures.all.cases.count >= 70)
    }

    @Test("every number is the reference implementation's", arguments: GoldenFeatures.all.cases)
    func matchesReference(golden: GoldenFeatures.Case) {
        let features = extractor.features(of: golden.request)
        let pairs = zip(features.hashed.indices, features.hashed.values).map { [Double($0), Double($1)] }
        #expect(pairs.count == golden.pairs)
        #expect(Array(pairs.prefix(3)) == golden.first)
        #expect(Array(pairs.suffix(3)) == golden.last)
        #expect(features.hashed.checksum == golden.checksum)
        #expect(features.promptTokens == golden.promptTokens)
        #expect(features.extent == ReadExtent(totalBytes: golden.totalBytes, readBytes: golden.readBytes))
        #expect(features.surface.count == golden.surface.count)
        for ((got, want), name) in zip(zip(features.surface, golden.surface), FeatureExtractor.schema.surfaceNames) {
            // Two libraries' log1p differ by a unit in the last place of Double, which can move the rounding to Float by one.
            #expect(abs(Double(got) - want) <= Double(Float(want).ulp), "\(name)")
        }
    }

    @Test("the schema is frozen: 43 surface numbers, no dense block, 131,072 buckets")
    func schemaIsFrozen() {
        let schema = FeatureExtractor.schema
        #expect(schema.version == 2)
        #expect(schema.denseCount == 0)
        #expect(schema.hashedCount == 131_072)
        #expect(
            schema.surfaceNames == [
                "characters", "words", "lines", "mean_word_length", "long_word_share", "distinct_word_share",
                "digit_share", "upper_share", "symbol_share", "space_share", "non_ascii_share", "ideograph_share",
                "longest_line", "numbers", "longest_number", "math_operators", "latex_marks", "code_marks",
                "question_marks", "choices", "stem_length", "choice_length", "numeric_choice_share", "blanks", "quotes",
                "currency_and_percent", "sentences", "words_what", "words_which", "words_how", "words_why", "words_who",
                "words_negation", "words_compute", "words_create", "words_condition", "words_personal", "turns",
                "system_length", "tools", "images", "json_schema", "requested_output",
            ])
    }

    @Test("repeated calls give the same numbers, on many tasks at once too")
    func deterministic() async {
        let requests = GoldenFeatures.all.cases.filter { $0.totalBytes < 100_000 }.map(\.request)
        let expected = requests.map(extractor.features)
        await withTaskGroup(of: [FeatureVector].self) { group in
            for _ in 0..<4 { group.addTask { requests.map(FeatureExtractor().features) } }
            for await features in group { #expect(features == expected) }
        }
    }

    @Test("a megabyte of text gives no more pairs than the window can hold, and says what was read")
    func megabyteIsBounded() {
        let prompt = randomText(scalars: 600_000, seed: 20_261_122)
        #expect(prompt.utf8.count >= 1_000_000)
        let features = extractor.features(of: RoutingRequest(prompt: prompt))
        let window = ReadWindow.lastTurnHeadBytes + ReadWindow.lastTurnTailBytes
        // Each scalar gives at most one word, one pair and one run of four; a cut moves by at most three bytes.
        #expect(features.hashed.indices.count <= 3 * (window + 4))
        #expect(features.extent.readBytes <= window + 3)
        #expect(features.extent.totalBytes == prompt.utf8.count)
        #expect(features.extent.isPartial)
    }

    @Test("random Unicode gives finite numbers in their ranges", arguments: UInt64(1)...60)
    func invariants(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        let turns = (0..<1 + Int(random.next() % 4)).map { _ in
            let role = TurnRole.allCases[Int(random.next() % 4)]
            return PromptTurn(role: role, text: randomText(scalars: Int(random.next() % 3_000), seed: random.next()))
        }
        let features = extractor.features(of: RoutingRequest(turns: turns))
        let hashed = features.hashed
        #expect(zip(hashed.indices, hashed.indices.dropFirst()).allSatisfy(<), "seed \(seed)")
        #expect(hashed.indices.allSatisfy { $0 < 131_072 }, "seed \(seed)")
        #expect(hashed.values.allSatisfy { $0 >= 1 && $0.isFinite }, "seed \(seed)")
        #expect(features.surface.allSatisfy { $0 >= 0 && $0.isFinite }, "seed \(seed)")
        for (value, name) in zip(features.surface, FeatureExtractor.schema.surfaceNames) where name.hasSuffix("_share")
        {
            #expect((0...1).contains(value), "\(name), seed \(seed)")
        }
        #expect(features.promptTokens >= 1, "seed \(seed)")
        #expect(features.extent.readBytes <= features.extent.totalBytes, "seed \(seed)")
        #expect(features == extractor.features(of: RoutingRequest(turns: turns)), "seed \(seed)")
    }

    @Test("the dense block reads the last turn whole and the first one half, and has the length 1")
    func denseBlock() throws {
        let embedding = try StaticEmbedding(
            vocabulary: Array("[UNK]\na\nb".utf8), values: [0, 0, 100, 0, 0, 100], scales: [0, 1, 1], dimension: 2)
        let extractor = FeatureExtractor(embedding: embedding)
        #expect(extractor.schema.denseCount == 2 && extractor.schema.version == FeatureExtractor.schema.version)
        #expect(extractor.features(of: RoutingRequest(prompt: "b")).dense == [0, 1])
        let turns = [
            PromptTurn(role: .user, text: "a"), PromptTurn(role: .assistant, text: "a a"),
            PromptTurn(role: .user, text: "b"),
        ]
        let dense = extractor.features(of: RoutingRequest(turns: turns)).dense
        #expect(abs(dense[0] / dense[1] - 0.5) < 1e-6 && abs(dense[0] * dense[0] + dense[1] * dense[1] - 1) < 1e-6)
        #expect(extractor.features(of: RoutingRequest(prompt: "zzz")).dense == [0, 0])
        #expect(FeatureExtractor().features(of: RoutingRequest(prompt: "b")).dense.isEmpty)
    }
}

/// Scalars drawn from ASCII, from the basic plane and from all of Unicode, a third each.
func randomText(scalars count: Int, seed: UInt64) -> String {
    var random = SplitMix64(seed: seed)
    var text = String.UnicodeScalarView()
    while text.count < count {
        for _ in 0..<max(1, count / 2) {
            let bound: UInt64 = [0x80, 0x1_0000, 0x11_0000][Int(random.next() % 3)]
            // Surrogates are no scalars; they are drawn again.
            if let scalar = Unicode.Scalar(UInt32(random.next() % bound)) { text.append(scalar) }
        }
    }
    return String(text)
}
