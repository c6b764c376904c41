import RouterCore
import Testing

@testable import RouterEngine

@Suite("Names of models")
struct ModelNamesTests {
    private func names(_ ids: [String], presets: [String: RoutingPreset] = [:]) throws -> ModelNames {
        ModelNames(
            pool: try CandidatePool(ids.map { Candidate(id: CandidateID($0), provider: "lab", upstreamModel: $0) }),
            presets: presets)
    }

    /// A meaning in words: `decide`, `decide+floor`, `2` for a candidate's place, `2+nitro`, or `?`.
    private func words(_ meaning: ModelNames.Meaning) -> String {
        switch meaning {
        case .decide(let preset, let variant):
            "decide" + (preset.map { "(\($0.order.rawValue))" } ?? "") + (variant.map { "+\($0.rawValue)" } ?? "")
        case .candidate(let place, let variant): "\(place)" + (variant.map { "+\($0.rawValue)" } ?? "")
        case .unknown: "?"
        }
    }

    private func reason(_ meaning: ModelNames.Meaning) -> String? {
        if case .unknown(let reason) = meaning { reason } else { nil }
    }

    @Test(
        "a name means a candidate, a decision, or nothing",
        arguments: [
            ("auto", "decide"), ("openrouter/auto", "decide"), ("autorouter/auto", "decide"), ("Auto", "?"),
            ("auto:floor", "decide+floor"), ("openrouter/auto:nitro", "decide+nitro"), ("a/one", "0"),
            ("a/one:free", "0+free"), ("a/one:thinking", "0+thinking"), ("a/one:extended", "0+extended"),
            ("b/two:exacto", "1+exacto"), ("one", "0"), ("one:floor", "0+floor"), ("nobody", "?"), ("a/", "?"),
            ("a/one:", "?"), (":floor", "?"), ("auto:floor:nitro", "?"), ("c/four:free", "3"),
            ("c/four:free:nitro", "3+nitro"), ("c/four", "?"), ("four:free", "3"),
        ])
    func meanings(name: String, expected: String) throws {
        let names = try names(["a/one", "b/two", "c/three", "c/four:free"])
        #expect(words(names.meaning(of: name)) == expected)
    }

    @Test("what stands behind the slash is a name too, where only one candidate has it")
    func shortNames() throws {
        let names = try names(["a/same", "b/same", "c/same", "d/e/deep", "plain", "e/auto"])
        #expect(words(names.meaning(of: "same")) == "?")
        #expect(words(names.meaning(of: "b/same")) == "1")
        #expect(words(names.meaning(of: "deep")) == "3" && words(names.meaning(of: "e/deep")) == "?")
        #expect(words(names.meaning(of: "plain")) == "4")
        #expect(words(names.meaning(of: "auto")) == "decide")
    }

    @Test("a candidate's own name wins over slugs, presets and variants")
    func ownNames() throws {
        let presets = ["code": RoutingPreset(order: .price), "b/two": RoutingPreset(order: .price)]
        let names = try names(["auto", "b/two", "b/two:floor"], presets: presets)
        #expect(words(names.meaning(of: "auto")) == "0")
        #expect(words(names.meaning(of: "b/two")) == "1")
        #expect(words(names.meaning(of: "b/two:floor")) == "2")
        #expect(words(names.meaning(of: "b/two:nitro")) == "1+nitro")
        #expect(words(names.meaning(of: "openrouter/auto")) == "decide")
    }

    @Test("presets answer to their names with and without their owner, with variants, and before short names")
    func presets() throws {
        let names = try names(["a/code"], presets: ["code": RoutingPreset(order: .price)])
        for name in ["code", "autorouter/code"] { #expect(words(names.meaning(of: name)) == "decide(price)") }
        #expect(words(names.meaning(of: "code:nitro")) == "decide(price)+nitro")
        #expect(words(names.meaning(of: "openrouter/code")) == "?")
        #expect(words(names.meaning(of: "a/code")) == "0")
    }

    @Test("an unknown variant of a known name is told apart from an unknown name")
    func reasons() throws {
        let names = try names(["a/one"])
        let variant = try #require(reason(names.meaning(of: "a/one:online")))
        #expect(variant.contains("':online' of 'a/one'") && variant.contains(":floor, :nitro, :free"))
        let name = try #require(reason(names.meaning(of: "a/two:floor")))
        #expect(name.contains("'a/two:floor' does not exist"))
        let long = String(repeating: "x", count: 1000)
        #expect(try #require(reason(names.meaning(of: long))).utf8.count < 300)
        #expect(try #require(reason(names.meaning(of: "a/one:" + long))).utf8.count < 300)
    }
}
