import RouterCore
import RouterWire
import Testing

@Suite("Whole replies")
struct ChatReplyReadingTests {
    private let plain =
        #"{"id":"x","object":"chat.completion","created":7,"model":"small","choices":[{"index":0,"message":{"role":"assistant","content":"A\u00e9 1.0e+05"},"logprobs":null,"finish_reason":"stop"}],"usage":{"prompt_tokens":100,"completion_tokens":10,"total_tokens":110},"system_fingerprint":null,"x":1.50}"#

    @Test("for OpenAI's clients only id and model change where nothing is missing")
    func openAI() throws {
        let body = try ReplyFixture.body(plain, ReplyFixture.context())
        #expect(
            body
                == plain.replacing(#""id":"x""#, with: #""id":"gen-1""#)
                .replacing(#""model":"small""#, with: #""model":"lab/small""#))
    }

    @Test("what strict clients insist on is added behind the rest")
    func filled() throws {
        let body = try ReplyFixture.body(
            #" {"choices": [ {"message":{"content":"A"} } ,{}, 7] } "#, ReplyFixture.context())
        #expect(
            body
                == #" {"choices": [ {"message":{"content":"A"} ,"index":0,"finish_reason":null,"logprobs":null} ,{"index":1,"finish_reason":null,"logprobs":null}, 7] ,"id":"gen-1","object":"chat.completion","created":1763800000,"model":"lab/small","system_fingerprint":null} "#
        )
    }

    @Test("for OpenRouter's clients provider, native finish reason and cost are added")
    func openRouter() throws {
        let body = try ReplyFixture.body(plain, ReplyFixture.context(.openRouter, extras: [ReplyFixture.extra]))
        #expect(
            body
                == #"{"id":"gen-1","object":"chat.completion","created":7,"model":"lab/small","choices":[{"index":0,"message":{"role":"assistant","content":"A\u00e9 1.0e+05"},"logprobs":null,"finish_reason":"stop","native_finish_reason":"stop"}],"usage":{"prompt_tokens":100,"completion_tokens":10,"total_tokens":110,"prompt_tokens_details":{"cached_tokens":0,"cache_write_tokens":0,"audio_tokens":0,"video_tokens":0},"completion_tokens_details":{"reasoning_tokens":0,"audio_tokens":0,"accepted_prediction_tokens":0,"rejected_prediction_tokens":0},"cost":0.00012,"is_byok":false,"cost_details":{"upstream_inference_cost":null,"upstream_inference_prompt_cost":0.0001,"upstream_inference_completions_cost":2e-05}},"system_fingerprint":null,"x":1.50,"provider":"lab","extra":{"a":1}}"#
        )
    }

    @Test("an upstream that speaks like OpenRouter keeps its provider, its cost and its native finish reason")
    func nested() throws {
        let body = try ReplyFixture.body(
            #"{"provider":"Azure","choices":[{"finish_reason":"stop","native_finish_reason":"end"}],"usage":{"prompt_tokens":1,"completion_tokens":1,"total_tokens":2,"cost":0.5,"is_byok":true,"cost_details":{"a":1}}}"#,
            ReplyFixture.context(.openRouter))
        let root = try JSONDocument(text: body).root
        #expect(root["provider"]?.string == "Azure")
        #expect(root["choices"]?.elements.first?["native_finish_reason"]?.string == "end")
        #expect(root["usage"]?["cost"]?.double == 0.5)
        #expect(root["usage"]?["is_byok"]?.bool == true)
        #expect(root["usage"]?["cost_details"].map { String(decoding: $0.rawBytes, as: UTF8.self) } == #"{"a":1}"#)
    }

    @Test(
        "for OpenRouter's clients finish reasons are of five words, and the upstream's own stands beside",
        arguments: [
            ("function_call", "tool_calls"), ("tool_use", "tool_calls"), ("end_turn", "stop"),
            ("MAX_TOKENS", "length"), ("SAFETY", "content_filter"), ("abort", "stop"), ("stop", "stop"),
        ])
    func finishReasons(native: String, expected: String) throws {
        let reply = #"{"choices":[{"finish_reason":"\#(native)"}]}"#
        let choice = try JSONDocument(text: try ReplyFixture.body(reply, ReplyFixture.context(.openRouter))).root[
            "choices"]?
            .elements.first
        #expect(choice?["finish_reason"]?.string == expected)
        #expect(choice?["native_finish_reason"]?.string == native)
        let openAI = try JSONDocument(text: try ReplyFixture.body(reply, ReplyFixture.context())).root["choices"]?
            .elements.first
        #expect(openAI?["finish_reason"]?.string == native)
        #expect(openAI?["native_finish_reason"] == nil)
    }

    @Test("tokens and finish reason are told")
    func told() throws {
        guard case .reply(_, let usage, let reason) = try ReplyFixture.reading(plain, ReplyFixture.context()) else {
            Issue.record("no reply")
            return
        }
        #expect(usage == TokenUsage(promptTokens: 100, completionTokens: 10))
        #expect(reason == "stop")
    }

    @Test(
        "an error inside of a good status is a failure with the upstream's own words",
        arguments: [
            (#"{"error":{"code":429,"message":"m"}}"#, #"{"code":429,"message":"m"}"#, 429),
            (#"{"error":"overloaded","choices":[]}"#, #""overloaded""#, nil),
            (#"{"choices":[{"finish_reason":"error","error":{"code":7}}]}"#, #"{"code":7}"#, nil),
            (
                #"{"error":{"code":502},"choices":[{"finish_reason":"error","error":{"code":7}}]}"#, #"{"code":502}"#,
                502
            ),
            (#"{"choices":[{"finish_reason":"error"}]}"#, "null", nil),
            (#"{"object":"error","message":"m","code":400}"#, #"{"object":"error","message":"m","code":400}"#, 400),
        ] as [(String, String, Int?)])
    func failures(reply: String, json: String, status: Int?) throws {
        guard case .failure(let note) = try ReplyFixture.reading(reply, ReplyFixture.context()) else {
            Issue.record("no failure")
            return
        }
        #expect(String(decoding: note.json, as: UTF8.self) == json)
        #expect(note.status == status)
    }

    @Test("an error beside of choices is none")
    func harmless() throws {
        let body = try ReplyFixture.body(
            #"{"error":{"code":1},"choices":[{"finish_reason":"stop"}]}"#, ReplyFixture.context())
        #expect(body.hasPrefix(#"{"error":{"code":1},"#))
    }

    @Test(
        "what is no reply is an error",
        arguments: ["[]", "{}", #"{"choices":[]}"#, #"{"choices":7}"#, #"{"error":null}"#])
    func unreadable(reply: String) {
        #expect(throws: WireError.self) { try ReplyFixture.reading(reply, ReplyFixture.context()) }
    }

    @Test("random replies keep every member but id and model byte for byte", arguments: 1...60 as ClosedRange<UInt64>)
    func property(seed: UInt64) throws {
        var writer = RandomJSON(seed: seed)
        for _ in 0..<10 {
            var members = [(key: writer.quoted("choices"), value: #"[{"message":{}, "x":1.0}]"#)]
            for index in 0..<Int.random(in: 0...4, using: &writer.random) {
                members.append((writer.quoted("x\(index)" + writer.text()), writer.value(depth: 3)))
            }
            for key in ["id", "model"] where writer.chance(2) {
                members.append((writer.quoted(key), writer.value(depth: 2)))
            }
            members.shuffle(using: &writer.random)
            let text = writer.space() + writer.object(members) + writer.space()
            let output = try ReplyFixture.body(text, ReplyFixture.context(writer.chance(2) ? .openAI : .openRouter))
            let before = try JSONDocument(text: text).root
            let after = try JSONDocument(text: output).root
            let context: Comment = "\(text)\n=> \(output)\nseed \(seed)"
            #expect(after["id"]?.string == "gen-1" && after["model"]?.string == "lab/small", context)
            for (old, new) in zip(before.members, after.members) {
                #expect(old.key.rawBytes == new.key.rawBytes, context)
                guard old.key.string?.first == "x" else { continue }
                #expect(old.value.rawBytes.elementsEqual(new.value.rawBytes), context)
            }
        }
    }
}
