import RouterCore
import RouterWire
import Testing

@Suite("Whole replies for clients of the Responses API")
struct ResponsesReplyTests {
    private func read(
        _ reply: String, _ request: String = #""input":"Hi""#, from api: UpstreamAPI = .chatCompletions,
        _ context: ReplyContext = ResponsesFixture.context()
    ) throws -> ReplyReading {
        try ResponsesFixture.request(request).reading(of: JSONDocument(text: reply), from: api, context)
    }

    private func response(
        _ reply: String, _ request: String = #""input":"Hi""#, from api: UpstreamAPI = .chatCompletions,
        _ context: ReplyContext = ResponsesFixture.context()
    ) throws -> JSONValue {
        guard case .reply(let body, _, _) = try read(reply, request, from: api, context) else {
            Issue.record("the reply is read as a failure")
            return try JSONDocument(text: "null").root
        }
        return try JSONDocument(body).root
    }

    private func message(_ members: String, _ reason: String = "stop", _ more: String = "") -> String {
        #"{"choices":[{"message":{\#(members)},"finish_reason":"\#(reason)"\#(more)}],"usage":{"prompt_tokens":5,"completion_tokens":3,"prompt_tokens_details":{"cached_tokens":2}}}"#
    }

    private func items(_ response: JSONValue) -> [String] {
        (response["output"]?.elements ?? []).map(ResponsesFixture.brief)
    }

