/// One event of a stream, still as it came.
package struct ServerSentEvent: Sendable, Hashable {
    /// The bytes of the event, its closing blank line included.
    package let raw: [UInt8]
    /// What its `data:` lines hold, joined by newlines; `nil` for a comment or an event without data.
    package let data: [UInt8]?

    /// Whether this is OpenAI's end mark `[DONE]`.
    package var isDone: Bool { data.map { $0.elementsEqual("[DONE]".utf8) } ?? false }
}

/// Cuts a byte stream into server-sent events (WHATWG HTML, section 9.2), whatever the pieces it arrives in.
///
/// A pure value without I/O: every way of cutting the bytes gives the same events.
package struct ServerSentEventParser: Sendable {
    /// Bytes of an event that is not complete yet.
    private var pending: [UInt8] = []
    /// How far ``pending`` was searched for line ends.
    private var scanned = 0
    /// Where the current line begins in ``pending``.
    private var lineStart = 0
    /// What the data lines of the current event hold so far.
    private var data: [UInt8]?
    /// Whether no line was taken yet: only there a byte order mark means nothing.
    private var isAtStart = true

    /// The largest event that is kept, in bytes; a longer one is a fault of the sender.
    package static let maxEventBytes = 16 << 20

    /// Starts at the beginning of a stream.
    package init() {}

    /// Takes the next bytes and returns the events that are complete with them.
    ///
    /// - Throws: ``WireError`` with `.invalidValue` if an event grows beyond ``maxEventBytes``.
    package mutating func push(_ piece: [UInt8]) throws(WireError) -> [ServerSentEvent] {
        pending += piece
        var events: [ServerSentEvent] = []
        var eventStart = 0
        while scanned < pending.count {
            let byte = pending[scanned]
            guard byte == 0x0A || byte == 0x0D else {
                scanned += 1
                continue
            }
            var lineEnd = scanned + 1
            if byte == 0x0D {
                // CR and CRLF both end a line; whether LF follows is known only with the next byte.
                guard lineEnd < pending.count else { break }
                if pending[lineEnd] == 0x0A { lineEnd += 1 }
            }
            if scanned == lineStart {
                isAtStart = false
                events.append(.init(raw: Array(pending[eventStart..<lineEnd]), data: data))
                data = nil
                eventStart = lineEnd
            } else {
                takeLine(lineStart..<scanned)
            }
            lineStart = lineEnd
            scanned = lineEnd
        }
        if eventStart > 0 {
            pending.removeFirst(eventStart)
            lineStart -= eventStart
            scanned -= eventStart
        }
        guard pending.count <= Self.maxEventBytes else {
            throw WireError(.invalidValue, "a streamed event exceeds \(Self.maxEventBytes) bytes")
        }
        return events
    }

    /// The event that a stream without its last blank line leaves behind, or `nil`.
    package mutating func finish() -> ServerSentEvent? {
        if lineStart < pending.count {
            var end = pending.count
            if pending[end - 1] == 0x0D { end -= 1 }
            if end > lineStart { takeLine(lineStart..<end) }
        }
        defer { self = ServerSentEventParser() }
        guard data != nil else { return nil }
        return .init(raw: pending + [0x0A, 0x0A], data: data)
    }

    private mutating func takeLine(_ range: Range<Int>) {
        var line = pending[range]
        if isAtStart, line.starts(with: [0xEF, 0xBB, 0xBF]) { line = line.dropFirst(3) }
        isAtStart = false
        guard line.starts(with: "data".utf8) else { return }
        var value = line.dropFirst(4)
        guard value.first ?? UInt8(ascii: ":") == UInt8(ascii: ":") else { return }
        value = value.dropFirst()
        if value.first == 0x20 { value = value.dropFirst() }
        if data == nil { data = [] } else { data?.append(0x0A) }
        data?.append(contentsOf: value)
    }
}
