package import RouterCore

/// A request of a client, of any kind that the server takes: what routing reads of it, what goes upstream for it, and
/// how the upstream's reply is put into the client's words.
package protocol ClientRequest: Sendable {
    /// What the client speaks.
    var api: UpstreamAPI { get }
    /// What the client demands of the router.
    var parameters: RoutingParameters { get }
    /// Whether the reply is to be streamed.
    var isStreamed: Bool { get }
    /// What the router needs to know of the request, ``parameters`` included.
    var routing: RoutingRequest { get }
    /// Whether an upstream that only takes chat completions can serve it.
    var isTranslatable: Bool { get }

    /// The form in which the client wants the text of the reply.
    var replyFormat: ReplyFormat { get }

    /// The body that goes upstream.
    ///
    /// - Parameters:
    ///   - api: ``api`` itself, or `.chatCompletions` where ``isTranslatable``.
    ///   - upstreamModel: what the upstream calls the model.
    /// - Returns: JSON text.
    func body(for api: UpstreamAPI, upstreamModel: String) -> [UInt8]

    /// The body that goes to a candidate: ``body(for:upstreamModel:)``, or one that minds what the candidate can do.
    func body(for api: UpstreamAPI, candidate: Candidate) -> [UInt8]

    /// Reads a whole reply and prints it for the client.
    ///
    /// - Parameters:
    ///   - document: what the upstream sent with a good status.
    ///   - api: the kind of request that it answers.
    ///   - context: names and habits.
    /// - Returns: the reply, or the error that it holds.
    /// - Throws: ``WireError`` if it is no reply of this kind.
    func reading(
        of document: JSONDocument, from api: UpstreamAPI, _ context: ReplyContext
    ) throws(WireError) -> ReplyReading

    /// Prints the stream of one upstream for the client; one transcriber a call of an upstream.
    ///
    /// - Parameters:
    ///   - api: the kind of request that it answers.
    ///   - context: names and habits.
    /// - Returns: a transcriber that stands before the first event.
    func transcriber(from api: UpstreamAPI, _ context: ReplyContext) -> any StreamTranscriber
}

extension ClientRequest {
    /// Whether an upstream that only takes chat completions can serve it.
    package var isTranslatable: Bool { api == .responses || api == .messages || api == .chatCompletions }

    /// Any text.
    package var replyFormat: ReplyFormat { .text }

    /// The body for the candidate's name of the model.
    package func body(for api: UpstreamAPI, candidate: Candidate) -> [UInt8] {
        body(for: api, upstreamModel: candidate.upstreamModel)
    }

    /// The kind of request by which a candidate is called: the client's own where it takes that, otherwise chat
    /// completions where these can stand in; `nil` = it cannot be called.
    package func upstreamAPI(for candidate: Candidate) -> UpstreamAPI? {
        if candidate.takes(api) { return api }
        return isTranslatable && candidate.takes(.chatCompletions) ? .chatCompletions : nil
    }
}

/// The habits of a family of clients.
package enum Dialect: Sendable, Hashable {
    /// OpenAI's, under `/v1`.
    case openAI
    /// OpenRouter's, under `/api/v1`.
    case openRouter
}

/// What a reply is printed with.
///
/// A class, because everything that prints holds it: one reference to count instead of two dozen.
package final class ReplyContext: Sendable {
    /// The decision's id, which is the reply's.
    package let id: String
    /// The candidate that answers.
    package let candidate: Candidate
    /// When the request came, in seconds since 1970.
    package let created: Int
    /// The client's habits.
    package let dialect: Dialect
    /// Whether token counts come at the end of a stream only if they are asked for, as OpenAI's own SDKs want it in any
    /// dialect.
    package let isUsageOnRequest: Bool
    /// Further members for the top level of a whole reply and of a stream's last event: key and JSON text.
    package let extras: [ExtraMember]

    /// A member that the router adds to a reply.
    package struct ExtraMember: Sendable {
        /// The key.
        package let key: String
        /// The value as JSON text.
        package let json: [UInt8]

        /// Keeps key and value.
        package init(key: String, json: [UInt8]) {
            self.key = key
            self.json = json
        }
    }

    /// Keeps the values.
    package init(
        id: String, candidate: Candidate, created: Int, dialect: Dialect, isUsageOnRequest: Bool? = nil,
        extras: [ExtraMember] = []
    ) {
        self.id = id
        self.candidate = candidate
        self.created = created
        self.dialect = dialect
        self.isUsageOnRequest = isUsageOnRequest ?? (dialect == .openAI)
        self.extras = extras
    }

    /// The name of the answering model, as clients see it.
    package var model: String { candidate.id.rawValue }
}

/// What a whole reply of an upstream turned out to be.
package enum ReplyReading: Sendable {
    /// A reply: the body for the client, tokens, and the first choice's finish reason in OpenAI's words.
    case reply(body: [UInt8], usage: TokenUsage, finishReason: String?)
    /// An error inside of a good status.
    case failure(UpstreamErrorNote)
}

/// An error that an upstream reported in the body of a reply.
package struct UpstreamErrorNote: Sendable, Hashable {
    /// The upstream's error value as JSON text.
    package let json: [UInt8]
    /// Its own code where that is an HTTP status, 400…599.
    package let status: Int?

    /// Keeps the values.
    package init(json: [UInt8], status: Int?) {
        self.json = json
        self.status = status
    }

    /// Reads an `error` value; `null` and absent ones leave `null`.
    package init(_ error: JSONValue?) {
        json = error.map { Array($0.rawBytes) } ?? Array("null".utf8)
        status = error?["code"]?.int.flatMap { (400..<600).contains($0) ? $0 : nil }
    }
}
