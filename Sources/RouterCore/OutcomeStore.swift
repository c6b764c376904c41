public import Foundation

/// How a decision came to be asked for.
public struct DecisionContext: Sendable, Hashable {
    /// When it was made.
    public let madeAt: Date
    /// The `model` that the client asked for, for example `auto`.
    public let requestedModel: String
    /// Whether the client asked for a stream.
    public let isStreamed: Bool
    /// The prompt in the form that the configuration allows; `nil` = none.
    public let prompt: String?
    /// What the client speaks.
    public let api: UpstreamAPI
    /// The name of the client's conversation; `nil` = none.
    public let session: String?
    /// The name of the key that the client has sent; `nil` = none was asked for.
    public let clientKey: String?

    /// Keeps the values.
    public init(
        madeAt: Date, requestedModel: String, isStreamed: Bool, prompt: String? = nil,
        api: UpstreamAPI = .chatCompletions, session: String? = nil, clientKey: String? = nil
    ) {
        self.madeAt = madeAt
        self.requestedModel = requestedModel
        self.isStreamed = isStreamed
        self.prompt = prompt
        self.api = api
        self.session = session
        self.clientKey = clientKey
    }
}

/// One thing to remember.
public enum LogEntry: Sendable {
    /// A decision and how it was asked for.
    case decision(RoutingDecision, DecisionContext)
    /// A call of a candidate, ended.
    case attempt(Attempt)
    /// Something learned about a decision.
    case outcome(Outcome)
    /// The text of the reply that a candidate gave; only where replies are kept.
    case reply(decisionID: String, candidate: CandidateID, text: String)
}

/// Where decisions and what came of them are kept.
///
/// The contract is narrow on purpose: SQLite is one implementation, an in-memory double another, and a shared database
/// server can be a third.
public protocol OutcomeStore: Sendable {
    /// Takes an entry and returns at once; it is written later, in order, together with others.
    ///
    /// It never fails and never waits: an entry that cannot be kept is counted, see ``droppedEntryCount``.
    func append(_ entry: LogEntry)

    /// Returns once everything that was appended before the call is durable.
    ///
    /// - Throws: the store's own error if it could not be written.
    func flush() async throws

    /// Entries that were lost since the store was opened.
    var droppedEntryCount: Int { get }
}
