import Foundation

/// One HTTP/1.1 reply as its bytes come in, read no further than measuring needs.
struct LoadReply {
    /// How far it has come.
    enum State: Equatable {
        case incomplete
        case complete
        /// It is no HTTP, or neither its length nor its chunks say where it ends.
        case unreadable
    }

    /// The status; 0 before the head is there.
    private(set) var status = 0
    /// Whether text of a stream has come.
    private(set) var hasContent = false
    /// Whether the server closes the connection after it.
    private(set) var closes = false
    private var bytes: [UInt8] = []
    private var bodyStart = 0
    /// Where the body ends; `nil` = chunks say it.
    private var end: Int?
    /// Where the next chunk's size stands.
    private var chunkStart = 0
    private var contentSearch = 0

    private static let content: StaticString = #""content":""#
    private static let quote = UInt8(ascii: "\"")

    init() { bytes.reserveCapacity(64 << 10) }

    /// Makes room for the next reply.
    mutating func reset() {
        bytes.removeAll(keepingCapacity: true)
        (status, bodyStart, end, chunkStart, contentSearch) = (0, 0, nil, 0, 0)
        (hasContent, closes) = (false, false)
    }

    /// Takes what has come.
    ///
    /// - Parameters:
    ///   - piece: bytes from the connection.
    ///   - findsContent: whether the first text of a stream is to be noticed.
    /// - Returns: how far the reply has come.
    mutating func take(_ piece: UnsafeRawBufferPointer, findsContent: Bool) -> State {
        bytes.append(contentsOf: piece)
        if bodyStart == 0 {
            guard let head = ByteSearch.first("\r\n\r\n", in: bytes, from: 0) else { return .incomplete }
            guard readHead(upTo: head) else { return .unreadable }
        }
        if findsContent, !hasContent { searchContent() }
        if let end { return bytes.count >= end ? .complete : .incomplete }
        return skipChunks()
    }

    /// Whether the body holds a text.
    func holds(_ text: StaticString) -> Bool { ByteSearch.first(text, in: bytes, from: bodyStart) != nil }

    /// Reads status, length, framing and whether the connection is kept; returns whether that tells where the body ends.
    private mutating func readHead(upTo head: Int) -> Bool {
        guard head > 12, bytes.starts(with: "HTTP/1.".utf8) else { return false }
        status = bytes[9..<12].reduce(0) { $0 * 10 + Int($1) - Int(UInt8(ascii: "0")) }
        bodyStart = head + 4
        chunkStart = bodyStart
        contentSearch = bodyStart
        var isChunked = false
        var line = 0
        while let next = ByteSearch.first("\r\n", in: bytes, from: line), next < head {
            line = next + 2
            if let value = value(of: "content-length:", at: line) {
                let length = bytes[value...].prefix { $0 != UInt8(ascii: "\r") }
                end = bodyStart + length.reduce(0) { $0 * 10 + Int($1) - Int(UInt8(ascii: "0")) }
            } else if let value = value(of: "transfer-encoding:", at: line) {
                isChunked = bytes[value...].starts(with: "chunked".utf8)
            } else if let value = value(of: "connection:", at: line) {
                closes = bytes[value...].starts(with: "close".utf8)
            }
        }
        return isChunked || end != nil
    }

    /// Where the value of a field begins, if its line begins there.
    private func value(of name: StaticString, at line: Int) -> Int? {
        let length = name.utf8CodeUnitCount
        let isThere = bytes.withUnsafeBytes { all in
            guard let base = all.baseAddress, line + length < all.count else { return false }
            return strncasecmp(
                (base + line).assumingMemoryBound(to: CChar.self),
                UnsafeRawPointer(name.utf8Start).assumingMemoryBound(to: CChar.self), length) == 0
        }
        guard isThere else { return nil }
        return bytes[line + length] == UInt8(ascii: " ") ? line + length + 1 : line + length
    }

    /// Looks for the first `"content":"` that is not followed by the closing quote.
    private mutating func searchContent() {
        while let found = ByteSearch.first(Self.content, in: bytes, from: contentSearch) {
            let next = found + Self.content.utf8CodeUnitCount
            guard next < bytes.count else { return }
            contentSearch = next
            if bytes[next] != Self.quote {
                hasContent = true
                return
            }
        }
    }

    private mutating func skipChunks() -> State {
        while let line = ByteSearch.first("\r\n", in: bytes, from: chunkStart) {
            let digits = bytes[chunkStart..<line].prefix { $0 != UInt8(ascii: ";") }
            guard let size = Int(String(decoding: digits, as: UTF8.self), radix: 16) else { return .unreadable }
            let next = line + 2 + size + 2
            guard bytes.count >= next else { return .incomplete }
            if size == 0 { return .complete }
            chunkStart = next
        }
        return .incomplete
    }
}
