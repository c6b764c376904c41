package import HTTPTypes

/// Method, target and fields of a request, as they came; fields are looked up in the bytes.
package struct RequestHead: Sendable {
    /// Where one field line stands in ``bytes``.
    struct Field: Sendable {
        var name: Range<Int32>
        var value: Range<Int32>
    }

    /// The method.
    package let method: HTTPRequest.Method
    /// The path, without the query.
    package let path: String
    /// What stands behind the question mark; `nil` = there is none.
    package let query: String?
    /// Whether the client speaks HTTP/1.1, and not 1.0.
    package let isVersion11: Bool
    /// Whether the connection is meant to be used again.
    let keepsAlive: Bool
    /// How the end of the body is found.
    let framing: BodyFraming

    private let bytes: [UInt8]
    private let fields: [Field]

    init(
        method: HTTPRequest.Method, target: String, isVersion11: Bool, bytes: [UInt8], fields: [Field],
        framing: BodyFraming
    ) {
        self.method = method
        (path, query) = Self.parts(of: target)
        self.isVersion11 = isVersion11
        self.bytes = bytes
        self.fields = fields
        self.framing = framing
        let connection = Self.value(of: "connection", in: fields, bytes)
        keepsAlive =
            isVersion11
            ? connection.map { !$0.holdsToken("close") } ?? true
            : connection.map { $0.holdsToken("keep-alive") && !$0.holdsToken("close") } ?? false
    }

    /// Makes the head of a request without a body.
    package init(method: HTTPRequest.Method, target: String, fields: [(name: String, value: String)]) {
        var bytes: [UInt8] = []
        var places: [Field] = []
        for field in fields {
            let name = Int32(bytes.count)..<Int32(bytes.count + field.name.utf8.count)
            bytes += field.name.utf8
            let value = Int32(bytes.count)..<Int32(bytes.count + field.value.utf8.count)
            bytes += field.value.utf8
            places.append(Field(name: name, value: value))
        }
        self.init(
            method: method, target: target, isVersion11: true, bytes: bytes, fields: places, framing: .length(0))
    }

    /// The value of a field by its name in lower case; of several lines joined by commas, `nil` = there is none.
    package subscript(name: StaticString) -> String? { Self.value(of: name, in: fields, bytes) }

    /// Whether the client waits for leave to send its body.
    var expectsContinue: Bool { isVersion11 && self["expect"]?.lowercased() == "100-continue" }

    private static func value(of name: StaticString, in fields: [Field], _ bytes: [UInt8]) -> String? {
        var found: String?
        for field in fields where isName(name, field.name, bytes) {
            let value = bytes.withUnsafeBufferPointer {
                String(decoding: $0[Int(field.value.lowerBound)..<Int(field.value.upperBound)], as: UTF8.self)
            }
            found = found.map { $0 + ", " + value } ?? value
        }
        return found
    }

    /// Compares with a name or a word in lower case.
    static func isName(_ name: StaticString, _ range: Range<Int32>, _ bytes: [UInt8]) -> Bool {
        guard range.count == name.utf8CodeUnitCount else { return false }
        let start = Int(range.lowerBound)
        for offset in 0..<name.utf8CodeUnitCount {
            let byte = bytes[start + offset]
            let lower = byte &- UInt8(ascii: "A") < 26 ? byte | 0x20 : byte
            guard lower == name.utf8Start[offset] else { return false }
        }
        return true
    }

    /// Path and query of a target; of one that is a whole address, what follows the authority.
    private static func parts(of target: String) -> (path: String, query: String?) {
        var rest = target[...]
        for scheme in ["http://", "https://"] where rest.hasPrefix(scheme) {
            rest = rest.dropFirst(scheme.count)
            rest = rest.firstIndex { $0 == "/" || $0 == "?" }.map { rest[$0...] } ?? ""
            if !rest.hasPrefix("/") { return ("/", rest.isEmpty ? nil : String(rest.dropFirst())) }
        }
        guard let mark = rest.utf8.firstIndex(of: UInt8(ascii: "?")) else { return (String(rest), nil) }
        return (String(rest[..<mark]), String(rest[rest.utf8.index(after: mark)...]))
    }
}

extension String {
    /// Whether a list of words divided by commas holds a word, in any case of letters.
    func holdsToken(_ word: String) -> Bool {
        if utf8.count == word.utf8.count { return lowercased() == word }
        return split(separator: ",").contains {
            $0.lowercased().trimmingPrefix { $0 == " " || $0 == "\t" }.prefix { $0 != " " && $0 != "\t" } == word
        }
    }
}
