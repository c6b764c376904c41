package import RouterCore

/// What one event of an upstream's stream told.
package struct StreamNote: Sendable {
    /// Whether it brought content: text, reasoning, a refusal, a tool call, or the reason why there is none.
    package var bringsContent = false
    /// Whether nothing comes after it.
    package var isEnd = false
    /// An error instead of content.
    package var failure: UpstreamErrorNote?

    /// Nothing of importance.
    package init() {}
}

/// Why a stream ends before its end.
package enum StreamFailure: Sendable {
    /// The upstream reported an error.
    case upstream(UpstreamErrorNote)
    /// The transfer broke or what came cannot be read: a fixed word such as `cut_off`.
    case broken(String)
}

/// Prints the stream of one upstream for one client: a pure value without I/O.
///
/// What it appends is whole server-sent events. The caller keeps them back until the first content has come, so that
/// until then another candidate can answer; it calls ``finish(into:)`` or ``fail(_:into:)`` once, at the end.
package protocol StreamTranscriber: Sendable {
    /// Tokens as the upstream counted them so far.
    var usage: TokenUsage { get }
    /// The first choice's finish reason in OpenAI's words; `nil` = none came yet.
    var finishReason: String? { get }

    /// Takes the next event and appends what the client gets for it, if anything.
    ///
    /// - Throws: ``WireError`` if it is no event of such a stream; nothing is appended then.
    mutating func take(_ event: ServerSentEvent, into output: inout [UInt8]) throws(WireError) -> StreamNote

    /// Appends what closes a stream that has ended well: usage where the client gets it, the end mark.
    mutating func finish(into output: inout [UInt8])

    /// Appends the one event that tells of an error after content was sent, and the end mark.
    mutating func fail(_ failure: StreamFailure, into output: inout [UInt8])
}

extension [UInt8] {
    /// Appends one event: its name, where the client's protocol names them, and its data.
    package mutating func appendEvent(named name: StaticString? = nil, data: some Collection<UInt8>) {
        if let name {
            self += "event: ".utf8
            append(contentsOf: UnsafeBufferPointer(start: name.utf8Start, count: name.utf8CodeUnitCount))
            append(0x0A)
        }
        self += "data: ".utf8
        append(contentsOf: data)
        append(0x0A)
        append(0x0A)
    }
}
