/// Status and header fields of one reply.
struct ReplyHead: Sendable {
    let status: Int
    /// The field lines as they came, without blanks around them, each ended by a line feed; a folded one is one line.
    private let lines: [UInt8]

    /// Keeps the parts; ``ReplyHeadParser`` has checked that each line has a name.
    init(status: Int, lines: [UInt8] = []) {
        self.status = status
        self.lines = lines
    }

    /// In order, names in lower case; cut from the lines in every call.
    ///
    /// - Complexity: O(bytes). The loop's thread leaves this to who reads the reply.
    var headers: [(name: String, value: String)] {
        lines.withUnsafeBytes { bytes in
            var headers: [(name: String, value: String)] = []
            headers.reserveCapacity(16)
            var start = 0
            while let end = Self.index(of: UInt8(ascii: "\n"), in: bytes, from: start) {
                guard let colon = Self.index(of: UInt8(ascii: ":"), in: bytes, from: start), colon < end else { break }
                let value = ReplyHeadParser.trimmed(UnsafeRawBufferPointer(rebasing: bytes[(colon + 1)..<end]))
                headers.append((Self.lowerCase(bytes[start..<colon]), String(decoding: value, as: UTF8.self)))
                start = end + 1
            }
            return headers
        }
    }

    private static func index(of byte: UInt8, in bytes: UnsafeRawBufferPointer, from start: Int) -> Int? {
        var index = start
        while index < bytes.count {
            if bytes[index] == byte { return index }
            index += 1
        }
        return nil
    }

    private static func lowerCase(_ name: Slice<UnsafeRawBufferPointer>) -> String {
        String(unsafeUninitializedCapacity: name.count) { bytes in
            for (index, byte) in name.enumerated() {
                let isUpper = byte >= UInt8(ascii: "A") && byte <= UInt8(ascii: "Z")
                bytes[index] = isUpper ? byte | 0x20 : byte
            }
            return name.count
        }
    }
}

/// Reads the head of a reply line by line, as libcurl hands it over: a state machine without a socket.
///
/// Interim heads (1xx) are skipped and trailers, which come after the body, ignored. Lines are checked and kept; names and
/// values are cut from them in ``ReplyHead/headers``.
struct ReplyHeadParser {
    /// What one line meant.
    enum Event {
        /// Nothing to act upon yet.
        case more
        /// The final head is complete.
        case complete(ReplyHead)
        /// Not a head of HTTP, or more than ``maxBytes`` of it.
        case malformed
    }

    private enum State { case beforeStatus, inFields, afterHead }

    /// The sum of all heads of one reply, interim ones included; far above what servers send (8 to 64 kB).
    static let maxBytes = 256 * 1024

    private var state = State.beforeStatus
    private var status = 0
    private var lines: [UInt8] = []
    private var byteCount = 0

    /// Whether the status line of the final head was read.
    var hasBegun: Bool { state == .afterHead || (state == .inFields && status >= 200) }

    /// Reads one line, with or without its line end.
    mutating func consume(_ line: UnsafeRawBufferPointer) -> Event {
        byteCount += line.count
        guard byteCount <= Self.maxBytes else { return .malformed }
        var end = line.count
        while end > 0, line[end - 1] == UInt8(ascii: "\r") || line[end - 1] == UInt8(ascii: "\n") { end -= 1 }
        let text = UnsafeRawBufferPointer(rebasing: line[..<end])
        switch state {
        case .beforeStatus: return readStatus(text)
        case .inFields: return text.isEmpty ? endHead() : readField(text)
        case .afterHead: return .more
        }
    }

    private mutating func readStatus(_ line: UnsafeRawBufferPointer) -> Event {
        guard line.starts(with: "HTTP/".utf8), let space = line.firstIndex(of: UInt8(ascii: " ")),
            line.count >= space + 4
        else { return .malformed }
        status = 0
        for byte in line[(space + 1)...(space + 3)] {
            guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) else { return .malformed }
            status = status * 10 + Int(byte - UInt8(ascii: "0"))
        }
        guard status >= 100, line.count == space + 4 || line[space + 4] == UInt8(ascii: " ") else { return .malformed }
        state = .inFields
        return .more
    }

    private mutating func readField(_ line: UnsafeRawBufferPointer) -> Event {
        guard status >= 200 else { return .more }
        if Self.isBlank(line[0]) {
            // An obsolete line fold (RFC 9112, section 5.2): more of the value above.
            guard lines.popLast() != nil else { return .malformed }
            lines.append(UInt8(ascii: " "))
        } else {
            guard let colon = line.firstIndex(of: UInt8(ascii: ":")), colon > 0 else { return .malformed }
        }
        if lines.capacity == 0 { lines.reserveCapacity(Self.usualBytes) }
        lines.append(contentsOf: Self.trimmed(line))
        lines.append(UInt8(ascii: "\n"))
        return .more
    }

    private mutating func endHead() -> Event {
        guard status >= 200 else {
            state = .beforeStatus
            return .more
        }
        state = .afterHead
        defer { lines = [] }
        return .complete(ReplyHead(status: status, lines: lines))
    }

    /// Most heads fit, and need no second block of memory.
    private static let usualBytes = 480

    private static func isBlank(_ byte: UInt8) -> Bool { byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") }

    /// The bytes without the blanks around them.
    static func trimmed(_ bytes: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer {
        var (first, end) = (0, bytes.count)
        while first < end, isBlank(bytes[first]) { first += 1 }
        while first < end, isBlank(bytes[end - 1]) { end -= 1 }
        return UnsafeRawBufferPointer(rebasing: bytes[first..<end])
    }
}
