import RouterCore
import Testing

@Suite("Candidate patterns")
struct CandidatePatternTests {
    @Test(
        "a name fits when the whole of it does",
        arguments: [
            ("*", ""), ("*", "openai/gpt-5"), ("**", "x"), ("a", "a"), ("a*", "a"), ("*a", "a"), ("a*a", "aa"),
            ("anthropic/*", "anthropic/claude-haiku-4.5"), ("openai/gpt-5*", "openai/gpt-5"),
            ("openai/gpt-5*", "openai/gpt-5-mini"), ("*/claude-*", "anthropic/claude-opus-4.5"),
            ("*-preview", "google/gemini-preview"), ("*ab*ab", "abab"), ("*aab", "aaaab"), ("a*b*c", "axxbyyc"),
            ("OpenAI/GPT-*", "openai/gpt-5"), ("openai/gpt-*", "OpenAI/GPT-5"), ("münchen/*", "MÜNCHEN/modell"),
            ("*模型*", "某/模型-7b"), ("a.c", "a.c"), ("[ab]?", "[ab]?"),
        ])
    func fits(pattern: String, name: String) throws {
        #expect(try CandidatePattern(pattern).matches(CandidateID(name)))
    }

    @Test(
        "a name that only contains the pattern, or almost fits, does not fit",
        arguments: [
            ("a", ""), ("a", "aa"), ("gpt-5", "openai/gpt-5"), ("openai/*", "openrouter/openai/x"), ("a*b", "a"),
            ("a*b", "ba"), ("a*a", "a"), ("*/claude-*", "claude-3"), ("a*b*c", "acb"), ("a.c", "abc"), ("a?c", "abc"),
            ("[ab]", "a"),
        ])
    func doesNotFit(pattern: String, name: String) throws {
        #expect(try !CandidatePattern(pattern).matches(CandidateID(name)))
    }

    /// Exponential backtracking would not end within the age of the universe, so that the limit has no need to be tight.
    @Test("many stars cost no more than pattern times name", .timeLimit(.minutes(5)))
    func pathologicalPattern() throws {
        let pattern = try CandidatePattern(String(repeating: "*a", count: 500) + "*b")
        let name = String(repeating: "a", count: 2000)
        #expect(!pattern.matches(CandidateID(name)))
        #expect(pattern.matches(CandidateID(name + "b")))
    }

    @Test("the matcher agrees with a recursive definition on random patterns", arguments: 1...20 as ClosedRange<UInt64>)
    func agreesWithDefinition(seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        for _ in 0..<200 {
            let pattern = (0..<Int.random(in: 1...6, using: &random)).map { _ in
                ["a", "b", "*"].randomElement(using: &random) ?? "*"
            }
            let name = (0..<Int.random(in: 0...7, using: &random)).map { _ in
                ["a", "b"].randomElement(using: &random) ?? "a"
            }
            let found = try CandidatePattern(pattern.joined()).matches(CandidateID(name.joined()))
            #expect(
                found == Self.fits(pattern[...], name[...]), "\(pattern.joined()) on '\(name.joined())', seed \(seed)")
        }
    }

    private static func fits(_ pattern: ArraySlice<String>, _ name: ArraySlice<String>) -> Bool {
        guard let first = pattern.first else { return name.isEmpty }
        if first == "*" {
            return fits(pattern.dropFirst(), name) || (!name.isEmpty && fits(pattern, name.dropFirst()))
        }
        return name.first == first && fits(pattern.dropFirst(), name.dropFirst())
    }

    @Test("an empty or too long pattern is refused", arguments: [0, CandidatePattern.maxLength + 1])
    func refused(length: Int) {
        let error = #expect(throws: CoreError.self) { try CandidatePattern(String(repeating: "x", count: length)) }
        #expect(error?.code == .invalidPattern)
        #expect(error?.description.contains("\(length) bytes") == true)
    }

    @Test("the longest pattern is accepted, and a pattern is described as it was given")
    func longestPattern() throws {
        let text = String(repeating: "X", count: CandidatePattern.maxLength)
        #expect(try CandidatePattern(text).description == text)
    }
}
