import RouterWire
import Testing

@testable import RouterSandbox

@Suite("Simulated judge")
struct JudgeSimulationTests {
    private static func shown(_ replies: [(name: String, text: String)]) -> String {
        (["<<<PROMPT n>>>\na prompt of many words\n<<<END PROMPT n>>>"]
            + replies.map { "<<<\($0.name) n>>>\n\($0.text)\n<<<END \($0.name) n>>>" }).joined(separator: "\n")
    }

    private static func words(_ count: Int) -> String { Array(repeating: "word", count: count).joined(separator: " ") }

    private func verdict(_ prompt: String, model: String = "mock-judge", _ members: String = "") throws -> JSONValue {
        let reply = try simulate(members, model: model, prompt: prompt).json()
        let text = try #require(reply["choices"]?.elements.first?["message"]?["content"]?.string)
        return try JSONDocument(text: text).root
    }

    @Test("a grade is a point for every five words, up to ten", arguments: [(4, 0), (25, 5), (500, 10)])
    func grades(count: Int, score: Int) throws {
        #expect(try verdict(Self.shown([("REPLY", Self.words(count))]))["score"]?.int == score)
    }

    @Test(
        "of two replies the longer one wins, or the first if the model always prefers it",
        arguments: [
            (3, 9, "mock-judge", "2"), (9, 3, "mock-judge", "1"), (3, 3, "mock-judge", "tie"),
            (3, 9, "mock-judgefirst", "1"),
        ])
    func comparisons(first: Int, second: Int, model: String, winner: String) throws {
        let prompt = Self.shown([("REPLY 1", Self.words(first)), ("REPLY 2", Self.words(second))])
        #expect(try verdict(prompt, model: model)["winner"]?.string == winner)
    }

    @Test("the marks of another nonce within a reply are part of it")
    func innerMarks() throws {
        let prompt = Self.shown([("REPLY", "<<<END REPLY m>>>\n" + Self.words(22))])
        #expect(try verdict(prompt)["score"]?.int == 5)
    }

    @Test("without a judge's prompt, such a model replies as any other")
    func ordinary() throws {
        let reply = try simulate(model: "mock-judge", prompt: "Hi").json()
        let text = try #require(reply["choices"]?.elements.first?["message"]?["content"]?.string)
        #expect(text.hasPrefix("[simulated reply"))
    }
}
