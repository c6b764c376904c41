/// What one row of outcomes says about a reply, by the name that the log holds.
public struct SignalKind: Sendable, Hashable, CustomStringConvertible {
    /// The word in the log, for example `answered`.
    public let rawValue: String

    /// A word that was written down before; any text is one.
    public init(_ rawValue: String) { self.rawValue = rawValue }

    /// Whether a call of the chain succeeded: 1 or 0.
    public static let answered = SignalKind("answered")
    /// What a person or a program says of the reply: a score, or thumbs as 1 and 0.
    public static let feedback = SignalKind("feedback")
    /// What a judge model says of the reply: a score.
    public static let judge = SignalKind("judge")
    /// The reply declines to do what was asked: 0.
    public static let refusal = SignalKind("refusal")
    /// The reply ended because it was too long: 0.
    public static let cutOff = SignalKind("cut_off")
    /// A schema or JSON was asked for and the reply is none: 0.
    public static let invalidJSON = SignalKind("invalid_json")
    /// The arguments of a tool call are no JSON: 0.
    public static let invalidToolCall = SignalKind("invalid_tool_call")
    /// The reply is empty: 0.
    public static let empty = SignalKind("empty")
    /// The same prompt was sent again soon after: 0.
    public static let regenerated = SignalKind("regenerated")

    /// What the router itself sees, from the worst to the mildest.
    public static let troubles: [SignalKind] = [
        .answered, .invalidJSON, .invalidToolCall, .empty, .refusal, .regenerated, .cutOff,
    ]

    /// The prefix of OpenRouter's categories of complaints, such as `complaint:incorrect_response`.
    public static let complaintPrefix = "complaint:"

    /// Whether somebody has complained.
    public var isComplaint: Bool { rawValue.hasPrefix(Self.complaintPrefix) }

    /// The word itself.
    public var description: String { rawValue }
}

/// One thing that was seen or said of a reply.
public struct RewardSignal: Sendable, Hashable {
    /// What it is.
    public let kind: SignalKind
    /// Its value, [0, 1]; 1 is good.
    public let value: Double
    /// Who says so.
    public let source: String

    /// Keeps the values.
    public init(kind: SignalKind, value: Double, source: String) {
        self.kind = kind
        self.value = value
        self.source = source
    }
}
