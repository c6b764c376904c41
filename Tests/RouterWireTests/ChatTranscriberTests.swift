import RouterCore
import RouterWire
import Testing

@Suite("Streams of chat completions")
struct ChatTranscriberTests {
    private let role =
        #"{"id":"u","object":"chat.completion.chunk","created":5,"model":"small","choices":[{"index":0,"delta":{"role":"assistant","content":""},"logprobs":null,"finish_reason":null}]}"#
    private let word =
        #"{"id":"u","object":"chat.completion.chunk","created":5,"model":"small","choices":[{"index":0,"delta":{"content":"A"},"logprobs":null,"finish_reason":null}]}"#
    private let stop =
        #"{"id":"u","object":"chat.completion.chunk","created":5,"model":"small","choices":[{"index":0,"delta":{},"logprobs":null,"finish_reason":"stop"}]}"#
    private let counts =
        #"{"id":"u","object":"chat.completion.chunk","created":5,"model":"small","choices":[],"usage":{"prompt_tokens":100,"completion_tokens":10,"total_tokens":110}}"#

    private func renamed(_ chunk: String) -> String {
        chunk.replacing(#""id":"u""#, with: #""id":"gen-1""#)
            .replacing(#""model":"small""#, with: #""model":"lab/small""#)
    }

    private func printed(
        _ chunks: [String], _ dialect: Dialect = .openAI, wantsUsage: Bool = false,
        extras: [ReplyContext.ExtraMember] = []
    ) throws -> String {
        try ReplyFixture.printed(
            ReplyFixture.stream(chunks + ["[DONE]"]),
            by: ChatTranscriber(ReplyFixture.context(dialect, extras: extras), wantsUsage: wantsUsage))
    }

    @Test("an OpenAI client gets the chunks renamed, and token counts only if it asked")
    func openAI() throws {
        let chunks = [role, word, word, stop]
        #expect(try printed(chunks + [counts]) == ReplyFixture.stream(chunks.map(renamed) + ["[DONE]"]))
        #expect(
            try printed(chunks + [counts], wantsUsage: true)
                == ReplyFixture.stream(chunks.map(renamed) + [renamed(counts), "[DONE]"]))
        #expect(
            try printed(chunks, wantsUsage: true) == ReplyFixture.stream(chunks.map(renamed) + ["[DONE]"]),
            "nothing is invented")
    }

    @Test("an OpenRouter client always gets token counts with their cost, once")
    func openRouter() throws {
        let chunks = try ReplyFixture.chunks(of: try printed([role, word, counts, stop, counts], .openRouter))
        #expect(chunks.map { $0["choices"]?.elements.count } == [1, 1, 1, 0])
        #expect(chunks.allSatisfy { $0["provider"]?.string == "lab" })
        #expect(chunks[2]["choices"]?.elements.first?["native_finish_reason"]?.string == "stop")
        #expect(chunks[1]["choices"]?.elements.first?["native_finish_reason"] == nil)
        #expect(chunks[3]["usage"]?["cost"]?.double == 0.00012)
        #expect(chunks[3]["id"]?.string == "gen-1")
    }

    @Test("chunks that lack what strict clients insist on get it")
    func filled() throws {
        let chunks = [#"{"choices":[{"delta":{"content":"A"}},{}]}"#, "{}"]
        let names = #""id":"gen-1","object":"chat.completion.chunk","created":1763800000,"model":"lab/small""#
        #expect(
            try printed(chunks)
                == ReplyFixture.stream([
                    #"{"choices":[{"delta":{"content":"A"},"index":0,"finish_reason":null},{"index":1,"delta":{},"finish_reason":null}],"#
                        + names + "}",
                    "{" + names + #","choices":[]}"#, "[DONE]",
                ]))
    }

    @Test(
        "counts inside of a content chunk are hidden, and shown once at the end to those who get them",
        arguments: [
            #"{"usage":{"prompt_tokens":3,"completion_tokens":1},"choices":[{"index":0,"delta":{"content":"A"},"finish_reason":"stop"}]}"#,
            #"{"choices":[{"index":0,"delta":{"content":"A"},"finish_reason":"stop"}] , "usage" : {"prompt_tokens":3,"completion_tokens":1} }"#,
            #"{"x":1,"usage":{"prompt_tokens":3,"completion_tokens":1},"choices":[{"index":0,"delta":{"content":"A"},"finish_reason":"stop"}]}"#,
            #"{"usage":null,"usage":{"prompt_tokens":3,"completion_tokens":1},"choices":[{"index":0,"delta":{"content":"A"},"finish_reason":"stop"}]}"#,
        ])
    func hidden(chunk: String) throws {
        let unasked = try ReplyFixture.chunks(of: try printed([chunk, chunk]))
        #expect(unasked.count == 2)
        #expect(unasked.allSatisfy { $0["usage"] == nil })
        let asked = try ReplyFixture.chunks(of: try printed([chunk, chunk], wantsUsage: true))
        #expect(asked.map { $0["usage"]?["prompt_tokens"]?.int } == [nil, nil, 3])
        #expect(asked.prefix(2).allSatisfy { $0["usage"]?.isNull == true })
        #expect(asked[2]["choices"]?.elements.isEmpty == true)
        let router = try ReplyFixture.chunks(of: try printed([chunk, chunk], .openRouter))
        #expect(router.map { $0["usage"]?["cost"]?.double } == [nil, nil, 5e-6])
        #expect(router[0]["usage"] == nil)
    }

