import HTTPTypes

/// Reads the head of a request (RFC 9112): strict where two readers could see two requests, and nothing is guessed.
struct RequestHeadParser {
    /// What the bytes so far are.
    enum Result {
        /// The beginning of a head.
        case incomplete
        /// A head, and how many bytes it takes.
        case complete(RequestHead, byteCount: Int)
        /// No head of HTTP/1, or one beyond the limits.
        case malformed
    }

    /// The largest head, in bytes.
    let maxBytes: Int
    /// The most fields.
    private static let maxFields = 1000

    /// Reads a head from the beginning of bytes.
    ///
    /// - Parameters:
    ///   - bytes: what has come.
    ///   - known: how many of them an earlier call has found to be the beginning of a head.
    /// - Returns: what they are.
    func parse(_ bytes: UnsafeBufferPointer<UInt8>, known: Int) -> Result {
        // Empty lines in front of a request are the leftovers of careless clients (section 2.2); they count as its bytes.
        var start = 0
        while start + 1 < bytes.count, bytes[start] == Self.cr, bytes[start + 1] == Self.lf { start += 2 }
        guard let end = Self.end(of: bytes, from: max(start, known - 3)) else {
            let isHopeless = bytes.count > maxBytes || Self.isHopeless(bytes, from: start, known: known)
            return isHopeless ? .malformed : .incomplete
        }
        guard end <= maxBytes, let lineEnd = Self.lineEnd(in: bytes, from: start, to: end),
            let line = requestLine(UnsafeBufferPointer(rebasing: bytes[start..<lineEnd])),
            let fields = fields(bytes, from: lineEnd + 2, to: end - 2, base: start)
        else { return .malformed }
        let head = Array(bytes[start..<end])
        guard let framing = framing(fields, head, isVersion11: line.isVersion11) else { return .malformed }
        return .complete(
            RequestHead(
                method: line.method, target: line.target, isVersion11: line.isVersion11, bytes: head, fields: fields,
                framing: framing), byteCount: end)
    }

    private static let cr = UInt8(ascii: "\r")
    private static let lf = UInt8(ascii: "\n")

    /// Whether no head can come of its beginning: a handshake of TLS, or lines that end with line feeds alone.
    ///
    /// Their clients wait for an answer and send no more.
    private static func isHopeless(_ bytes: UnsafeBufferPointer<UInt8>, from start: Int, known: Int) -> Bool {
        if start < bytes.count, !bytes[start].isTokenByte, bytes[start] != cr { return true }
        return (max(start, known)..<bytes.count).contains { bytes[$0] == lf && ($0 == start || bytes[$0 - 1] != cr) }
    }

    /// The place behind the first empty line.
    private static func end(of bytes: UnsafeBufferPointer<UInt8>, from start: Int) -> Int? {
        var at = start
        while at + 3 < bytes.count {
            // A head is mostly bytes that are none of the two: from the last of four on, four at a time.
            switch bytes[at + 3] {
            case lf:
                if bytes[at] == cr, bytes[at + 1] == lf, bytes[at + 2] == cr { return at + 4 }
                at += 2
            case cr: at += 1
            default: at += 4
            }
        }
        return nil
    }

    /// The place of the line end at or after a place; a line feed alone ends no line.
    private static func lineEnd(in bytes: UnsafeBufferPointer<UInt8>, from start: Int, to end: Int) -> Int? {
        var at = start
        while at + 1 < end {
            if bytes[at] == cr { return bytes[at + 1] == lf ? at : nil }
            if bytes[at] == lf || bytes[at] == 0 { return nil }
            at += 1
        }
        return nil
    }

    private func requestLine(
        _ line: UnsafeBufferPointer<UInt8>
    ) -> (method: HTTPRequest.Method, target: String, isVersion11: Bool)? {
        let space = UInt8(ascii: " ")
        guard let first = line.firstIndex(of: space), let last = line.lastIndex(of: space), last > first + 1,
            let method = method(UnsafeBufferPointer(rebasing: line[..<first]))
        else { return nil }
        let target = line[(first + 1)..<last]
        guard target.allSatisfy({ $0 > 0x20 && $0 != 0x7F }) else { return nil }
        let version = line[(last + 1)...]
        let isVersion11 = version.elementsEqual("HTTP/1.1".utf8)
        guard isVersion11 || version.elementsEqual("HTTP/1.0".utf8) else { return nil }
        return (method, String(decoding: target, as: UTF8.self), isVersion11)
    }

