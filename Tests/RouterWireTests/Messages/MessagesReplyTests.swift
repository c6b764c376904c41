import RouterCore
import RouterWire
import Testing

@Suite("Messages reply")
struct MessagesReplyTests {
    private func reading(
        _ reply: String, from api: UpstreamAPI = .chatCompletions, _ members: String = "",
        _ context: ReplyContext? = nil
    ) throws -> ReplyReading {
        let context = context ?? MessagesFixtures.context()
        return try MessagesFixtures.request(members).reading(of: JSONDocument(text: reply), from: api, context)
    }

    private func body(
        _ reply: String, from api: UpstreamAPI = .chatCompletions, _ members: String = "",
        _ context: ReplyContext? = nil
    ) throws -> (text: String, usage: TokenUsage, finishReason: String?) {
        guard case .reply(let body, let usage, let reason) = try reading(reply, from: api, members, context) else {
            Issue.record("a reply was expected")
            return ("", TokenUsage(), nil)
        }
        return (String(decoding: body, as: UTF8.self), usage, reason)
    }

    private func chat(_ message: String, finish: String = #""stop""#, _ more: String = "") -> String {
        #"{"id":"u","choices":[{"index":0,"message":\#(message),"finish_reason":\#(finish)}]\#(more)}"#
    }