    @Test("further members stand in the last chunk, which is made if there is none of counts")
    func extras() throws {
        for (chunks, dialect, expected) in [
            ([word, stop, counts], Dialect.openAI, 3), ([word, stop, counts], .openRouter, 3),
            ([word, stop], .openRouter, 3),
        ] {
            let got = try ReplyFixture.chunks(of: try printed(chunks, dialect, extras: [ReplyFixture.extra]))
            #expect(got.count == expected)
            #expect(got.last?["extra"]?["a"]?.int == 1)
            #expect(got.last?["choices"]?.elements.isEmpty == true)
            #expect(got.last?["created"]?.int == 5)
            #expect(got.dropLast().allSatisfy { $0["extra"] == nil })
        }
        #expect(try ReplyFixture.chunks(of: try printed([word, stop], .openRouter)).count == 2)
    }

    @Test("comments and events without data pass as they are, several data lines become one")
    func others() throws {
        let stream = ": OPENROUTER PROCESSING\n\nevent: ping\r\n\r\ndata: {\"choices\":\ndata: []}\n\n"
        let output = try ReplyFixture.printed(stream, by: ChatTranscriber(ReplyFixture.context(), wantsUsage: false))
        #expect(output.hasPrefix(": OPENROUTER PROCESSING\n\nevent: ping\r\n\r\ndata: {\"choices\": [],\"id\":"))
        #expect(try ReplyFixture.chunks(of: output).count == 1)
    }

    @Test("what a chunk brings is told")
    func notes() throws {
        var transcriber = ChatTranscriber(ReplyFixture.context(), wantsUsage: false)
        var output: [UInt8] = []
        var told: [String] = []
        for event in try ReplyFixture.events(
            ReplyFixture.stream([role, word, word, stop, counts, #"{"error":{"code":429}}"#, "[DONE]"]) + ": x\n\n")
        {
            let note = try transcriber.take(event, into: &output)
            told.append(
                note.failure.map { "failure \($0.status ?? 0)" }
                    ?? (note.isEnd ? "end" : note.bringsContent ? "content" : "nothing"))
        }
        #expect(told == ["nothing", "content", "content", "content", "nothing", "failure 429", "end", "nothing"])
        #expect(transcriber.finishReason == "stop")
        #expect(transcriber.usage == TokenUsage(promptTokens: 100, completionTokens: 10))
    }

    @Test(
        "errors in any of their forms are told, and nothing is printed for them",
        arguments: [
            (#"{"error":"busy","choices":[]}"#, #""busy""#), (#"{"choices":[{"finish_reason":"error"}]}"#, "null"),
            (#"{"choices":[{"delta":{},"error":{"code":1},"finish_reason":"error"}]}"#, #"{"code":1}"#),
            (#"{"object":"error","message":"m"}"#, #"{"object":"error","message":"m"}"#),
        ])
    func errors(chunk: String, json: String) throws {
        var transcriber = ChatTranscriber(ReplyFixture.context(), wantsUsage: false)
        var output: [UInt8] = []
        let event = try #require(try ReplyFixture.events(ReplyFixture.stream([chunk])).first)
        let failure = try transcriber.take(event, into: &output).failure
        #expect(failure.map { String(decoding: $0.json, as: UTF8.self) } == json)
        #expect(output.isEmpty)
    }

    @Test(
        "what is no chunk is an error, and nothing is printed for it",
        arguments: ["[1]", "{", "not json", "\"x\"", #"{"choices":[{"delta":{"content":"A}]}"#])
    func broken(chunk: String) throws {
        var transcriber = ChatTranscriber(ReplyFixture.context(), wantsUsage: false)
        var output: [UInt8] = []
        for event in try ReplyFixture.events(ReplyFixture.stream([word, chunk])) {
            guard event.data == Array(chunk.utf8) else {
                _ = try transcriber.take(event, into: &output)
                continue
            }
            let before = output
            #expect(throws: WireError.self) { try transcriber.take(event, into: &output) }
            #expect(output == before)
        }
    }

    @Test("a stream that breaks off ends with one error chunk")
    func cutOff() throws {
        #expect(
            try failed(.broken("cut_off"))
                == #"{"id":"gen-1","object":"chat.completion.chunk","created":5,"model":"lab/small","error":{"code":502,"message":"The upstream broke off in the middle of its reply","metadata":{"error_type":"provider_unavailable","provider_code":"cut_off"}},"choices":[{"index":0,"delta":{"content":""},"finish_reason":"error"}]}"#
        )
        #expect(try failed(.broken("timed_out")).contains(#""code":504,"#))
    }

    @Test("an upstream's error keeps its words")
    func upstreamError() throws {
        let note = UpstreamErrorNote(
            try JSONDocument(text: #"{"code":429,"message":"slow \"down\"","type":"busy"}"#).root)
        #expect(
            try failed(.upstream(note)).contains(
                #""error":{"code":429,"message":"slow \"down\"","metadata":{"error_type":"rate_limit_exceeded","provider_code":"429"}},"choices""#
            ))
        let text = UpstreamErrorNote(try JSONDocument(text: #""overloaded""#).root)
        #expect(try failed(.upstream(text)).contains(#""code":502,"message":"overloaded","#))
        #expect(try failed(.upstream(UpstreamErrorNote(nil))).contains(#""code":502,"message":"The upstream reported"#))
    }

    private func failed(_ failure: StreamFailure) throws -> String {
        var transcriber = ChatTranscriber(ReplyFixture.context(), wantsUsage: false)
        var output: [UInt8] = []
        for event in try ReplyFixture.events(ReplyFixture.stream([word])) {
            _ = try transcriber.take(event, into: &output)
        }
        output = []
        transcriber.fail(failure, into: &output)
        let text = String(decoding: output, as: UTF8.self)
        #expect(text.hasSuffix("\n\ndata: [DONE]\n\n"))
        return String(text.dropFirst("data: ".count).dropLast("\n\ndata: [DONE]\n\n".count))
    }
}
