/// A scanned JSON text as plain memory, for places that are too hot for a ``JSONValue`` each.
///
/// Node 0 is the outermost value; it lives no longer than the memory that it looks at.
struct JSONTree {
    let text: UnsafeBufferPointer<UInt8>
    let nodes: UnsafeBufferPointer<JSONDocument.Node>

    /// Where a value stands in the text, quotes of a string included.
    func range(_ node: Int) -> Range<Int> {
        let quote = nodes[node].kind == .string ? 1 : 0
        return Int(nodes[node].start) - quote..<Int(nodes[node].end) + quote
    }

    /// The bytes of a value, quotes of a string included.
    func bytes(_ node: Int) -> UnsafeBufferPointer<UInt8> { UnsafeBufferPointer(rebasing: text[range(node)]) }

    /// The type of a value.
    func kind(_ node: Int) -> JSONValue.Kind { nodes[node].kind }

    /// Whether a value is an empty text or list, or null.
    func isEmpty(_ node: Int) -> Bool {
        switch nodes[node].kind {
        case .string: nodes[node].start == nodes[node].end
        case .array: Int(nodes[node].next) == node + 1
        case .null: true
        case .object, .number, .bool: false
        }
    }

    /// Whether a value is this very text.
    func isText(_ node: Int, _ word: StaticString) -> Bool {
        let found = nodes[node]
        guard found.kind == .string else { return false }
        guard !found.hasEscapes else { return string(node) == word.description }
        guard Int(found.end - found.start) == word.utf8CodeUnitCount else { return false }
        for offset in 0..<word.utf8CodeUnitCount where text[Int(found.start) + offset] != word.utf8Start[offset] {
            return false
        }
        return true
    }

    /// The decoded text, or `nil` for another type.
    func string(_ node: Int) -> String? {
        let found = nodes[node]
        guard found.kind == .string else { return nil }
        let range = Int(found.start)..<Int(found.end)
        guard found.hasEscapes else { return String(decoding: text[range], as: UTF8.self) }
        return String(decoding: JSONEscapes.decode(ArraySlice(text[range])), as: UTF8.self)
    }

    /// Calls `body` with key and value of each member of an object, in order; not at all for another type.
    func forEachMember(of node: Int, _ body: (_ key: Int, _ value: Int) -> Void) {
        guard nodes[node].kind == .object else { return }
        let end = Int(nodes[node].next)
        var child = node + 1
        while child < end {
            body(child, child + 1)
            child = Int(nodes[child + 1].next)
        }
    }

    /// Calls `body` with each element of an array, in order; not at all for another type.
    func forEachElement(of node: Int, _ body: (Int) -> Void) {
        guard nodes[node].kind == .array else { return }
        let end = Int(nodes[node].next)
        var child = node + 1
        while child < end {
            body(child)
            child = Int(nodes[child].next)
        }
    }
}

extension JSONDocument {
    /// Calls `body` with the text as plain memory.
    func withTree<Result>(_ body: (JSONTree) -> Result) -> Result {
        bytes.withUnsafeBufferPointer { text in
            nodes.withUnsafeBufferPointer { nodes in body(JSONTree(text: text, nodes: nodes)) }
        }
    }
}
