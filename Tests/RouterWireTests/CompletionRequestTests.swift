import RouterCore
import RouterWire
import Testing

@Suite("Completions of a text")
struct CompletionRequestTests {
    private func request(_ members: String) throws -> CompletionRequest {
        try CompletionRequest(document: JSONDocument(text: "{\(members)}"), defaultModel: "auto")
    }

    @Test("the prompt is one turn of the user, and limits and demands are read")
    func reading() throws {
        let found = try request(
            #""model":"m","models":["n"],"prompt":"Hi","max_tokens":9,"stream":true,"stream_options":{"include_usage":true},"#
                + #""temperature":0,"provider":{"require_parameters":true,"zdr":true},"session_id":"s""#)
        #expect(found.api == .completions && found.isStreamed && found.wantsUsage)
        #expect(found.parameters.model == "m" && found.parameters.fallbackModels == ["n"])
        #expect(found.parameters.session == SessionKey(value: "s", isExplicit: true))
        #expect(found.routing.turns == [PromptTurn(role: .user, text: "Hi")])
        #expect(found.routing.needs.api == .completions && found.routing.needs.maxOutputTokens == 9)
        #expect(found.routing.needs.parameters == ["temperature", "max_tokens"])
        #expect(found.routing.constraints.providers.requiresZeroRetention)
    }

    @Test(
        "texts are joined, and tokens count by their bytes",
        arguments: [
            (#""a""#, "a", 0), (#"["a","b"]"#, "a\nb", 0), ("[1, 22]", "", 7), ("[[1],[2,3]]", "", 11),
            (#"[""]"#, "", 0),
        ])
    func prompts(prompt: String, text: String, attachedBytes: Int) throws {
        let routing = try request(#""prompt":\#(prompt)"#).routing
        #expect(routing.turns == [PromptTurn(role: .user, text: text)])
        #expect(routing.needs.attachedBytes == attachedBytes)
    }

    @Test("the body goes upstream without our keys, and a stream asks for token counts")
    func body() throws {
        let found = try request(
            #""prompt" : "Hi","models":["a"],"model":"auto","usage":{},"stream":true,"best_of":1.0"#)
        #expect(
            String(decoding: found.body(for: .completions, upstreamModel: "up"), as: UTF8.self)
                == #"{"prompt" : "Hi","model":"up","stream":true,"best_of":1.0,"stream_options":{"include_usage":true}}"#
        )
    }

    @Test(
        "a mistake is an error that names its path",
        arguments: [
            (#""x":1"#, "prompt"), (#""prompt":null"#, "prompt"), (#""prompt":7"#, "prompt"),
            (#""prompt":{}"#, "prompt"),
            (#""prompt":[]"#, "prompt"), (#""prompt":["a",null]"#, "prompt[1]"), (#""prompt":[{}]"#, "prompt[0]"),
            (#""prompt":"a","max_tokens":0"#, "max_tokens"), (#""prompt":"a","stream":1"#, "stream"),
            (#""prompt":"a","n":0"#, "n"), (#""prompt":"a","model":"""#, "model"),
            (#""prompt":"a","stream_options":[]"#, "stream_options"),
        ])
    func mistakes(members: String, key: String) {
        let error = #expect(throws: WireError.self) { try request(members) }
        #expect(error?.key == key)
        #expect(error?.description.contains("'\(key)'") == true, "\(error?.description ?? "-")")
    }
}