    @Test("a chat completion becomes a message")
    func message() throws {
        let usage =
            #","usage":{"prompt_tokens":100,"completion_tokens":7,"prompt_tokens_details":{"cached_tokens":60,"cache_write_tokens":10},"completion_tokens_details":{"reasoning_tokens":3}}"#
        let reply = try body(
            chat(#"{"role":"assistant","content":"A \u00e9.","reasoning_content":"hm"}"#, usage))
        #expect(
            reply.text == #"{"id":"gen-7","type":"message","role":"assistant","model":"lab/small","#
                + #""content":[{"type":"text","text":"A \u00e9."}],"stop_reason":"end_turn","stop_sequence":null,"#
                + #""usage":{"input_tokens":30,"cache_creation_input_tokens":10,"cache_read_input_tokens":60,"#
                + #""output_tokens":7,"output_tokens_details":{"thinking_tokens":3}}}"#)
        #expect(reply.usage.promptTokens == 100 && reply.usage.cacheReadTokens == 60)
        #expect(reply.finishReason == "stop")
    }

    @Test(
        "thinking is shown where it was asked for",
        arguments: [
            (#""thinking":{"type":"enabled","budget_tokens":1024}"#, true), (#""thinking":{"type":"adaptive"}"#, true),
            (#""thinking":{"type":"disabled"}"#, false), ("", false),
            (#""thinking":{"type":"adaptive","display":"omitted"}"#, false),
        ], ["reasoning", "reasoning_content"])
    func thinking(members: (String, Bool), key: String) throws {
        let text = try body(chat(#"{"content":"A","\#(key)":"hm"}"#), members.0).text
        let block = #"{"type":"thinking","thinking":"hm","signature":""},"#
        #expect(text.contains(#""content":[\#(members.1 ? block : ""){"type":"text","text":"A"}]"#))
    }

    @Test(
        "arguments become an input",
        arguments: [
            (#""{\"b\": 1.50, \"a\":\"\\u00e9\"}""#, #"{"b": 1.50, "a":"\u00e9"}"#), (#""""#, "{}"), ("null", "{}"),
            (#"{"a":1}"#, #"{"a":1}"#), (#""{\"a\":""#, #"{"raw_arguments":"{\"a\":"}"#),
            (#""[1]""#, #"{"raw_arguments":"[1]"}"#),
        ])
    func input(arguments: String, input: String) throws {
        let reply = try body(
            chat(
                #"{"content":null,"tool_calls":[{"id":"functions.look:0","function":{"name":"look","arguments":\#(arguments)}},{"function":{"name":"b"}}]}"#
            ))
        #expect(
            reply.text.contains(
                #""content":[{"type":"tool_use","id":"functions_look_0","name":"look","input":\#(input)},{"type":"tool_use","id":"toolu_gen-7_1","name":"b","input":{}}],"stop_reason":"tool_use""#
            ))
    }

    @Test(
        "every reason to stop has its word",
        arguments: [
            (#""stop""#, #"{"content":"A"}"#, "end_turn"), (#""length""#, #"{"content":"A"}"#, "max_tokens"),
            (#""model_length""#, #"{"content":"A"}"#, "max_tokens"),
            (#""content_filter""#, #"{"content":null}"#, "refusal"), ("null", #"{"content":"A"}"#, "end_turn"),
            (#""stop""#, #"{"content":null,"refusal":"No."}"#, "refusal"),
            (#""tool_calls""#, #"{"content":"A","tool_calls":[{"id":"a","function":{"name":"f"}}]}"#, "tool_use"),
        ])
    func stopReason(finish: String, message: String, stopReason: String) throws {
        let text = try body(chat(message, finish: finish)).text
        #expect(text.contains(#""stop_reason":"\#(stopReason)","stop_sequence":null"#))
        if message.contains("No.") { #expect(text.contains(#"[{"type":"text","text":"No."}]"#)) }
    }

    @Test("a stop sequence is named where the server names it")
    func stopSequence() throws {
        let reply = #"{"choices":[{"message":{"content":"A"},"finish_reason":"stop","stop_reason":"END"}]}"#
        #expect(
            try body(reply, #""stop_sequences":["END"]"#).text.contains(
                #""stop_reason":"stop_sequence","stop_sequence":"END""#))
        #expect(try body(reply, #""stop_sequences":["X"]"#).text.contains(#""stop_reason":"end_turn""#))
    }

    @Test("an error in a good status is a failure, and what is neither cannot be read")
    func failures() throws {
        guard case .failure(let note) = try reading(#"{"error":{"message":"down","code":503}}"#) else {
            Issue.record("a failure was expected")
            return
        }
        #expect(note.status == 503)
        guard case .failure = try reading(chat("{}", finish: #""error""#)) else {
            Issue.record("a failure was expected")
            return
        }
        let overloaded = #"{"type":"error","error":{"type":"overloaded_error","message":"later"}}"#
        guard case .failure(let relayed) = try reading(overloaded, from: .messages) else {
            Issue.record("a failure was expected")
            return
        }
        #expect(relayed.status == 529)
        for reply in ["[]", "{}", #"{"choices":[]}"#] {
            #expect(throws: WireError.self) { try reading(reply) }
            #expect(throws: WireError.self) { try reading(reply, from: .messages) }
        }
    }

    @Test("a message is passed on with the router's names, and its tokens are counted")
    func relayed() throws {
        let context = MessagesFixtures.context(extras: [.init(key: "autorouter", json: Array("{}".utf8))])
        let reply = try body(
            #"{ "type":"message","id":"msg_1", "model":"claude","content":[{"type":"text","text":"\u0041"}],"stop_reason":"max_tokens","usage":{"input_tokens":5,"cache_creation_input_tokens":2,"cache_read_input_tokens":30,"output_tokens":4} }"#,
            from: .messages, "", context)
        #expect(
            reply.text
                == #"{ "type":"message","id":"gen-7", "model":"lab/small","content":[{"type":"text","text":"\u0041"}],"stop_reason":"max_tokens","usage":{"input_tokens":5,"cache_creation_input_tokens":2,"cache_read_input_tokens":30,"output_tokens":4} ,"autorouter":{}}"#
        )
        #expect(
            reply.usage
                == TokenUsage(promptTokens: 37, completionTokens: 4, cacheReadTokens: 30, cacheWriteTokens: 2))
        #expect(reply.finishReason == "length")
        let bare = try body(#"{"content":[]}"#, from: .messages)
        #expect(bare.text == #"{"id":"gen-7","model":"lab/small","content":[]}"#)
    }

    @Test("OpenRouter's clients are told the cost, and extras stand at the top")
    func cost() throws {
        let context = MessagesFixtures.context(
            dialect: .openRouter, extras: [.init(key: "autorouter", json: Array("{}".utf8))])
        let reply = try body(
            chat(#"{"content":"A"}"#, #","usage":{"prompt_tokens":100,"completion_tokens":50}"#), "", context)
        #expect(reply.text.hasSuffix(#""output_tokens":50,"cost":0.0002},"autorouter":{}}"#))
    }
}
