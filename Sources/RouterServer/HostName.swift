/// The name or address in a `Host` field or `:authority`, read without copying it.
enum HostName {
    /// What a `Host` value names.
    enum Kind: Sendable, Hashable {
        /// `localhost`, 127.0.0.0/8 or `[::1]`.
        case loopback
        /// Something else that is well formed; the bytes of the name are the first so many.
        case other(length: Int)
        /// Nothing that a client sends: user names, ports that are no numbers, blanks.
        case malformed
    }

    /// Reads a value such as `127.0.0.1:8484`.
    ///
    /// Only the usual spellings of a loopback address count as one: browsers write no others, and what a name such as
    /// `2130706433` or `127.1` means depends on who reads it.
    static func kind(of value: String) -> Kind {
        var value = value
        return value.withUTF8 { kind(of: $0) }
    }

    private static func kind(of bytes: UnsafeBufferPointer<UInt8>) -> Kind {
        let length = nameLength(bytes)
        guard length > 0, isPort(bytes[length...]) else { return .malformed }
        let name = UnsafeBufferPointer(rebasing: bytes[..<length])
        return isLoopbackAddress(name) || isLocalhost(name) || isEqual(name, "[::1]")
            ? .loopback : .other(length: length)
    }

    /// The length of the name before the port; 0 = there is none.
    private static func nameLength(_ bytes: UnsafeBufferPointer<UInt8>) -> Int {
        if bytes.first == UInt8(ascii: "[") {
            guard let end = bytes.firstIndex(of: UInt8(ascii: "]")) else { return 0 }
            return bytes[1..<end].allSatisfy(isAddressByte) ? end + 1 : 0
        }
        let end = bytes.firstIndex(of: UInt8(ascii: ":")) ?? bytes.count
        return bytes[..<end].allSatisfy(isNameByte) ? end : 0
    }

    /// Whether the rest of a value is nothing, or a colon and at most five digits.
    private static func isPort(_ bytes: Slice<UnsafeBufferPointer<UInt8>>) -> Bool {
        guard let colon = bytes.first else { return true }
        return colon == UInt8(ascii: ":") && (1...6).contains(bytes.count) && bytes.dropFirst().allSatisfy(isDigit)
    }

    /// Whether a name is four decimal numbers up to 255 without leading zeros, the first of them 127.
    private static func isLoopbackAddress(_ name: UnsafeBufferPointer<UInt8>) -> Bool {
        guard name.count >= 9, name[0] == UInt8(ascii: "1"), name[1] == UInt8(ascii: "2"), name[2] == UInt8(ascii: "7")
        else { return false }
        var (dots, number, digits) = (0, 0, 0)
        for byte in name {
            if byte == UInt8(ascii: ".") {
                guard digits > 0 else { return false }
                (dots, number, digits) = (dots + 1, 0, 0)
            } else {
                guard isDigit(byte), digits == 0 || number > 0 else { return false }
                (number, digits) = (number * 10 + Int(byte - UInt8(ascii: "0")), digits + 1)
                guard number <= 255 else { return false }
            }
        }
        return dots == 3 && digits > 0 && name[3] == UInt8(ascii: ".")
    }

    /// Whether a name is `localhost`, in any case, with or without the dot of a full name.
    private static func isLocalhost(_ name: UnsafeBufferPointer<UInt8>) -> Bool {
        let ending = name.last == UInt8(ascii: ".") ? 1 : 0
        return isEqual(UnsafeBufferPointer(rebasing: name.dropLast(ending)), "localhost")
    }

    /// Whether a name is a text in lower case, whatever the case of the name.
    static func isEqual(_ name: UnsafeBufferPointer<UInt8>, _ text: StaticString) -> Bool {
        name.count == text.utf8CodeUnitCount && name.indices.allSatisfy { lower(name[$0]) == text.utf8Start[$0] }
    }

    /// A letter in lower case, and any other byte as it is.
    private static func lower(_ byte: UInt8) -> UInt8 {
        (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) ? byte | 0x20 : byte
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }

    private static func isNameByte(_ byte: UInt8) -> Bool {
        isDigit(byte) || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(lower(byte))
            || byte == UInt8(ascii: ".") || byte == UInt8(ascii: "-") || byte == UInt8(ascii: "_")
    }

    private static func isAddressByte(_ byte: UInt8) -> Bool {
        isDigit(byte) || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(lower(byte))
            || byte == UInt8(ascii: ":") || byte == UInt8(ascii: ".")
    }
}
