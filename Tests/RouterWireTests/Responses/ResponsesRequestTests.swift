import RouterCore
import RouterWire
import Testing

@Suite("Response request")
struct ResponsesRequestTests {
    @Test("the body for an upstream that takes responses is the client's own")
    func passed() throws {
        let body =
            #" {"model" : "auto","input":"é\u0000","x":1.0e+05 , "models":["a"],"stream":true,"provider":{},"previous_response_id":null}"#
        let sent = try ResponsesRequest(body: Array(body.utf8)).body(for: .responses, upstreamModel: "up")
        let expected = #" {"model" : "up","input":"é\u0000","x":1.0e+05,"stream":true,"previous_response_id":null}"#
        #expect(String(decoding: sent, as: UTF8.self) == expected)
    }

    @Test(
        "each setting becomes what chat completions call it",
        arguments: [
            (
                #""max_output_tokens":9,"temperature":0.50,"top_p":1"#,
                #""temperature":0.50,"top_p":1,"max_completion_tokens":9"#
            ),
            (
                #""text":{"format":{"type":"json_schema","name":"n","schema":{"a":1.0},"strict":true},"verbosity":"low"}"#,
                #""response_format":{"type":"json_schema","json_schema":{"name":"n","strict":true,"schema":{"a":1.0}}},"verbosity":"low""#
            ),
            (#""text":{"format":{"type":"json_object"}}"#, #""response_format":{"type":"json_object"}"#),
            (
                #""text":{"format":{"type":"text"}},"reasoning":{"effort":"high","summary":"auto"}"#,
                #""reasoning_effort":"high""#
            ),
            (#""include":["message.output_text.logprobs"],"top_logprobs":2"#, #""logprobs":true,"top_logprobs":2"#),
            (#""top_logprobs":3"#, #""logprobs":true,"top_logprobs":3"#),
            (#""include":["reasoning.encrypted_content"],"store":true,"truncation":"auto","metadata":{"a":"b"}"#, ""),
            (
                #""user":"u","safety_identifier":"s","service_tier":"flex","prompt_cache_key":"k","seed":1"#,
                #""user":"u","safety_identifier":"s","service_tier":"flex","seed":1"#
            ),
            (
                #""stream":true,"stream_options":{"include_obfuscation":false}"#,
                #""stream":true,"stream_options":{"include_usage":true}"#
            ),
            (#""models":["b"],"plugins":[],"provider":{},"session_id":"s","background":false,"x":1"#, ""),
        ])
    func settings(members: String, expected: String) throws {
        let chat = try ResponsesFixture.chat(#""input":"Hi",\#(members)"#)
        let added = expected.isEmpty ? "" : ",\(expected)"
        #expect(chat == #"{"messages":[{"role":"user","content":"Hi"}],"model":"up"\#(added)}"#)
    }

    @Test("the router reads needs and demands of it")
    func routing() throws {
        let request = try ResponsesFixture.request(
            #"""
            "models":["b"],"prompt_cache_key":"k","max_output_tokens":9,"stream":true,"instructions":"Be terse.",
            "input":[{"role":"user","content":[{"type":"input_text","text":"Look"},{"type":"input_image","image_url":"x"}]}],
            "tools":[{"type":"function","name":"f"}]
            """#)
        #expect(request.api == .responses)
        #expect(request.isStreamed)
        #expect(request.isTranslatable)
        #expect(request.parameters.model == "auto")
        #expect(request.parameters.fallbackModels == ["b"])
        #expect(request.parameters.session == SessionKey(value: "k", isExplicit: true))
        #expect(request.routing.needs.api == .responses)
        #expect(request.routing.needs.capabilities == [.tools, .images])
        #expect(request.routing.needs.maxOutputTokens == 9)
        #expect(
            request.routing.turns == [.init(role: .system, text: "Be terse."), .init(role: .user, text: "Look")])
    }

    @Test("a header names the conversation")
    func sessionHeader() throws {
        let request = try ResponsesRequest(
            body: Array(#"{"model":"auto","input":"Hi"}"#.utf8), sessionHeader: "s")
        #expect(request.parameters.session == SessionKey(value: "s", isExplicit: true))
    }

    @Test(
        "what would need a stored response is refused by its name",
        arguments: [
            (#""previous_response_id":"resp_1""#, "previous_response_id"), (#""conversation":"c""#, "conversation"),
            (#""prompt":{"id":"p"}"#, "prompt"), (#""background":true"#, "background"),
            (#""background":1"#, "background"), (#""stream":"yes""#, "stream"),
            (#""max_output_tokens":0"#, "max_output_tokens"), (#""text":[]"#, "text"),
            (#""text":{"format":{"type":"xml"}}"#, "text.format.type"),
            (#""text":{"format":{"type":"json_schema","name":"n"}}"#, "text.format.schema"),
            (#""reasoning":"low""#, "reasoning"), (#""models":"a""#, "models"),
        ])
    func refused(members: String, key: String) {
        let error = #expect(throws: WireError.self) { try ResponsesFixture.request(#""input":"Hi",\#(members)"#) }
        #expect(error?.key == key)
    }

    @Test("a body that is no object, or names no model, is refused")
    func noObject() {
        #expect(throws: WireError.self) { try ResponsesRequest(body: Array("[]".utf8)) }
        let error = #expect(throws: WireError.self) { try ResponsesRequest(body: Array(#"{"input":"Hi"}"#.utf8)) }
        #expect(error?.key == "model")
    }
}
