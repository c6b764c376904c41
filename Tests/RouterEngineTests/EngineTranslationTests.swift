import RouterCore
import RouterEngine
import RouterTesting
import RouterWire
import Testing

@Suite("Requests of other kinds")
struct EngineTranslationTests {
    private static func candidate(_ apis: Set<UpstreamAPI>?, capabilities: Capabilities? = nil) -> Candidate {
        Candidate(
            id: "lab/m", provider: "lab", upstreamModel: "up",
            price: Price(promptUSDPerMillion: 1, completionUSDPerMillion: 1),
            capabilities: capabilities, apis: apis)
    }

    private func fixture(
        _ apis: Set<UpstreamAPI>?, _ script: ScriptedReply, keyHeader: UpstreamEndpoint.KeyHeader = .authorization
    ) throws -> EngineFixture {
        try EngineFixture(["lab": script], candidates: [Self.candidate(apis)], keyHeader: keyHeader)
    }

    private static func message(_ members: String = "") throws -> MessagesRequest {
        try MessagesRequest(
            body: Array(
                #"{"model":"auto","max_tokens":64,"system":"Be terse.",\#(members)"messages":[{"role":"user","content":"Hi"}]}"#
                    .utf8))
    }

    private static func response(_ members: String = "") throws -> ResponsesRequest {
        try ResponsesRequest(body: Array(#"{"model":"auto",\#(members)"input":"Hi"}"#.utf8))
    }

    private func sent(_ fixture: EngineFixture) throws -> RecordedRequest {
        try #require(fixture.upstreams["lab"]?.requests.first)
    }

    @Test("a message goes to an upstream of chat completions as one, and comes back as a message")
    func messageOverChat() async throws {
        let fixture = try fixture(nil, .chatCompletion(content: "Hello"))
        let reply = try await fixture.engine.answer(
            Self.message(), for: Caller(), passedHeaders: [("anthropic-version", "2023-06-01")])
        let root = try JSONDocument(text: try await EngineFixture.text(reply)).root
        #expect(root["type"]?.string == "message" && root["model"]?.string == "lab/m")
        #expect(root["id"]?.string == reply.decision.id && root["stop_reason"]?.string == "end_turn")
        #expect(root["content"]?.elements.first?["text"]?.string == "Hello")
        #expect(root["usage"]?["input_tokens"]?.int == 9 && root["usage"]?["output_tokens"]?.int == 3)
        let sent = try sent(fixture)
        #expect(sent.path == "/v1/chat/completions" && sent.header("authorization") == "Bearer key-of-lab")
        #expect(sent.header("anthropic-version") == nil && sent.header("x-api-key") == nil)
        let body = try JSONDocument(sent.body).root
        #expect(
            body["model"]?.string == "up"
                && body["messages"]?.elements.map { $0["role"]?.string } == ["system", "user"])
        #expect(fixture.store.records.contexts.map(\.api) == [.messages])
        #expect(fixture.store.records.attempts.map(\.usage.completionTokens) == [3])
    }

    @Test("a message stream over chat completions has Anthropic's events in their order")
    func messageStreamOverChat() async throws {
        let fixture = try fixture(nil, .chatStream(pieces: ["Hel", "lo"]))
        let reply = try await fixture.engine.answer(Self.message(#""stream":true,"#), for: Caller())
        let text = try await EngineFixture.text(reply)
        let names = text.split(separator: "\n").filter { $0.hasPrefix("event: ") }.map { $0.dropFirst(7) }
        #expect(
            names == [
                "message_start", "content_block_start", "content_block_delta", "content_block_delta",
                "content_block_stop", "message_delta", "message_stop",
            ])
        #expect(fixture.store.records.attempts.map(\.finishReason) == ["stop"])
        #expect(fixture.store.records.attempts[0].usage.promptTokens == 9)
    }

    @Test(
        "an upstream of messages gets the body as it came, the client's version and the key as it wants it",
        arguments: [true, false])
    func messagePassedThrough(isOwnHeader: Bool) async throws {
        let answer =
            #"{"id":"m","type":"message","role":"assistant","model":"up","content":[{"type":"text","text":"Hello"}],"stop_reason":"end_turn","usage":{"input_tokens":5,"cache_read_input_tokens":2,"output_tokens":3},"x":1.10}"#
        let fixture = try fixture([.messages], .reply(text: answer), keyHeader: isOwnHeader ? .apiKey : .authorization)
        let passed = isOwnHeader ? [("anthropic-version", "2024-01-01"), ("anthropic-beta", "b-1,b-2")] : []
        let reply = try await fixture.engine.answer(
            Self.message(#""top_k":5,"plugins":[],"#), for: Caller(), passedHeaders: passed)
        let text = try await EngineFixture.text(reply)
        #expect(text.contains(#""model":"lab/m""#) && text.contains(#""x":1.10"#) && text.contains(reply.decision.id))
        let sent = try sent(fixture)
        #expect(sent.path == "/v1/messages")
        #expect(
            sent.bodyText
                == #"{"model":"up","max_tokens":64,"system":"Be terse.","top_k":5,"messages":[{"role":"user","content":"Hi"}]}"#
        )
        #expect(sent.headers.count { $0.name == "anthropic-version" } == 1)
        #expect(sent.header("anthropic-version") == (isOwnHeader ? "2024-01-01" : "2023-06-01"))
        #expect(sent.header("anthropic-beta") == (isOwnHeader ? "b-1,b-2" : nil))
        #expect(sent.header("x-api-key") == (isOwnHeader ? "key-of-lab" : nil))
        #expect(sent.header("authorization") == (isOwnHeader ? nil : "Bearer key-of-lab"))
        #expect(fixture.store.records.attempts.map(\.usage.promptTokens) == [7])
        #expect(fixture.store.records.attempts.map(\.usage.cacheReadTokens) == [2])
    }

    @Test("a message stream that breaks off after content ends with Anthropic's error event")
    func brokenMessageStream() async throws {
        let fixture = try fixture(nil, .chatStream(pieces: ["Hel"], isDone: false))
        let text = try await EngineFixture.text(
            fixture.engine.answer(Self.message(#""stream":true,"#), for: Caller()))
        #expect(text.contains("event: error\ndata: {\"type\":\"error\""))
        #expect(!text.contains("[DONE]") && !text.contains("message_stop"))
        #expect(fixture.store.records.attempts.map(\.failure) == ["cut_off"])
    }

    @Test("a response goes to an upstream of chat completions as one, and comes back as a response")
    func responseOverChat() async throws {
        let fixture = try fixture(nil, .chatCompletion(content: "Hello"))
        let reply = try await fixture.engine.answer(Self.response(#""instructions":"Be terse.","#), for: Caller())
        let root = try JSONDocument(text: try await EngineFixture.text(reply)).root
        #expect(root["object"]?.string == "response" && root["status"]?.string == "completed")
        #expect(root["output"]?.elements.first?["content"]?.elements.first?["text"]?.string == "Hello")
        let sent = try sent(fixture)
        #expect(sent.path == "/v1/chat/completions")
        #expect(try JSONDocument(sent.body).root["messages"]?.elements.count == 2)
    }

    @Test("a response stream over chat completions begins with response.created and ends with response.completed")
    func responseStreamOverChat() async throws {
        let fixture = try fixture(nil, .chatStream(pieces: ["Hel", "lo"]))
        let text = try await EngineFixture.text(
            fixture.engine.answer(Self.response(#""stream":true,"#), for: Caller()))
        let names = text.split(separator: "\n").filter { $0.hasPrefix("event: ") }.map { $0.dropFirst(7) }
        #expect(names.first == "response.created" && names.last == "response.completed")
        #expect(names.count { $0 == "response.output_text.delta" } == 2)
        #expect(fixture.store.records.attempts.map(\.failure) == [nil])
    }

    @Test("an upstream of responses gets the body as it came", arguments: [false, true])
    func responsePassedThrough(isStreamed: Bool) async throws {
        let object =
            #"{"id":"r","object":"response","status":"completed","model":"up","output":[],"usage":{"input_tokens":5,"output_tokens":3,"total_tokens":8}}"#
        let script: ScriptedReply =
            isStreamed
            ? .reply(
                text: "event: response.completed\ndata: {\"type\":\"response.completed\",\"response\":\(object)}\n\n",
                type: "text/event-stream") : .reply(text: object)
        let fixture = try fixture([.responses], script)
        let members = isStreamed ? #""stream":true,"x":1.10,"# : #""x":1.10,"#
        let reply = try await fixture.engine.answer(Self.response(members + #""models":["lab/m"],"#), for: Caller())
        let text = try await EngineFixture.text(reply)
        #expect(text.contains(#""model":"lab/m""#) && text.contains(reply.decision.id))
        let sent = try sent(fixture)
        #expect(sent.path == "/v1/responses" && sent.bodyText == #"{"model":"up",\#(members)"input":"Hi"}"#)
        #expect(sent.header("accept") == (isStreamed ? "text/event-stream" : "application/json"))
        #expect(fixture.store.records.attempts.map(\.usage.completionTokens) == [3])
    }

    @Test("embeddings go to candidates that have them, and are billed by their prompt")
    func embeddings() async throws {
        let answer =
            #"{"object":"list","data":[{"object":"embedding","index":0,"embedding":[0.5]}],"model":"up","usage":{"prompt_tokens":8,"total_tokens":8}}"#
        let candidates = [
            SmallModel.candidate("strong", provider: "strong"),
            Candidate(id: "chat", provider: "chat", upstreamModel: "c", apis: [.chatCompletions]),
            Candidate(
                id: "weak", provider: "weak", upstreamModel: "e",
                price: Price(promptUSDPerMillion: 1, completionUSDPerMillion: nil), apis: [.embeddings]),
        ]
        let fixture = try EngineFixture(["weak": .reply(text: answer)], candidates: candidates)
        func request(_ model: String) throws -> EmbeddingRequest {
            try EmbeddingRequest(
                document: JSONDocument(text: #"{"model":"\#(model)","input":["a","b"],"dimensions":1}"#))
        }
        let reply = try await fixture.engine.answer(request("auto"), for: Caller())
        #expect(reply.candidate == "weak")
        #expect(try JSONDocument(text: try await EngineFixture.text(reply)).root["model"]?.string == "weak")
        let sent = try #require(fixture.upstreams["weak"]?.requests.first)
        #expect(sent.path == "/v1/embeddings" && sent.bodyText == #"{"model":"e","input":["a","b"],"dimensions":1}"#)
        #expect(fixture.store.records.attempts.last?.costUSD == 8e-6)
        #expect(fixture.store.records.contexts.map(\.api) == [.embeddings])
        let error = await #expect(throws: EngineError.self) {
            try await fixture.engine.answer(request("chat"), for: Caller())
        }
        #expect(error?.exclusions.map(\.codes) == [[.lacks(.embeddings)]])
    }

    @Test("completions of a text are passed on, plain and streamed", arguments: [false, true])
    func completions(isStreamed: Bool) async throws {
        let choice = #"{"index":0,"text":"Hello","finish_reason":"stop"}"#
        let chunk =
            #"{"object":"text_completion","choices":[\#(choice)],"usage":{"prompt_tokens":4,"completion_tokens":1}}"#
        let script: ScriptedReply =
            isStreamed
            ? .reply(text: "data: \(chunk)\n\ndata: [DONE]\n\n", type: "text/event-stream") : .reply(text: chunk)
        let fixture = try fixture(nil, script)
        let members = isStreamed ? #","stream":true"# : ""
        let request = try CompletionRequest(
            document: JSONDocument(text: #"{"model":"auto","prompt":"Say"\#(members)}"#))
        let reply = try await fixture.engine.answer(request, for: Caller())
        let text = try await EngineFixture.text(reply)
        #expect(text.contains(#""text":"Hello""#) && text.contains(#""model":"lab/m""#))
        #expect(text.hasSuffix("data: [DONE]\n\n") == isStreamed)
        #expect(try sent(fixture).path == "/v1/completions")
        #expect(fixture.store.records.attempts.map(\.usage.promptTokens) == [4])
        #expect(fixture.store.records.attempts.map(\.finishReason) == ["stop"])
    }
}
