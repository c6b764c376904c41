import RouterCore
import RouterEngine
import RouterTesting
import RouterWire
import Testing

@Suite("Kept replies", .timeLimit(.minutes(5)))
struct KeptReplyTests {
    private func texts(
        _ script: ScriptedReply, _ members: String = "", maxReplyTextBytes: Int? = 1000
    ) async throws -> [String] {
        let fixture = try EngineFixture(["strong": script], maxReplyTextBytes: maxReplyTextBytes)
        _ = try await EngineFixture.text(try await fixture.ask("strong", members))
        return fixture.store.records.replyTexts
    }

    @Test("the text of plain and streamed replies reaches the store where it is wanted")
    func kept() async throws {
        #expect(try await texts(.chatCompletion(content: "Hello there")) == ["Hello there"])
        #expect(try await texts(.chatStream(pieces: ["Hel", "lo"]), #""stream":true"#) == ["Hello"])
    }

    @Test("nothing is kept where it is not, and of what fails nothing either")
    func notKept() async throws {
        #expect(try await texts(.chatCompletion(), maxReplyTextBytes: nil).isEmpty)
        #expect(try await texts(.chatStream(), #""stream":true"#, maxReplyTextBytes: nil).isEmpty)
        #expect(try await texts(.chatError(500)).isEmpty)
        #expect(try await texts(.chatStream(isDone: false), #""stream":true"#).isEmpty)
    }

    @Test("a text is cut at its limit, plain and streamed")
    func bounded() async throws {
        #expect(try await texts(.chatCompletion(content: "Hello there"), maxReplyTextBytes: 5) == ["Hello"])
        let stream = ScriptedReply.chatStream(pieces: ["Hel", "lo", " there"])
        #expect(try await texts(stream, #""stream":true"#, maxReplyTextBytes: 4) == ["Hell"])
    }
}
