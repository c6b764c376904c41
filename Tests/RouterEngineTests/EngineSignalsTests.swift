import RouterCore
import RouterEngine
import RouterTesting
import RouterWire
import Testing

@Suite("Signals in the log, for every kind of request")
struct EngineSignalsTests {
    private static let sorry = "I'm sorry, but I can't help with that."

    /// The signals in the log of one reply of an upstream of one kind, without `answered`.
    private func signals(
        _ request: any ClientRequest, over api: UpstreamAPI, _ script: ScriptedReply,
        signals: SignalBoard = SignalBoard()
    ) async throws -> [String] {
        let candidate = Candidate(
            id: "lab/m", provider: "lab", upstreamModel: "up",
            price: Price(promptUSDPerMillion: 1, completionUSDPerMillion: 1), apis: [api])
        let fixture = try EngineFixture(["lab": script], candidates: [candidate], signals: signals)
        _ = try await EngineFixture.text(fixture.engine.answer(request, for: Caller()))
        let outcomes = fixture.store.records.outcomes
        #expect(outcomes.first?.kind == "answered" && outcomes.first?.value == 1)
        #expect(outcomes.allSatisfy { $0.source == "router" && ($0.kind == "answered" || $0.value == 0) })
        let found = outcomes.dropFirst().map { "\($0.kind)/\($0.detail ?? "")" }
        for outcome in outcomes.dropFirst() {
            let labels = ["model": "lab/m", "kind": outcome.kind]
            #expect(try fixture.metrics().value("autorouter_signals_total", labels) == 1)
        }
        return found
    }

    private func chat(_ members: String = "") throws -> ChatRequest {
        try ChatRequest(body: Array(EngineFixture.body("lab/m", members).utf8))
    }