    @Test("a reply becomes a response that repeats its request")
    func golden() throws {
        guard
            case .reply(let body, let usage, let reason) = try read(
                message(#""content":"A\u00e9\n""#),
                #""input":"Hi","instructions":"B","temperature":0.50,"metadata":{"a":"b"},"tools":[{"type":"function","name":"f"},{"type":"web_search"}]"#
            )
        else {
            Issue.record("the reply is read as a failure")
            return
        }
        let expected = #"""
            {"id":"gen-1-a","object":"response","created_at":7,"status":"completed","completed_at":null,"error":null,
            "incomplete_details":null,"model":"lab/m","output":[{"id":"msg_gen-1-a_0","type":"message",
            "status":"completed","role":"assistant","content":[{"type":"output_text","text":"A\u00e9\n",
            "annotations":[],"logprobs":[]}]}],"usage":{"input_tokens":5,"input_tokens_details":{"cached_tokens":2,
            "cache_write_tokens":0},"output_tokens":3,"output_tokens_details":{"reasoning_tokens":0},
            "total_tokens":8},"service_tier":null,"instructions":"B","max_output_tokens":null,"max_tool_calls":null,
            "metadata":{"a":"b"},"parallel_tool_calls":true,"prompt_cache_key":null,
            "reasoning":{"effort":null,"summary":null},"safety_identifier":null,"temperature":0.50,
            "text":{"format":{"type":"text"}},"tool_choice":"auto","top_logprobs":0,"top_p":null,
            "truncation":"disabled","user":null,"frequency_penalty":null,"presence_penalty":null,"background":false,
            "previous_response_id":null,"store":false,
            "tools":[{"type":"function","name":"f","parameters":null,"strict":null}]}
            """#.replacing("\n", with: "")
        #expect(String(decoding: body, as: UTF8.self) == expected)
        #expect(usage == TokenUsage(promptTokens: 5, completionTokens: 3, cacheReadTokens: 2))
        #expect(reason == "stop")
    }

    @Test("reasoning, text, a refusal and calls become items in this order")
    func order() throws {
        let reply = message(
            #""reasoning_content":"hm","content":[{"type":"text","text":"a"}],"refusal":"no","tool_calls":[{"id":"c1","function":{"name":"f","arguments":"{}"}},{"id":"c2","function":{"name":"patch","arguments":"{\"input\":\"x\\ny\"}"}},{"function":{"name":"n__g","arguments":{"a":1}}}]"#,
            "tool_calls")
        let tools =
            #""input":"Hi","tools":[{"type":"custom","name":"patch"},{"type":"namespace","name":"n","tools":[{"type":"function","name":"g"}]}]"#
        let calls = [
            "message completed [output_text: a] [refusal: no]", "function_call completed f c1 {}",
            "custom_tool_call completed patch c2 x\ny", #"function_call completed n g call_gen-1-a_4 {"a":1}"#,
        ]
        #expect(
            try items(response(reply, tools)) == ["reasoning completed [reasoning_text: hm]"] + calls)
        #expect(
            try items(response(reply, tools + #","reasoning":{"summary":"auto"}"#))
                == ["reasoning completed [summary_text: hm]"] + calls)
    }

    @Test(
        "free text is found in whatever a model makes of it",
        arguments: [
            (#""{\"input\":\"x\"}""#, "x"), (#""{\"patch\":\"x\"}""#, "x"), (#""\"x\"""#, "x"), (#""*** x""#, "*** x"),
            (#""{\"a\":\"x\",\"b\":\"y\"}""#, #"{"a":"x","b":"y"}"#), (#""""#, ""),
        ])
    func freeText(arguments: String, expected: String) throws {
        let reply = message(#""tool_calls":[{"id":"c","function":{"name":"p","arguments":\#(arguments)}}]"#)
        let item = try response(reply, #""input":"Hi","tools":[{"type":"custom","name":"p"}]"#)["output"]?.elements
            .first
        #expect(item?["input"]?.string == expected)
    }

    @Test(
        "a reply that was cut is incomplete, and so is its last item",
        arguments: [("length", "max_output_tokens"), ("content_filter", "content_filter")])
    func incomplete(reason: String, detail: String) throws {
        let response = try response(message(#""reasoning":"hm","content":"a""#, reason))
        #expect(response["status"]?.string == "incomplete")
        #expect(response["incomplete_details"]?["reason"]?.string == detail)
        #expect(
            items(response) == ["reasoning completed [reasoning_text: hm]", "message incomplete [output_text: a]"])
    }

    @Test("log probabilities are those of the chat completion")
    func logprobs() throws {
        let reply = message(#""content":"A""#, "stop", #","logprobs":{"content":[{"token":"A","logprob":-0.10}]}"#)
        let part = try response(reply)["output"]?.elements.first?["content"]?.elements.first
        #expect(
            String(decoding: part?["logprobs"]?.rawBytes ?? [], as: UTF8.self) == #"[{"token":"A","logprob":-0.10}]"#)
    }

    @Test("OpenRouter's clients see the cost, and further members come last")
    func openRouter() throws {
        let extras = [ReplyContext.ExtraMember(key: "autorouter", json: Array(#"{"a":1}"#.utf8))]
        let response = try response(
            message(#""content":"A""#), from: .chatCompletions, ResponsesFixture.context(.openRouter, extras: extras))
        #expect(response["usage"]?["cost"]?.double == 11e-6)
        #expect(response["autorouter"]?["a"]?.int == 1)
    }

    @Test("a reply without counts has no usage")
    func noUsage() throws {
        #expect(try response(#"{"choices":[{"message":{"content":"A"}}]}"#)["usage"]?.isNull == true)
    }

    @Test(
        "errors inside of a good status are failures",
        arguments: [
            (#"{"error":{"code":429,"message":"slow"}}"#, UpstreamAPI.chatCompletions, 429),
            (#"{"choices":[{"message":{"content":""},"finish_reason":"error"}]}"#, .chatCompletions, nil),
            (#"{"choices":[{"message":{},"error":{"code":503}}]}"#, .chatCompletions, 503),
            (#"{"status":"failed","error":{"code":"server_error"},"output":[]}"#, .responses, nil),
            (#"{"error":{"code":500}}"#, .responses, 500),
        ] as [(String, UpstreamAPI, Int?)])
    func failures(reply: String, api: UpstreamAPI, status: Int?) throws {
        guard case .failure(let note) = try read(reply, from: api) else {
            Issue.record("\(reply) is read as a reply")
            return
        }
        #expect(note.status == status)
    }

    @Test(
        "what is no reply is an error",
        arguments: [
            ("{}", .chatCompletions), (#"{"choices":[]}"#, .chatCompletions), ("[]", .chatCompletions),
            (#"{"choices":[{"message":7}]}"#, .chatCompletions), ("{}", .responses), ("7", .responses),
        ]
            as [(String, UpstreamAPI)])
    func noReply(reply: String, api: UpstreamAPI) {
        #expect(throws: WireError.self) { try read(reply, from: api) }
    }

    @Test("a response of the upstream keeps every byte but id, model and, for OpenRouter's clients, the cost")
    func passed() throws {
        let reply =
            #"{"id":"resp_1", "status":"completed","model":"x","output":[{"type":"function_call","x":1.0}],"usage":{"input_tokens":5,"output_tokens":3,"output_tokens_details":{"reasoning_tokens":1}}}"#
        guard case .reply(let body, let usage, let reason) = try read(reply, from: .responses) else {
            Issue.record("the reply is read as a failure")
            return
        }
        #expect(
            String(decoding: body, as: UTF8.self)
                == reply.replacing("resp_1", with: "gen-1-a").replacing(#""x","output"#, with: #""lab/m","output"#))
        #expect(usage == TokenUsage(promptTokens: 5, completionTokens: 3, reasoningTokens: 1))
        #expect(reason == "tool_calls")
        let priced = try response(reply, from: .responses, ResponsesFixture.context(.openRouter))
        #expect(priced["usage"]?["cost"]?.double == 11e-6)
    }
}
