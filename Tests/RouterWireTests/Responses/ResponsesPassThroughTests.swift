import RouterCore
import RouterWire
import Testing

@Suite("Streams of upstreams that speak the Responses API")
struct ResponsesPassThroughTests {
    private typealias Fixture = ResponsesFixture

    private func event(_ type: String, _ number: Int, _ members: String) -> String {
        "event: \(type)\ndata: {\"type\":\"\(type)\",\"sequence_number\":\(number),\(members)}\n\n"
    }

    private func run(_ stream: String, _ context: ReplyContext = Fixture.context()) throws -> Fixture.Run {
        try Fixture.run(Fixture.request(#""input":"Hi","stream":true"#), stream, from: .responses, with: context)
    }

    private var beginning: String {
        event("response.created", 0, #""response":{"id":"resp_1","model":"x","status":"in_progress"}"#)
            + event("response.output_item.added", 1, #""output_index":0,"item":{"type":"message"}"#)
            + event("response.output_text.delta", 2, #""delta":"A", "x":1.0"#)
    }

    private var end: String {
        event(
            "response.completed", 3,
            #""response":{"id":"resp_1","model":"x","status":"completed","output":[],"usage":{"input_tokens":5,"output_tokens":3}}"#
        )
    }

    @Test("every byte stays but id and model")
    func bytes() throws {
        let run = try run(beginning + end)
        #expect(
            run.text
                == (beginning + end).replacing("resp_1", with: "gen-1-a")
                .replacing(#""model":"x""#, with: #""model":"lab/m""#))
        #expect(run.notes.map(\.bringsContent) == [false, false, true, true])
        #expect(run.notes.map(\.isEnd) == [false, false, false, true])
        #expect(run.usage == TokenUsage(promptTokens: 5, completionTokens: 3))
        #expect(run.finishReason == "stop")
    }

    @Test("what the router adds comes with the last response")
    func extras() throws {
        let extras = [ReplyContext.ExtraMember(key: "autorouter", json: Array("{\"a\":\n1}".utf8))]
        let events = try run(beginning + end, Fixture.context(.openRouter, extras: extras)).events
        #expect(events.last?["response"]?["autorouter"]?["a"]?.int == 1)
        #expect(events.last?["response"]?["usage"]?["cost"]?.double == 11e-6)
        #expect(events.first?["response"]?["autorouter"] == nil)
    }

    @Test("an incomplete response is an end, too")
    func incomplete() throws {
        let run = try run(
            beginning
                + event(
                    "response.incomplete", 3,
                    #""response":{"status":"incomplete","incomplete_details":{"reason":"max_output_tokens"}}"#))
        #expect(run.notes.last?.isEnd == true)
        #expect(run.finishReason == "length")
    }

    @Test(
        "failures are noted, not printed, and told in one event that continues the numbers",
        arguments: [
            (
                #""response":{"status":"failed","error":{"code":"rate_limit_exceeded","message":"slow"}}"#,
                "response.failed"
            ),
            (#""code":"rate_limit_exceeded","message":"slow","param":null"#, "error"),
            (#""error":{"code":"rate_limit_exceeded","message":"slow"}"#, "error"),
        ])
    func failures(members: String, type: String) throws {
        let run = try run(beginning + event(type, 3, members))
        #expect(run.notes.last?.failure != nil)
        let events = try run.events
        #expect(events.map { $0["sequence_number"]?.int } == [0, 1, 2, 3])
        #expect(events.last?["type"]?.string == "response.failed")
        #expect(events.last?["response"]?["error"]?["code"]?.string == "rate_limit_exceeded")
        #expect(events.last?["response"]?["error"]?["message"]?.string == "slow")
        #expect(events.last?["response"]?["id"]?.string == "gen-1-a")
    }

    @Test("a stream that ends too early is told as failed")
    func early() throws {
        #expect(try run(beginning).brief.last == "failed")
        #expect(try run("").brief == ["created", "failed"])
    }

    @Test("calls of tools bring content, the beginning of a message does not")
    func content() throws {
        let run = try run(
            event("response.output_item.added", 0, #""item":{"type":"web_search_call"}"#)
                + event("response.output_item.added", 1, #""item":{"type":"reasoning"}"#)
                + event("response.output_text.delta", 2, #""delta":"""#) + ": busy\n\n" + end + Fixture.done)
        #expect(run.notes.map(\.bringsContent) == [true, false, false, false, true, false])
    }
}