    private func message(_ members: String = "") throws -> MessagesRequest {
        try MessagesRequest(
            body: Array(
                #"{"model":"lab/m",\#(members)"max_tokens":4096,"messages":[{"role":"user","content":"Hi"}]}"#.utf8))
    }

    private func response(_ members: String = "") throws -> ResponsesRequest {
        try ResponsesRequest(body: Array(#"{"model":"lab/m",\#(members)"input":"Hi"}"#.utf8))
    }

    private func stream(_ events: String...) -> ScriptedReply {
        .reply(text: events.map { "data: \($0)\n\n" }.joined(), type: "text/event-stream")
    }

    @Test("chat completions, whole and streamed")
    func chats() async throws {
        #expect(try await signals(chat(), over: .chatCompletions, .chatCompletion()).isEmpty)
        #expect(
            try await signals(chat(), over: .chatCompletions, .chatCompletion(content: Self.sorry)) == [
                "refusal/phrase"
            ])
        let pieces = ["I'm sor", "ry, but I ", "can't help."]
        #expect(
            try await signals(chat(#""stream":true"#), over: .chatCompletions, .chatStream(pieces: pieces)) == [
                "refusal/phrase"
            ])
        let object = #""response_format":{"type":"json_object"}"#
        #expect(
            try await signals(chat(object), over: .chatCompletions, .chatCompletion(content: "{} ")).isEmpty)
        #expect(
            try await signals(chat(object + #","stream":true"#), over: .chatCompletions, .chatStream()) == [
                "invalid_json/json_object"
            ])
    }

    @Test("completions of a text")
    func completions() async throws {
        let request = try CompletionRequest(document: JSONDocument(text: #"{"model":"lab/m","prompt":"Hi"}"#))
        let reply = #"{"object":"text_completion","choices":[{"text":"On and on","finish_reason":"length"}]}"#
        #expect(try await signals(request, over: .completions, .reply(text: reply)) == ["cut_off/length"])
    }

    @Test("messages over an upstream that speaks them, whole and streamed")
    func messages() async throws {
        let call = #"{"type":"tool_use","id":"t","name":"f","input":[]}"#
        let reply =
            #"{"type":"message","content":[{"type":"thinking","thinking":"x"},\#(call)],"stop_reason":"tool_use"}"#
        #expect(try await signals(message(), over: .messages, .reply(text: reply)) == ["invalid_tool_call/"])
        let tools = #""stream":true,"tools":[{"name":"f","input_schema":{"type":"object"}}],"#
        let script = stream(
            #"{"type":"message_start","message":{"usage":{"input_tokens":1}}}"#,
            #"{"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}}"#,
            #"{"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"Well, let me see."}}"#,
            #"{"type":"content_block_start","index":1,"content_block":{"type":"tool_use","id":"t","name":"f","input":{}}}"#,
            #"{"type":"content_block_delta","index":1,"delta":{"type":"input_json_delta","partial_json":"{\"a\""}}"#,
            #"{"type":"message_delta","delta":{"stop_reason":"tool_use"}}"#, #"{"type":"message_stop"}"#)
        #expect(try await signals(message(tools), over: .messages, script) == ["invalid_tool_call/"])
        let refusal = #"{"type":"message","content":[{"type":"text","text":"No"}],"stop_reason":"refusal"}"#
        #expect(try await signals(message(), over: .messages, .reply(text: refusal)) == ["refusal/content_filter"])
    }

    @Test("messages over chat completions, with a schema")
    func messagesOverChat() async throws {
        let schema = #"{"type":"object","required":["a"],"properties":{"a":{"type":"number"}}}"#
        let members = #""output_config":{"format":{"type":"json_schema","schema":\#(schema)}},"#
        let good = ScriptedReply.chatCompletion(content: #"{"a":1}"#)
        #expect(try await signals(message(members), over: .chatCompletions, good).isEmpty)
        #expect(
            try await signals(message(members), over: .chatCompletions, .chatCompletion(content: "{}")) == [
                "invalid_json/json_schema"
            ])
    }

    @Test("responses over an upstream that speaks them, whole and streamed")
    func responses() async throws {
        func object(_ item: String, status: String = "completed") -> String {
            #"{"id":"r","object":"response","status":"\#(status)","model":"up","output":[\#(item)]}"#
        }
        let refusal = #"{"type":"message","content":[{"type":"refusal","refusal":"No."}]}"#
        #expect(
            try await signals(response(), over: .responses, .reply(text: object(refusal))) == ["refusal/refusal"])
        let call = #"{"type":"function_call","call_id":"c","name":"f","arguments":"{"}"#
        let tools = #""stream":true,"tools":[{"type":"function","name":"f","parameters":{"type":"object"}}],"#
        let done = #"{"type":"response.output_item.done","output_index":0,"item":\#(call)}"#
        let completed = #"{"type":"response.completed","response":\#(object(call))}"#
        #expect(
            try await signals(response(tools), over: .responses, stream(done, completed)) == ["invalid_tool_call/"])
        #expect(
            try await signals(response(tools), over: .responses, stream(completed)) == ["invalid_tool_call/"])
        let text = #"{"type":"message","content":[{"type":"output_text","text":"fine"}]}"#
        #expect(
            try await signals(
                response(#""stream":true,"#), over: .responses,
                stream(#"{"type":"response.completed","response":\#(object(text))}"#)
            ).isEmpty)
    }

    @Test("what is switched off is not in the log")
    func off() async throws {
        let script = ScriptedReply.chatCompletion(content: Self.sorry)
        #expect(
            try await signals(chat(), over: .chatCompletions, script, signals: SignalBoard([.cutOff])).isEmpty)
    }

    @Test("a prompt that is sent again after its answer speaks against the earlier decision, once")
    func regenerated() async throws {
        let fixture = try EngineFixture(["strong": .chatCompletion()])
        var ids: [String] = []
        for _ in 0..<3 { ids.append(try await fixture.ask().decision.id) }
        _ = try await fixture.ask(for: Caller(keyName: "another"))
        let repetitions = fixture.store.records.outcomes.filter { $0.kind == "regenerated" }
        #expect(repetitions.map(\.decisionID) == Array(ids.prefix(2)))
        #expect(repetitions.map(\.detail) == Array(ids.suffix(2)))
        let labels = ["model": "strong", "kind": "regenerated"]
        #expect(try fixture.metrics().value("autorouter_signals_total", labels) == 2)
    }

    @Test("a request that failed and is sent again is no repetition, and the failed choice is in the log")
    func failures() async throws {
        let fixture = try EngineFixture(["middle": .chatCompletion(content: Self.sorry)])
        let id = try await fixture.ask().decision.id
        let records = fixture.store.records
        #expect(records.attempts.map(\.candidate) == ["strong", "middle"])
        #expect(records.attempts.map { $0.failure == nil } == [false, true])
        #expect(records.outcomes.map(\.kind) == ["answered", "refusal"])
        #expect(records.outcomes.allSatisfy { $0.decisionID == id })
        #expect(
            try fixture.metrics().value("autorouter_signals_total", ["model": "middle", "kind": "refusal"]) == 1)
    }
}
