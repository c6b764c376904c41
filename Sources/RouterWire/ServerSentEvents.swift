/// One event of a stream, still as it came.
package struct ServerSentEvent: Sendable, Hashable {
    /// The bytes of the event, its closing blank line included.
    package let raw: [UInt8]
    private let payload: Payload

    /// Where the data stands: nearly always it is one line, which needs no copy.
    private enum Payload: Sendable, Hashable {
        case none
        case line(Range<Int>)
        case joined([UInt8])
    }

    /// An event of one line of data at a place of `raw`, or of none.
    fileprivate init(raw: [UInt8], line: Range<Int>?) {
        self.raw = raw
        payload = line.map(Payload.line) ?? .none
    }

    /// An event of several lines of data, joined by newlines.
    fileprivate init(raw: [UInt8], joined: [UInt8]) {
        self.raw = raw
        payload = .joined(joined)
    }

    /// What its `data:` lines hold, joined by newlines, without a copy where it is one line; `nil` for a comment or an
    /// event without data.
    package var dataBytes: ArraySlice<UInt8>? {
        switch payload {
        case .none: nil
        case .line(let range): raw[range]
        case .joined(let bytes): bytes[...]
        }
    }

    /// What its `data:` lines hold, joined by newlines; `nil` for a comment or an event without data.
    package var data: [UInt8]? { dataBytes.map(Array.init) }

    /// Whether this is OpenAI's end mark `[DONE]`.
    package var isDone: Bool { dataBytes.map { $0.elementsEqual("[DONE]".utf8) } ?? false }
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
    /// Where the only data line of the current event stands in ``pending``.
    private var line: Range<Int>?
    /// What several data lines of the current event hold.
    private var joined: [UInt8]?
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
        while let end = nextLineEnd() {
            var lineEnd = end + 1
            if pending[end] == 0x0D {
                // CR and CRLF both end a line; whether LF follows is known only with the next byte.
                guard lineEnd < pending.count else { break }
                if pending[lineEnd] == 0x0A { lineEnd += 1 }
            }
            if end == lineStart {
                isAtStart = false
                events.append(event(from: eventStart, to: lineEnd))
                eventStart = lineEnd
            } else {
                takeLine(lineStart..<end)
            }
            lineStart = lineEnd
            scanned = lineEnd
        }
        if eventStart > 0 {
            pending.removeFirst(eventStart)
            lineStart -= eventStart
            scanned -= eventStart
            line = line.map { $0.lowerBound - eventStart..<$0.upperBound - eventStart }
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
        guard line != nil || joined != nil else { return nil }
        pending += [0x0A, 0x0A]
        return event(from: 0, to: pending.count)
    }

    /// Moves ``scanned`` to the next line feed or carriage return and returns its place; `nil` = none has come yet.
    private mutating func nextLineEnd() -> Int? {
        let start = scanned
        scanned = pending.withUnsafeBytes { bytes in
            var at = start
            // Eight bytes at a time as long as none of them ends a line.
            while at + 8 <= bytes.count {
                let word = bytes.loadUnaligned(fromByteOffset: at, as: UInt64.self)
                if Self.hasZero(word ^ Self.lineFeeds) || Self.hasZero(word ^ Self.carriageReturns) { break }
                at += 8
            }
            while at < bytes.count, bytes[at] != 0x0A, bytes[at] != 0x0D { at += 1 }
            return at
        }
        return scanned < pending.count ? scanned : nil
    }

    private static let ones: UInt64 = 0x0101_0101_0101_0101
    private static let lineFeeds = ones * 0x0A
    private static let carriageReturns = ones * 0x0D

    /// Whether any of the eight bytes is zero.
    private static func hasZero(_ word: UInt64) -> Bool { (word &- ones) & ~word & (ones << 7) != 0 }

    /// Ends the current event, which stands at a place of ``pending``.
    private mutating func event(from start: Int, to end: Int) -> ServerSentEvent {
        defer { (line, joined) = (nil, nil) }
        let raw = Array(pending[start..<end])
        if let joined { return ServerSentEvent(raw: raw, joined: joined) }
        return ServerSentEvent(raw: raw, line: line.map { $0.lowerBound - start..<$0.upperBound - start })
    }

    private mutating func takeLine(_ range: Range<Int>) {
        var text = pending[range]
        if isAtStart, text.starts(with: [0xEF, 0xBB, 0xBF]) { text = text.dropFirst(3) }
        isAtStart = false
        guard text.starts(with: "data".utf8) else { return }
        var value = text.dropFirst(4)
        guard value.first ?? UInt8(ascii: ":") == UInt8(ascii: ":") else { return }
        value = value.dropFirst()
        if value.first == 0x20 { value = value.dropFirst() }
        if let first = line {
            joined = Array(pending[first]) + [0x0A] + value
            line = nil
        } else if joined != nil {
            joined?.append(0x0A)
            joined?.append(contentsOf: value)
        } else {
            line = value.startIndex..<value.endIndex
        }
    }
}
