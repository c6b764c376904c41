import RouterCore
import RouterWire
import Testing

@Suite("Messages as a chat completion")
struct MessagesTranslationTests {
    private func chat(_ request: MessagesRequest, model: String = "m") -> String {
        String(decoding: request.body(for: .chatCompletions, upstreamModel: model), as: UTF8.self)
    }

    /// The `messages` of the chat completion.
    private func messages(_ blocks: String, _ members: String = "") throws -> String {
        let body = chat(try MessagesFixtures.request(members, messages: blocks))
        let document = try JSONDocument(text: body)
        return String(decoding: try #require(document.root["messages"]).rawBytes, as: UTF8.self)
    }

    @Test("every setting has its place")
    func settings() throws {
        let request = try MessagesFixtures.request(
            #"""
            "system":"S","temperature":0.20,"top_p":1,"top_k":40,"stop_sequences":["END"],"metadata":{"user_id":"u-1"},
            "tools":[{"name":"look","description":"L\n","input_schema":{"type": "object"},"cache_control":{"type":"ephemeral"},"strict":true}],
            "tool_choice":{"type":"any","disable_parallel_tool_use":true},"stream":true,"service_tier":"auto",
            "thinking":{"type":"enabled","budget_tokens":9000},"plugins":[],"provider":{},"session_id":"s"
            """#)
        #expect(
            chat(request) == #"{"top_k":40,"max_tokens":64,"model":"m","messages":[{"role":"system","content":"S"},"#
                + #"{"role":"user","content":"Hi"}],"tools":[{"type":"function","function":{"name":"look","#
                + #""description":"L\n","parameters":{"type": "object"},"strict":true}}],"tool_choice":"required","#
                + #""parallel_tool_calls":false,"temperature":0.20,"top_p":1,"stop":["END"],"user":"u-1","#
                + #""stream":true,"stream_options":{"include_usage":true}}"#)
    }

    @Test(
        "tool choices have their words",
        arguments: [
            (#"{"type":"auto"}"#, #""tool_choice":"auto""#), (#"{"type":"any"}"#, #""tool_choice":"required""#),
            (#"{"type":"none"}"#, #""tool_choice":"none""#),
            (
                #"{"type":"tool","name":"look"}"#,
                #""tool_choice":{"type":"function","function":{"name":"look"}}"#
            ),
        ])
    func toolChoice(choice: String, expected: String) throws {
        let body = chat(
            try MessagesFixtures.request(#""tools":\#(MessagesFixtures.tools),"tool_choice":\#(choice)"#))
        #expect(body.contains(expected))
        #expect(!body.contains("parallel_tool_calls"))
    }

    @Test("instructions become one message without Claude Code's changing first line")
    func system() throws {
        let blocks = #"""
            "system":[{"type":"text","text":"x-anthropic-billing-header: cc_version=2.1; cch=00af1;"},
            {"type":"text","text":"You \u00e4re.","cache_control":{"type":"ephemeral"}},{"type":"text","text":"Be \"terse\"."}]
            """#
        #expect(
            try messages(#"[{"role":"user","content":"Hi"}]"#, blocks)
                == #"[{"role":"system","content":"You \u00e4re.\n\nBe \"terse\"."},{"role":"user","content":"Hi"}]"#)
        let line = #""system":"x-anthropic-billing-header: cch=1;\nYou are.""#
        #expect(
            try messages(#"[{"role":"user","content":"Hi"}]"#, line)
                == #"[{"role":"system","content":"You are."},{"role":"user","content":"Hi"}]"#)
    }

    @Test("a tool call keeps its input byte for byte, and its result goes before the rest of the turn")
    func toolRoundTrip() throws {
        #expect(
            try messages(
                #"""
                [{"role":"assistant","content":[{"type":"thinking","thinking":"hm","signature":"s"},{"type":"redacted_thinking","data":"x"},
                {"type":"text","text":"Look: "},{"type":"tool_use","id":"t1","name":"look","input":{"b": 1.50, "a":"\u00e9\n"}},
                {"type":"tool_use","id":"t2","name":"stop","input":{}}]},
                {"role":"user","content":[{"type":"text","text":"And now?"},
                {"type":"tool_result","tool_use_id":"t1","content":[{"type":"text","text":"a"},{"type":"text","text":"b"}]},
                {"type":"tool_result","tool_use_id":"t2","is_error":true,"content":"no"}]}]
                """#)
                == #"[{"role":"assistant","content":"Look: ","tool_calls":[{"id":"t1","type":"function","function":"#
                + #"{"name":"look","arguments":"{\"b\": 1.50, \"a\":\"\\u00e9\\n\"}"}},{"id":"t2","type":"function","#
                + #""function":{"name":"stop","arguments":"{}"}}]},{"role":"tool","tool_call_id":"t1","content":"a\nb"},"#
                + #"{"role":"tool","tool_call_id":"t2","content":"Error: no"},{"role":"user","content":"And now?"}]"#)
    }

    @Test("pictures in a result follow in a message of the user")
    func pictureResult() throws {
        #expect(
            try messages(
                #"""
                [{"role":"assistant","content":[{"type":"tool_use","id":"t1","name":"shot","input":{}}]},
                {"role":"user","content":[{"type":"tool_result","tool_use_id":"t1","content":[
                {"type":"image","source":{"type":"base64","media_type":"image/png","data":"AA=="}}]}]}]
                """#)
                == #"[{"role":"assistant","content":null,"tool_calls":[{"id":"t1","type":"function","function":"#
                + #"{"name":"shot","arguments":"{}"}}]},{"role":"tool","tool_call_id":"t1","#
                + #""content":"The next message holds the result."},{"role":"user","content":[{"type":"image_url","#
                + #""image_url":{"url":"data:image/png;base64,AA=="}}]}]"#)
    }

    @Test(
        "blocks of a user's turn",
        arguments: [
            (#"{"type":"text","text":"a"},{"type":"text","text":"b"}"#, #""a\nb""#),
            (
                #"{"type":"image","source":{"type":"url","url":"https://x/\u0061"}},{"type":"text","text":"b"}"#,
                #"[{"type":"image_url","image_url":{"url":"https://x/\u0061"}},{"type":"text","text":"b"}]"#
            ),
            (
                #"{"type":"document","title":"T","source":{"type":"base64","media_type":"application/pdf","data":"AA"}}"#,
                #"[{"type":"file","file":{"filename":"T","file_data":"data:application/pdf;base64,AA"}}]"#
            ),
            (
                #"{"type":"document","source":{"type":"url","url":"https://x/d.pdf"}}"#,
                #"[{"type":"file","file":{"filename":"document.pdf","file_data":"https://x/d.pdf"}}]"#
            ),
            (
                #"{"type":"document","title":"T","source":{"type":"text","media_type":"text/plain","data":"d"}}"#,
                #""T\nd""#
            ),
            (
                #"{"type":"document","source":{"type":"content","content":[{"type":"text","text":"c"}]}}"#, #""c""#
            ),
            (
                #"{"type":"search_result","title":"T","source":"U","content":[{"type":"text","text":"c"}]}"#,
                #""T\nU\nc""#
            ),
            (#"{"type":"not_known_yet"}"#, nil),
        ])
    func userBlocks(blocks: String, content: String?) throws {
        let expected = content.map { #"{"role":"user","content":\#($0)}"# } ?? #"{"role":"user","content":""}"#
        #expect(try messages(#"[{"role":"user","content":[\#(blocks)]}]"#) == "[\(expected)]")
    }

    @Test("an assistant's text is one text, what its provider's tools found stays readable")
    func assistantText() throws {
        #expect(
            try messages(
                #"""
                [{"role":"user","content":"q"},{"role":"assistant","content":[{"type":"text","text":"I search."},
                {"type":"server_tool_use","id":"s","name":"web_search","input":{}},
                {"type":"web_search_tool_result","tool_use_id":"s","content":[{"type":"web_search_result","title":"T","url":"U","encrypted_content":"zz"}]},
                {"type":"text","text":"A"},{"type":"text","text":" b."}]},{"role":"assistant","content":"The answer is ("}]
                """#)
                == #"[{"role":"user","content":"q"},{"role":"assistant","content":"I search.\n\nT\n\nU\n\nA b."},"#
                + #"{"role":"assistant","content":"The answer is ("}]"#)
    }

    @Test(
        "a schema for the reply is strict where it leaves nothing open",
        arguments: [
            (#"{"type":"object","properties":{"a":{}},"required":["a"],"additionalProperties":false}"#, true),
            (#"{"type":"object","properties":{"a":{}},"additionalProperties":false}"#, false),
            (#"{"type":"object","properties":{"a":{}},"required":["a"]}"#, false),
            (#"{"type":"array","items":{"properties":{"a":{}}}}"#, false),
        ])
    func outputFormat(schema: String, isStrict: Bool) throws {
        for member in [#""output_config":{"format":"#, #""output_format":"#] {
            let close = member.hasPrefix(#""output_config"#) ? "}" : ""
            let request = try MessagesFixtures.request(
                #"\#(member){"type":"json_schema","schema":\#(schema)}\#(close)"#)
            #expect(
                chat(request).contains(
                    #""response_format":{"type":"json_schema","json_schema":{"name":"reply","strict":\#(isStrict),"schema":\#(schema)}}"#
                ))
            #expect(request.routing.needs.capabilities.contains(.jsonSchema))
        }
    }

    @Test("a user id that OpenAI would refuse is left out")
    func longUser() throws {
        let id = String(repeating: "u", count: 65)
        #expect(!chat(try MessagesFixtures.request(#""metadata":{"user_id":"\#(id)"}"#)).contains("uuu"))
    }

    @Test(
        "only OpenAI's own models get the limit under its newer name, and no top_k",
        arguments: [
            ("gpt-5-mini", true), ("openai/gpt-5", true), ("o3", true), ("o4-mini", true), ("chatgpt-4o-latest", true),
            ("gpt-oss-20b", false), ("openai/gpt-oss-120b", false), ("olmo-2", false), ("qwen3", false), ("", false),
        ])
    func limitName(model: String, isOpenAI: Bool) throws {
        let request = try MessagesFixtures.request(#""top_k":5"#)
        #expect(
            chat(request, model: model).hasPrefix(
                isOpenAI
                    ? #"{"max_completion_tokens":64,"model":"\#(model)""#
                    : #"{"top_k":5,"max_tokens":64,"model":"\#(model)""#))
    }

    @Test(
        "how hard to think goes only to candidates that are known to reason",
        arguments: [
            (#""thinking":{"type":"enabled","budget_tokens":1024}"#, "low"),
            (#""thinking":{"type":"enabled","budget_tokens":8000}"#, "medium"),
            (#""thinking":{"type":"enabled","budget_tokens":31999}"#, "high"),
            (#""thinking":{"type":"adaptive"},"output_config":{"effort":"medium"}"#, "medium"),
            (#""output_config":{"effort":"max"}"#, "high"), (#""thinking":{"type":"adaptive"}"#, nil),
            (#""thinking":{"type":"disabled"},"output_config":{"effort":"low"}"#, nil), ("", nil),
        ])
    func effort(members: String, effort: String?) throws {
        let request = try MessagesFixtures.request(members)
        func body(_ capabilities: Capabilities?) -> String {
            let candidate = MessagesFixtures.candidate(capabilities: capabilities)
            return String(decoding: request.body(for: .chatCompletions, candidate: candidate), as: UTF8.self)
        }
        let head = effort.map { #""reasoning_effort":"\#($0)","# } ?? ""
        #expect(body([.tools, .reasoning]).hasPrefix(#"{\#(head)"max_tokens":64,"model":"small-1""#))
        #expect(!body(nil).contains("reasoning_effort"))
        #expect(!body([.tools]).contains("reasoning_effort"))
        #expect(try JSONDocument(text: body([.reasoning])).root.kind == .object)
    }

    @Test("an upstream of the same kind gets the body byte for byte but for the router's own keys")
    func passThrough() throws {
        let body = #"""
            { "max_tokens" : 64, "fallbacks":[{"model":"b"}], "model":"auto","thinking":{"type":"enabled","budget_tokens":1.0e3},
              "messages":[{"role":"user","content":"H\u0069"}], "plugins":[], "provider":{},"session_id":"s", "odd":[1 , 2], "stream":true }
            """#
        let request = try MessagesRequest(body: Array(body.utf8))
        #expect(
            String(decoding: request.body(for: .messages, upstreamModel: "claude-x"), as: UTF8.self) == #"""
                { "max_tokens" : 64, "model":"claude-x","thinking":{"type":"enabled","budget_tokens":1.0e3},
                  "messages":[{"role":"user","content":"H\u0069"}], "odd":[1 , 2], "stream":true }
                """#)
    }

    @Test("thinking without a signature, as translated replies hold, does not go to Anthropic")
    func unsignedThinking() throws {
        let request = try MessagesFixtures.request(
            messages: #"""
                [ {"role":"user","content":"a"}, {"role":"assistant", "content":[ {"type":"thinking","thinking":"x","signature":""} , {"type":"text","text":"b"}, {"type":"thinking","thinking":"y","signature":"s"}], "k":1},
                {"role":"assistant","content":[{"type":"thinking","thinking":"x"}]},{"role":"user","content":"c"} ]
                """#)
        #expect(
            String(decoding: request.body(for: .messages, upstreamModel: "m"), as: UTF8.self)
                == #"{"model":"m","max_tokens":64,"messages":[{"role":"user","content":"a"},"#
                + #"{"role":"assistant", "content":[{"type":"text","text":"b"},{"type":"thinking","thinking":"y","signature":"s"}], "k":1},"#
                + #"{"role":"user","content":"c"}]}"#)
    }
}
