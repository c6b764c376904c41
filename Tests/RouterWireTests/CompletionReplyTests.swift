import RouterCore
import RouterWire
import Testing

@Suite("Replies to completions and embeddings")
struct CompletionReplyTests {
    @Test("a completion is renamed and filled in")
    func whole() throws {
        let body = try ReplyFixture.body(
            #"{"id":"x","choices":[{"text":"A","index":0,"finish_reason":"length"}]}"#, of: ReplyFixture.completion,
            ReplyFixture.context())
        #expect(
            body
                == #"{"id":"gen-1","choices":[{"text":"A","index":0,"finish_reason":"length","logprobs":null}],"object":"text_completion","created":1763800000,"model":"lab/small","system_fingerprint":null}"#
        )
    }

    @Test("a streamed completion brings content with its text, and ends with counts for those who asked")
    func streamed() throws {
        let request = try ReplyFixture.request(
            #"{"model":"auto","prompt":"hi","stream":true,"stream_options":{"include_usage":true}}"#)
        var transcriber = request.transcriber(from: .completions, ReplyFixture.context())
        var output: [UInt8] = []
        var content: [Bool] = []
        for event in try ReplyFixture.events(
            ReplyFixture.stream([
                #"{"choices":[{"text":"","index":0}]}"#, #"{"choices":[{"text":"A","index":0}]}"#,
                #"{"choices":[{"text":"B","index":0}]}"#,
                #"{"choices":[{"text":"","index":0,"finish_reason":"stop"}],"usage":{"prompt_tokens":1,"completion_tokens":2}}"#,
            ]))
        {
            content.append(try transcriber.take(event, into: &output).bringsContent)
        }
        transcriber.finish(into: &output)
        #expect(content == [false, true, true, true])
        let chunks = try ReplyFixture.chunks(of: String(decoding: output, as: UTF8.self))
        #expect(chunks.map { $0["choices"]?.elements.first?["text"]?.string } == ["", "A", "B", "", nil])
        #expect(chunks.allSatisfy { $0["object"]?.string == "text_completion" })
        #expect(chunks.last?["usage"]?["completion_tokens"]?.int == 2)
        var failed: [UInt8] = []
        transcriber.fail(.broken("cut_off"), into: &failed)
        let error = try #require(try ReplyFixture.chunks(of: String(decoding: failed, as: UTF8.self)).first)
        #expect(error["choices"]?.elements.first?["text"]?.string == "")
        #expect(error["choices"]?.elements.first?["finish_reason"]?.string == "error")
    }

    private let vectors =
        #"{"object":"list","data":[{"object":"embedding","index":0,"embedding":[0.10,-2e-3]}],"model":"small","usage":{"prompt_tokens":1000,"total_tokens":1000}}"#

    @Test("embeddings keep everything but the model's name")
    func embeddings() throws {
        let body = try ReplyFixture.body(vectors, of: ReplyFixture.embedding, ReplyFixture.context())
        #expect(body == vectors.replacing("small", with: "lab/small"))
    }

    @Test("for OpenRouter's clients embeddings have a provider and a cost, and no tokens of a reply")
    func embeddingCost() throws {
        let body = try ReplyFixture.body(vectors, of: ReplyFixture.embedding, ReplyFixture.context(.openRouter))
        let root = try JSONDocument(text: body).root
        #expect(root["provider"]?.string == "lab")
        #expect(root["usage"]?["cost"]?.double == 0.001)
        #expect(root["usage"]?["completion_tokens"] == nil)
        #expect(root["usage"]?["completion_tokens_details"] == nil)
        #expect(root["id"] == nil && root["choices"] == nil && root["system_fingerprint"] == nil)
    }

    @Test("embeddings are billed although they end for no reason")
    func embeddingBill() throws {
        guard
            case .reply(_, let usage, let reason) = try ReplyFixture.reading(
                vectors, of: ReplyFixture.embedding, ReplyFixture.context())
        else {
            Issue.record("no reply")
            return
        }
        #expect(usage.billedUSD(at: ReplyFixture.candidate.price, finishReason: reason) == 0.001)
    }

    @Test("errors and other things instead of embeddings are found out")
    func embeddingErrors() throws {
        guard
            case .failure = try ReplyFixture.reading(
                #"{"error":{"message":"m"}}"#, of: ReplyFixture.embedding, ReplyFixture.context())
        else {
            Issue.record("no failure")
            return
        }
        #expect(throws: WireError.self) {
            try ReplyFixture.reading(#"{"choices":[{}]}"#, of: ReplyFixture.embedding, ReplyFixture.context())
        }
    }
}
