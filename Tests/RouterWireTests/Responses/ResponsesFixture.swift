import RouterCore
import RouterWire

/// Requests, contexts and streams for the tests of the Responses API.
enum ResponsesFixture {
    static let id = "gen-1-a"

    static func request(_ members: String) throws -> ResponsesRequest {
        try ResponsesRequest(body: Array(#"{"model":"auto",\#(members)}"#.utf8))
    }

    static func context(
        _ dialect: Dialect = .openAI, extras: [ReplyContext.ExtraMember] = []
    ) -> ReplyContext {
        ReplyContext(
            id: id,
            candidate: Candidate(
                id: "lab/m", provider: "p", upstreamModel: "m",
                price: Price(promptUSDPerMillion: 1, completionUSDPerMillion: 2)),
            created: 7, dialect: dialect, extras: extras)
    }

    /// The chat completion that stands in for a request, as text.
    static func chat(_ members: String) throws -> String {
        String(decoding: try request(members).body(for: .chatCompletions, upstreamModel: "up"), as: UTF8.self)
    }

    /// The messages of that chat completion, as text.
    static func messages(_ members: String) throws -> String {
        let root = try JSONDocument(text: chat(members)).root
        return String(decoding: root["messages"]?.rawBytes ?? [], as: UTF8.self)
    }

    /// A chunk of a chat completion as a server-sent event.
    static func chunk(_ delta: String, _ more: String = "") -> String {
        "data: {\"choices\":[{\"index\":0,\"delta\":{\(delta)}\(more)}]}\n\n"
    }

    static func finish(_ reason: String) -> String { chunk("", #","finish_reason":"\#(reason)""#) }

    static let usage =
        "data: {\"choices\":[],\"usage\":{\"prompt_tokens\":5,\"completion_tokens\":3,"
        + "\"prompt_tokens_details\":{\"cached_tokens\":2},\"completion_tokens_details\":{\"reasoning_tokens\":1}}}\n\n"
    static let done = "data: [DONE]\n\n"

    /// What became of a stream.
    struct Run {
        /// What the client got.
        var text: String
        /// One note for each event of the upstream.
        var notes: [StreamNote]
        var usage: TokenUsage
        var finishReason: String?

        /// What the client's events hold, in order.
        var events: [JSONValue] {
            get throws {
                var parser = ServerSentEventParser()
                return try parser.push(Array(text.utf8)).compactMap { event in
                    try event.data.map { try JSONDocument($0).root }
                }
            }
        }

        /// The client's events in short: type without `response.`, output index, and what changes.
        var brief: [String] {
            get throws {
                try events.map { event in
                    var words = [String((event["type"]?.string ?? "?").trimmingPrefix("response."))]
                    if let index = event["output_index"]?.int { words.append("\(index)") }
                    let news = ["delta", "text", "refusal", "arguments", "input"] as [StaticString]
                    words += news.compactMap { event[$0]?.string }
                    if let item = event["item"] { words.append(ResponsesFixture.brief(item)) }
                    return words.joined(separator: " ")
                }
            }
        }
    }

    /// An item in short: type, status, and name and content where it has some.
    static func brief(_ item: JSONValue) -> String {
        var words = [item["type"]?.string ?? "?", item["status"]?.string ?? "-"]
        let texts = ["namespace", "name", "call_id", "arguments", "input"] as [StaticString]
        words += texts.compactMap { item[$0]?.string }
        for part in (item["content"]?.elements ?? []) + (item["summary"]?.elements ?? []) {
            words.append("[\(part["type"]?.string ?? "?"): \((part["text"] ?? part["refusal"])?.string ?? "?")]")
        }
        return words.joined(separator: " ")
    }

    /// Runs a stream to its end, or to its failure.
    static func run(
        _ request: ResponsesRequest, _ stream: String, from api: UpstreamAPI = .chatCompletions,
        with context: ReplyContext = context(), failing failure: StreamFailure? = nil
    ) throws -> Run {
        var transcriber = request.transcriber(from: api, context)
        var parser = ServerSentEventParser()
        var output: [UInt8] = []
        var notes: [StreamNote] = []
        var failure = failure
        for event in try parser.push(Array(stream.utf8)) {
            let note = try transcriber.take(event, into: &output)
            notes.append(note)
            if let error = note.failure { failure = .upstream(error) }
        }
        if let failure {
            transcriber.fail(failure, into: &output)
        } else {
            transcriber.finish(into: &output)
        }
        return Run(
            text: String(decoding: output, as: UTF8.self), notes: notes, usage: transcriber.usage,
            finishReason: transcriber.finishReason)
    }
}
