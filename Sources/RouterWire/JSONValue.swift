/// One value inside a ``JSONDocument``.
package struct JSONValue: Sendable {
    /// The type of a value.
    package enum Kind: UInt8, Sendable { case object, array, string, number, bool, null }

    private let document: JSONDocument
    private let index: Int

    init(document: JSONDocument, index: Int) {
        self.document = document
        self.index = index
    }

    private var node: JSONDocument.Node { document.nodes[index] }

    /// The type.
    package var kind: Kind { node.kind }

    /// Where the value stands in the document's bytes, quotes of a string included.
    package var byteRange: Range<Int> {
        let node = node
        let quote = node.kind == .string ? 1 : 0
        return Int(node.start) - quote..<Int(node.end) + quote
    }

    /// The bytes of the value as they came.
    package var rawBytes: ArraySlice<UInt8> { document.bytes[byteRange] }

    /// Whether this is `null`.
    package var isNull: Bool { kind == .null }

    /// The truth value, or `nil` for another type.
    package var bool: Bool? {
        kind == .bool ? document.bytes[Int(node.start)] == UInt8(ascii: "t") : nil
    }

    /// The number, or `nil` for another type.
    package var double: Double? {
        kind == .number ? Double(String(decoding: rawBytes, as: UTF8.self)) : nil
    }

    /// The number if it is an integer that fits, written in any way (`2`, `2.0`, `2e0`), or `nil`.
    package var int: Int? {
        guard kind == .number else { return nil }
        let text = String(decoding: rawBytes, as: UTF8.self)
        return Int(text) ?? Double(text).flatMap(Int.init(exactly:))
    }

    /// The decoded text, or `nil` for another type; a lone surrogate becomes U+FFFD.
    package var string: String? {
        let node = node
        guard node.kind == .string else { return nil }
        let range = Int(node.start)..<Int(node.end)
        guard node.hasEscapes else { return String(decoding: document.bytes[range], as: UTF8.self) }
        return String(decoding: JSONEscapes.decode(document.bytes[range]), as: UTF8.self)
    }

    /// Whether the value is this very text.
    package func isString(_ text: StaticString) -> Bool {
        let node = node
        guard node.kind == .string else { return false }
        guard !node.hasEscapes else { return string == text.description }
        let count = Int(node.end - node.start)
        guard count == text.utf8CodeUnitCount else { return false }
        return (0..<count).allSatisfy { document.bytes[Int(node.start) + $0] == text.utf8Start[$0] }
    }

    /// The elements of an array in order; none for another type.
    package var elements: [JSONValue] {
        guard kind == .array else { return [] }
        var found: [JSONValue] = []
        var child = index + 1
        while child < Int(node.next) {
            found.append(JSONValue(document: document, index: child))
            child = Int(document.nodes[child].next)
        }
        return found
    }

    /// A member of an object.
    package struct Member: Sendable {
        /// The key, itself a string value.
        package let key: JSONValue
        /// What it holds.
        package let value: JSONValue

        /// From the key's opening quote to the end of the value.
        package var byteRange: Range<Int> { key.byteRange.lowerBound..<value.byteRange.upperBound }
    }

    /// The members of an object in order, repeated keys included; none for another type.
    package var members: [Member] {
        var found: [Member] = []
        forEachMember { found.append($0) }
        return found
    }

    /// Calls `body` with each member of an object, in order.
    package func forEachMember(_ body: (Member) -> Void) {
        guard kind == .object else { return }
        let end = Int(node.next)
        var child = index + 1
        while child < end {
            let value = child + 1
            body(Member(key: .init(document: document, index: child), value: .init(document: document, index: value)))
            child = Int(document.nodes[value].next)
        }
    }

    /// The member of an object by its key; the last one where the key is repeated, as most readers do.
    package subscript(key: StaticString) -> JSONValue? {
        guard kind == .object else { return nil }
        let end = Int(node.next)
        var found: JSONValue?
        var child = index + 1
        while child < end {
            if JSONValue(document: document, index: child).isString(key) {
                found = JSONValue(document: document, index: child + 1)
            }
            child = Int(document.nodes[child + 1].next)
        }
        return found
    }
}
