/// Status and header fields of one reply.
struct ReplyHead: Sendable {
    let status: Int
    /// In order, names in lower case.
    let headers: [(name: String, value: String)]
}

/// Reads the head of a reply line by line, as libcurl hands it over: a state machine without a socket.
///
/// Interim heads (1xx) are skipped and trailers, which come after the body, ignored.
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
    private var headers: [(name: String, value: String)] = []
    private var byteCount = 0

    /// Whether the status line of the final head was read.
    var hasBegun: Bool { state == .afterHead || (state == .inFields && status >= 200) }

    /// Reads one line, with or without its line end.
    mutating func consume(_ line: UnsafeRawBufferPointer) -> Event {
        byteCount += line.count
        guard byteCount <= Self.maxBytes else { return .malformed }
        let end = line.lastIndex { $0 != UInt8(ascii: "\r") && $0 != UInt8(ascii: "\n") }.map { $0 + 1 } ?? 0
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
            guard let last = headers.popLast() else { return .malformed }
            headers.append((last.name, last.value + " " + Self.trimmed(line)))
            return .more
        }
        guard let colon = line.firstIndex(of: UInt8(ascii: ":")), colon > 0 else { return .malformed }
        let name = String(unsafeUninitializedCapacity: colon) { bytes in
            for index in 0..<colon {
                let byte = line[index]
                let isUpper = (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte)
                bytes[index] = isUpper ? byte | 0x20 : byte
            }
            return colon
        }
        headers.append((name, Self.trimmed(UnsafeRawBufferPointer(rebasing: line[(colon + 1)...]))))
        return .more
    }

    private mutating func endHead() -> Event {
        guard status >= 200 else {
            state = .beforeStatus
            return .more
        }
        state = .afterHead
        defer { headers = [] }
        return .complete(ReplyHead(status: status, headers: headers))
    }

    private static func isBlank(_ byte: UInt8) -> Bool { byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") }

    private static func trimmed(_ bytes: UnsafeRawBufferPointer) -> String {
        guard let first = bytes.firstIndex(where: { !isBlank($0) }),
            let last = bytes.lastIndex(where: { !isBlank($0) })
        else { return "" }
        return String(decoding: bytes[first...last], as: UTF8.self)
    }
}
