import RouterCore
import RouterWire
import Testing

/// What reply tests share: a candidate with prices, contexts, and streams run through a transcriber.
enum ReplyFixture {
    static let candidate = Candidate(
        id: "lab/small", provider: "lab", upstreamModel: "small",
        price: Price(promptUSDPerMillion: 1, completionUSDPerMillion: 2, cacheReadUSDPerMillion: 0.1))

    static func context(
        _ dialect: Dialect = .openAI, price: Price? = nil, extras: [ReplyContext.ExtraMember] = []
    ) -> ReplyContext {
        let candidate = Candidate(
            id: candidate.id, provider: "lab", upstreamModel: "small", price: price ?? candidate.price)
        return ReplyContext(id: "gen-1", candidate: candidate, created: 1_763_800_000, dialect: dialect, extras: extras)
    }

    static let extra = ReplyContext.ExtraMember(key: "extra", json: Array(#"{"a":1}"#.utf8))

    static func request(_ json: String) throws -> any ClientRequest {
        let document = try JSONDocument(text: json)
        if document.root["prompt"] != nil { return try CompletionRequest(document: document) }
        if document.root["input"] != nil { return try EmbeddingRequest(document: document) }
        return try ChatRequest(document: document)
    }

    static let chat = #"{"model":"auto","messages":[{"role":"user","content":"hi"}]}"#
    static let completion = #"{"model":"auto","prompt":"hi"}"#
    static let embedding = #"{"model":"auto","input":"hi"}"#

    static func reading(_ reply: String, of request: String = chat, _ context: ReplyContext) throws -> ReplyReading {
        let request = try Self.request(request)
        return try request.reading(of: try JSONDocument(text: reply), from: request.api, context)
    }

    /// The body of a reply, or a failed test.
    static func body(_ reply: String, of request: String = chat, _ context: ReplyContext) throws -> String {
        guard case .reply(let body, _, _) = try reading(reply, of: request, context) else {
            throw Unexpected(what: "an error instead of a reply")
        }
        return String(decoding: body, as: UTF8.self)
    }

    struct Unexpected: Error { let what: String }

    /// Events of a stream of this text.
    static func events(_ stream: String) throws -> [ServerSentEvent] {
        var parser = ServerSentEventParser()
        let events = try parser.push(Array(stream.utf8))
        return events + (parser.finish().map { [$0] } ?? [])
    }

    /// Chunks as a stream; a chunk of several lines takes several data lines.
    static func stream(_ chunks: [String]) -> String {
        chunks.map { chunk in
            var event = "data: "
            for scalar in chunk.unicodeScalars {
                if scalar == "\n" || scalar == "\r" { event += "\ndata: " } else { event.unicodeScalars.append(scalar) }
            }
            return event + "\n\n"
        }.joined()
    }

    /// What a client gets for a stream that ends well.
    static func printed(_ stream: String, by transcriber: any StreamTranscriber) throws -> String {
        var transcriber = transcriber
        var output: [UInt8] = []
        for event in try events(stream) where try transcriber.take(event, into: &output).isEnd { break }
        transcriber.finish(into: &output)
        return String(decoding: output, as: UTF8.self)
    }

    /// The data of the events of a printed stream without the end mark.
    static func chunks(of printed: String) throws -> [JSONValue] {
        let events = try events(printed)
        #expect(events.last?.isDone == true)
        return try events.dropLast().compactMap(\.data).map { try JSONDocument($0).root }
    }
}
