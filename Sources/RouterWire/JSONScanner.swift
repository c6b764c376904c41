/// The single pass over a JSON text (RFC 8259, strict) that fills the index of a ``JSONDocument``.
struct JSONScanner {
    /// Where and why the text is not JSON.
    struct Problem {
        let offset: Int
        let reason: String
    }

    private(set) var nodes: [JSONDocument.Node] = []
    private var open: [UInt32] = []

    init(reserving count: Int) {
        nodes.reserveCapacity(count)
        open.reserveCapacity(Self.usualDepth)
    }

    /// Requests and replies are hardly ever nested more deeply.
    private static let usualDepth = 16

    /// Forgets everything but the memory that it holds, ready for the next text.
    mutating func reset() {
        nodes.removeAll(keepingCapacity: true)
        open.removeAll(keepingCapacity: true)
    }

    /// What may stand at the current position.
    private enum Expectation { case value, valueOrEnd, keyOrEnd, key, commaOrEnd, nothing }

    /// Fills ``nodes``; returns the first problem, or `nil` for a well-formed text.
    mutating func scan(_ text: UnsafeBufferPointer<UInt8>) -> Problem? {
        var at = 0
        var expectation = Expectation.value
        while true {
            while at < text.count, text[at].isJSONSpace { at += 1 }
            guard at < text.count else { break }
            let byte = text[at]
            switch (expectation, byte) {
            case (.value, UInt8(ascii: "{")), (.valueOrEnd, UInt8(ascii: "{")):
                guard push(.object, at: at) else { return Problem(offset: at, reason: "nested too deeply") }
                at += 1
                expectation = .keyOrEnd
            case (.value, UInt8(ascii: "[")), (.valueOrEnd, UInt8(ascii: "[")):
                guard push(.array, at: at) else { return Problem(offset: at, reason: "nested too deeply") }
                at += 1
                expectation = .valueOrEnd
            case (.keyOrEnd, UInt8(ascii: "}")), (.commaOrEnd, UInt8(ascii: "}")):
                guard pop(.object, end: at + 1) else { return Problem(offset: at, reason: "unexpected '}'") }
                at += 1
                expectation = open.isEmpty ? .nothing : .commaOrEnd
            case (.valueOrEnd, UInt8(ascii: "]")), (.commaOrEnd, UInt8(ascii: "]")):
                guard pop(.array, end: at + 1) else { return Problem(offset: at, reason: "unexpected ']'") }
                at += 1
                expectation = open.isEmpty ? .nothing : .commaOrEnd
            case (.commaOrEnd, UInt8(ascii: ",")):
                at += 1
                expectation = nodes[Int(open[open.count - 1])].kind == .object ? .key : .value
            case (.key, UInt8(ascii: "\"")), (.keyOrEnd, UInt8(ascii: "\"")):
                if let problem = string(text, &at) { return problem }
                while at < text.count, text[at].isJSONSpace { at += 1 }
                guard at < text.count, text[at] == UInt8(ascii: ":") else {
                    return Problem(offset: at, reason: "expected ':'")
                }
                at += 1
                expectation = .value
            case (.value, _), (.valueOrEnd, _):
                if let problem = scalar(text, &at) { return problem }
                expectation = open.isEmpty ? .nothing : .commaOrEnd
            default:
                return Problem(offset: at, reason: "unexpected character")
            }
        }
        guard expectation == .nothing else { return Problem(offset: at, reason: "unexpected end") }
        return nil
    }

    private mutating func push(_ kind: JSONValue.Kind, at offset: Int) -> Bool {
        guard open.count < JSONDocument.maxDepth else { return false }
        open.append(UInt32(nodes.count))
        nodes.append(.init(kind: kind, start: UInt32(offset)))
        return true
    }

    private mutating func pop(_ kind: JSONValue.Kind, end: Int) -> Bool {
        guard let index = open.popLast(), nodes[Int(index)].kind == kind else { return false }
        nodes[Int(index)].end = UInt32(end)
        nodes[Int(index)].next = UInt32(nodes.count)
        return true
    }

    private mutating func append(_ kind: JSONValue.Kind, _ range: Range<Int>, hasEscapes: Bool = false) {
        nodes.append(
            .init(
                kind: kind, hasEscapes: hasEscapes, start: UInt32(range.lowerBound), end: UInt32(range.upperBound),
                next: UInt32(nodes.count + 1)))
    }

    private mutating func scalar(_ text: UnsafeBufferPointer<UInt8>, _ at: inout Int) -> Problem? {
        switch text[at] {
        case UInt8(ascii: "\""): return string(text, &at)
        case UInt8(ascii: "t"): return word("true", .bool, text, &at)
        case UInt8(ascii: "f"): return word("false", .bool, text, &at)
        case UInt8(ascii: "n"): return word("null", .null, text, &at)
        default: return number(text, &at)
        }
    }

