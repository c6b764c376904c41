import RouterCore
import RouterWire

/// An answer of the sandbox as data: head, timed pieces of the body, and how it ends.
package struct SimulatedReply: Sendable {
    /// How the body ends.
    package enum Ending: Sendable, Hashable {
        /// As HTTP wants it.
        case complete
        /// The connection is closed before the body is complete.
        case connectionClosed
        /// No byte is ever sent, not even the head.
        case neverAnswered
    }

    /// One piece of the body and the wait before it.
    package struct Event: Sendable, Hashable {
        /// Time since the event before, or since the head.
        package let delay: Duration
        /// What is sent.
        package let bytes: [UInt8]
    }

    /// The HTTP status.
    package let status: Int
    /// The media type of the body.
    package let contentType: String
    /// `Retry-After` in seconds; `nil` = not sent.
    package let retryAfterSeconds: Int?
    /// Time from the request to the head.
    package let delay: Duration
    /// The promised length of the body; `nil` = sent in chunks.
    package let contentLength: Int?
    /// The body's pieces in order, each made when it is asked for.
    package let events: Events
    /// Whether each event is to be written by itself, however little time is between them.
    package let writesEventsApart: Bool
    /// How the body ends.
    package let ending: Ending
    /// Completion tokens of all choices; 0 for an error.
    package let completionTokens: Int

    /// Whether the status is an error.
    package var isError: Bool { status >= 400 }
    /// Whether the body is a stream of events.
    package var isStream: Bool { contentLength == nil && ending != .neverAnswered }

    /// The pieces of a body.
    package struct Events: Sendable, Sequence {
        let count: Int
        let event: @Sendable (Int) -> Event

        /// An iterator that makes each event when it is asked for.
        package func makeIterator() -> AnyIterator<Event> {
            var index = 0
            return AnyIterator {
                guard index < count else { return nil }
                defer { index += 1 }
                return event(index)
            }
        }
    }
}

extension SimulatedReply {
    /// A body that is sent in one piece.
    ///
    /// - Parameters:
    ///   - status: HTTP status.
    ///   - body: what is sent.
    ///   - contentType: its media type.
    ///   - promised: the length that the head promises; `nil` = the true one. A longer one is never fulfilled.
    ///   - retryAfterSeconds: `Retry-After`; `nil` = not sent.
    ///   - delay: time from the request to the head.
    ///   - completionTokens: what the reply counts.
    /// - Returns: the answer.
    static func whole(
        status: Int, _ body: [UInt8], contentType: String = "application/json", promised: Int? = nil,
        retryAfterSeconds: Int? = nil, delay: Duration = .zero, completionTokens: Int = 0
    ) -> SimulatedReply {
        let length = promised ?? body.count
        return SimulatedReply(
            status: status, contentType: contentType, retryAfterSeconds: retryAfterSeconds, delay: delay,
            contentLength: length,
            events: Events(count: body.isEmpty ? 0 : 1) { _ in Event(delay: .zero, bytes: body) },
            writesEventsApart: false, ending: length == body.count ? .complete : .connectionClosed,
            completionTokens: completionTokens)
    }

    /// An error body.
    static func error(
        status: Int, _ body: OpenAIErrorBody, api: UpstreamAPI, retryAfterSeconds: Int? = nil, delay: Duration = .zero
    ) -> SimulatedReply {
        whole(status: status, body.bytes(status: status, for: api), retryAfterSeconds: retryAfterSeconds, delay: delay)
    }

    /// Silence.
    static let silence = SimulatedReply(
        status: 200, contentType: "application/json", retryAfterSeconds: nil, delay: .zero, contentLength: nil,
        events: Events(count: 0) { _ in Event(delay: .zero, bytes: []) }, writesEventsApart: false,
        ending: .neverAnswered, completionTokens: 0)
}
