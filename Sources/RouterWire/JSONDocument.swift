/// A JSON text, scanned once: the bytes as they came and a flat index of the values in them.
///
/// Nothing is decoded before it is asked for, and every value knows its place in the bytes, so that a body can be
/// forwarded with one value replaced and all others untouched.
package final class JSONDocument: Sendable {
    /// One value of the text.
    struct Node {
        var kind: JSONValue.Kind
        /// Whether a string holds escapes.
        var hasEscapes = false
        /// First byte of the value.
        var start: UInt32
        /// The byte after it.
        var end: UInt32 = 0
        /// The index of the node after this one's whole subtree.
        var next: UInt32 = 0
    }

    /// The text as it came.
    package let bytes: [UInt8]
    let nodes: [Node]

    /// The largest text, in bytes: offsets are 32 bits wide.
    package static let maxByteCount = Int(UInt32.max) - 1
    /// The deepest nesting that is accepted.
    package static let maxDepth = 512

    /// Scans a text.
    ///
    /// - Throws: ``WireError`` with `.invalidJSON` and the offset if the bytes are not one JSON value in UTF-8.
    /// - Complexity: O(bytes), one pass.
    package init(_ bytes: [UInt8]) throws(WireError) {
        guard bytes.count <= Self.maxByteCount else {
            throw WireError(.invalidJSON, "a JSON text of \(bytes.count) bytes is too long")
        }
        self.bytes = bytes
        var scanner = JSONScanner(reserving: bytes.count / 16 + 4)
        let problem = bytes.withUnsafeBufferPointer { scanner.scan($0) }
        if let problem {
            throw WireError(.invalidJSON, "invalid JSON at byte \(problem.offset): \(problem.reason)")
        }
        nodes = scanner.nodes
    }

    /// Scans a text given as a string.
    ///
    /// - Throws: ``WireError`` as ``init(_:)-([UInt8])``.
    package convenience init(text: String) throws(WireError) { try self.init(Array(text.utf8)) }

    /// The outermost value.
    package var root: JSONValue { JSONValue(document: self, index: 0) }
}