    private func method(_ word: UnsafeBufferPointer<UInt8>) -> HTTPRequest.Method? {
        if word.elementsEqual("POST".utf8) { return .post }
        if word.elementsEqual("GET".utf8) { return .get }
        return HTTPRequest.Method(String(decoding: word, as: UTF8.self))
    }

    /// The field lines between two places, relative to `base`; `nil` = one is none.
    private func fields(
        _ bytes: UnsafeBufferPointer<UInt8>, from start: Int, to end: Int, base: Int
    ) -> [RequestHead.Field]? {
        var fields: [RequestHead.Field] = []
        fields.reserveCapacity(16)
        var at = start
        while at < end {
            guard fields.count < Self.maxFields, let lineEnd = Self.lineEnd(in: bytes, from: at, to: end) else {
                return nil
            }
            var colon = at
            while colon < lineEnd, bytes[colon].isTokenByte { colon += 1 }
            // Blanks before the colon, and lines that begin with one, could be read in two ways.
            guard colon > at, colon < lineEnd, bytes[colon] == UInt8(ascii: ":") else { return nil }
            var (first, last) = (colon + 1, lineEnd)
            while first < last, bytes[first].isBlank { first += 1 }
            while first < last, bytes[last - 1].isBlank { last -= 1 }
            fields.append(
                .init(
                    name: Int32(at - base)..<Int32(colon - base), value: Int32(first - base)..<Int32(last - base)))
            at = lineEnd + 2
        }
        return fields
    }

    /// How the body ends; `nil` = in two ways, or in one that is not known here, or the request names its host twice.
    private func framing(_ fields: [RequestHead.Field], _ head: [UInt8], isVersion11: Bool) -> BodyFraming? {
        var length: Int?
        var isChunked = false
        var hasHost = false
        for field in fields {
            if RequestHead.isName("content-length", field.name, head) {
                guard length == nil, let count = Self.number(head[Self.range(field.value)]) else { return nil }
                length = count
            } else if RequestHead.isName("transfer-encoding", field.name, head) {
                // Byte by byte: among letters of all scripts the Kelvin sign is a "K".
                guard isVersion11, !isChunked, RequestHead.isName("chunked", field.value, head) else { return nil }
                isChunked = true
            } else if RequestHead.isName("host", field.name, head) {
                guard !hasHost else { return nil }
                hasHost = true
            }
        }
        if isChunked { return length == nil ? .chunked : nil }
        return .length(length ?? 0)
    }

    private static func range(_ range: Range<Int32>) -> Range<Int> { Int(range.lowerBound)..<Int(range.upperBound) }

    /// A number of at most 18 digits and nothing else.
    private static func number(_ digits: ArraySlice<UInt8>) -> Int? {
        guard (1...18).contains(digits.count) else { return nil }
        var number = 0
        for digit in digits {
            guard digit &- UInt8(ascii: "0") < 10 else { return nil }
            number = number * 10 + Int(digit - UInt8(ascii: "0"))
        }
        return number
    }
}

extension UInt8 {
    /// A space or a tab.
    var isBlank: Bool { self == 0x20 || self == 0x09 }

    /// A line end, or what some readers take for one.
    var isLineBreak: Bool { self == 0x0A || self == 0x0D || self == 0 }

    /// A byte of a method's or a field's name (RFC 9110, section 5.6.2).
    var isTokenByte: Bool {
        switch self {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "!"),
            UInt8(ascii: "#")...UInt8(ascii: "'"), UInt8(ascii: "*"), UInt8(ascii: "+"), UInt8(ascii: "."),
            UInt8(ascii: "^"), UInt8(ascii: "`"), UInt8(ascii: "|"), UInt8(ascii: "~"):
            true
        default: false
        }
    }
}
