/// Reads the JSON that this module wrote, byte by byte and without building anything.
///
/// Not a validator: it accepts all that ``ByteBuffer`` writes, with white space between, and stops at what it cannot
/// read.
struct JSONBytes {
    private let bytes: UnsafeRawBufferPointer
    private var position = 0

    /// Starts before the first byte; the bytes have to outlive the reader.
    init(_ bytes: UnsafeRawBufferPointer) { self.bytes = bytes }

    /// Whether nothing but white space is left.
    var isAtEnd: Bool {
        mutating get {
            skipSpace()
            return position == bytes.count
        }
    }

    /// Goes on behind a byte, if it comes next.
    @inline(__always)
    mutating func take(_ byte: UInt8) -> Bool {
        if position < bytes.count && bytes[position] <= 0x20 { skipSpace() }
        guard position < bytes.count, bytes[position] == byte else { return false }
        position &+= 1
        return true
    }

    private mutating func skipSpace() {
        while position < bytes.count, Self.isSpace(bytes[position]) { position += 1 }
    }

    private static func isSpace(_ byte: UInt8) -> Bool {
        byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09
    }

    /// The next byte that is no white space; `nil` at the end.
    private var next: UInt8? {
        @inline(__always)
        mutating get {
            if position < bytes.count && bytes[position] <= 0x20 { skipSpace() }
            return position < bytes.count ? bytes[position] : nil
        }
    }

    /// The bytes of a string as they are written, escapes included; `nil` if none comes next.
    mutating func string() -> UnsafeRawBufferPointer? {
        guard take(UInt8(ascii: "\"")) else { return nil }
        let start = position
        while position < bytes.count {
            switch bytes[position] {
            case UInt8(ascii: "\""):
                position += 1
                return UnsafeRawBufferPointer(rebasing: bytes[start..<position - 1])
            case UInt8(ascii: "\\"): position += 2
            default: position += 1
            }
        }
        return nil
    }

    /// Reads the members of an object.
    ///
    /// - Parameter member: gets the key as it is written and has to read the value; whether it could.
    /// - Returns: whether all of the object was read.
    mutating func object(_ member: (UnsafeRawBufferPointer, inout JSONBytes) -> Bool) -> Bool {
        guard take(UInt8(ascii: "{")) else { return false }
        if take(UInt8(ascii: "}")) { return true }
        repeat {
            guard let key = string(), take(UInt8(ascii: ":")), member(key, &self) else { return false }
        } while take(UInt8(ascii: ","))
        return take(UInt8(ascii: "}"))
    }

    /// Reads the elements of a list.
    ///
    /// - Parameter element: has to read the next element; whether it could.
    /// - Returns: whether all of the list was read.
    @inline(__always)
    mutating func list(_ element: (inout JSONBytes) -> Bool) -> Bool {
        guard take(UInt8(ascii: "[")) else { return false }
        if take(UInt8(ascii: "]")) { return true }
        repeat { guard element(&self) else { return false } } while take(UInt8(ascii: ","))
        return take(UInt8(ascii: "]"))
    }

    /// Goes on behind a value of any kind; whether there was one.
    mutating func skip() -> Bool {
        switch next {
        case UInt8(ascii: "{"): return object { $1.skip() }
        case UInt8(ascii: "["): return list { $0.skip() }
        case UInt8(ascii: "\""): return string() != nil
        default: return !word().isEmpty
        }
    }

    /// A number, or one of the texts `inf`, `-inf` and `nan`; `nil` if neither comes next.
    @inline(__always)
    mutating func number() -> Double? {
        guard let first = next else { return nil }
        if first == UInt8(ascii: "\"") { return string().flatMap { Double(String(decoding: $0, as: UTF8.self)) } }
        let start = position
        if let value = DecimalReader.value(of: bytes, from: &position) { return value }
        position = start
        return Double(String(decoding: word(), as: UTF8.self))
    }

    /// Goes on behind `null`, if it comes next.
    @inline(__always)
    mutating func null() -> Bool {
        guard next == UInt8(ascii: "n") else { return false }
        return word().isText("null")
    }

    /// The bytes up to the end of a number or of a word like `null`.
    private mutating func word() -> UnsafeRawBufferPointer {
        let start = position
        while position < bytes.count, !Self.endsWord(bytes[position]) { position += 1 }
        return UnsafeRawBufferPointer(rebasing: bytes[start..<position])
    }

    private static func endsWord(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: ","), UInt8(ascii: "]"), UInt8(ascii: "}"), UInt8(ascii: ":"), UInt8(ascii: "\""): true
        default: isSpace(byte)
        }
    }
}

extension UnsafeRawBufferPointer {
    /// Whether the bytes are those of a text that stands in the program.
    func isText(_ text: StaticString) -> Bool {
        count == text.utf8CodeUnitCount
            && elementsEqual(UnsafeRawBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
    }
}