    private mutating func word(
        _ word: StaticString, _ kind: JSONValue.Kind, _ text: UnsafeBufferPointer<UInt8>, _ at: inout Int
    ) -> Problem? {
        let count = word.utf8CodeUnitCount
        for offset in 0..<count {
            guard at + offset < text.count, text[at + offset] == word.utf8Start[offset] else {
                return Problem(offset: at, reason: "expected a value")
            }
        }
        append(kind, at..<at + count)
        at += count
        return nil
    }

    private mutating func number(_ text: UnsafeBufferPointer<UInt8>, _ at: inout Int) -> Problem? {
        let start = at
        func digits() -> Bool {
            let first = at
            while at < text.count, text[at].isJSONDigit { at += 1 }
            return at > first
        }
        if text[at] == UInt8(ascii: "-") { at += 1 }
        if at < text.count, text[at] == UInt8(ascii: "0") {
            at += 1
        } else if !digits() {
            return Problem(offset: start, reason: "expected a value")
        }
        if at < text.count, text[at] == UInt8(ascii: ".") {
            at += 1
            guard digits() else { return Problem(offset: at, reason: "expected a digit") }
        }
        if at < text.count, text[at] | 0x20 == UInt8(ascii: "e") {
            at += 1
            if at < text.count, text[at] == UInt8(ascii: "+") || text[at] == UInt8(ascii: "-") { at += 1 }
            guard digits() else { return Problem(offset: at, reason: "expected a digit") }
        }
        append(.number, start..<at)
        return nil
    }

    /// Scans a string whose opening quote is at `at`; the node's range is what stands between the quotes.
    private mutating func string(_ text: UnsafeBufferPointer<UInt8>, _ at: inout Int) -> Problem? {
        at += 1
        let start = at
        var hasEscapes = false
        if let problem = Self.skipString(text, &at, &hasEscapes) { return problem }
        append(.string, start..<at, hasEscapes: hasEscapes)
        at += 1
        return nil
    }

    /// Goes from behind a string's opening quote to its closing quote.
    static func skipString(_ text: UnsafeBufferPointer<UInt8>, _ at: inout Int, _ hasEscapes: inout Bool) -> Problem? {
        while at < text.count {
            let byte = text[at]
            if byte == UInt8(ascii: "\"") { return nil }
            if byte == UInt8(ascii: "\\") {
                hasEscapes = true
                guard let length = escapeLength(text, at) else { return Problem(offset: at, reason: "bad escape") }
                at += length
            } else if byte < 0x20 {
                return Problem(offset: at, reason: "control character in a string")
            } else if byte < 0x80 {
                at += 1
            } else {
                guard let length = utf8Length(text, at) else { return Problem(offset: at, reason: "invalid UTF-8") }
                at += length
            }
        }
        return Problem(offset: at, reason: "string without end")
    }

    private static func escapeLength(_ text: UnsafeBufferPointer<UInt8>, _ at: Int) -> Int? {
        guard at + 1 < text.count else { return nil }
        switch text[at + 1] {
        case UInt8(ascii: "u"):
            guard at + 5 < text.count, (2...5).allSatisfy({ text[at + $0].hexDigitValue != nil }) else { return nil }
            return 6
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"), UInt8(ascii: "b"), UInt8(ascii: "f"),
            UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"):
            return 2
        default: return nil
        }
    }

    /// The length of the well-formed multi-byte sequence at `at` (Unicode, table 3-7), or `nil`.
    private static func utf8Length(_ text: UnsafeBufferPointer<UInt8>, _ at: Int) -> Int? {
        func continues(_ offset: Int, _ range: ClosedRange<UInt8> = 0x80...0xBF) -> Bool {
            at + offset < text.count && range.contains(text[at + offset])
        }
        switch text[at] {
        case 0xC2...0xDF: return continues(1) ? 2 : nil
        case 0xE0: return continues(1, 0xA0...0xBF) && continues(2) ? 3 : nil
        case 0xED: return continues(1, 0x80...0x9F) && continues(2) ? 3 : nil
        case 0xE1...0xEF: return continues(1) && continues(2) ? 3 : nil
        case 0xF0: return continues(1, 0x90...0xBF) && continues(2) && continues(3) ? 4 : nil
        case 0xF1...0xF3: return continues(1) && continues(2) && continues(3) ? 4 : nil
        case 0xF4: return continues(1, 0x80...0x8F) && continues(2) && continues(3) ? 4 : nil
        default: return nil
        }
    }
}

extension UInt8 {
    /// White space between JSON tokens.
    var isJSONSpace: Bool { self == 0x20 || self == 0x0A || self == 0x0D || self == 0x09 }
    /// `0`…`9`.
    var isJSONDigit: Bool { self &- UInt8(ascii: "0") < 10 }
    /// The value of a hexadecimal digit, or `nil`.
    var hexDigitValue: UInt16? {
        switch self {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt16(self - UInt8(ascii: "0"))
        case UInt8(ascii: "a")...UInt8(ascii: "f"): UInt16(self - UInt8(ascii: "a") + 10)
        case UInt8(ascii: "A")...UInt8(ascii: "F"): UInt16(self - UInt8(ascii: "A") + 10)
        default: nil
        }
    }
}
