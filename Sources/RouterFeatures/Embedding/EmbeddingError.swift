/// Parts that make no static embedding.
package struct EmbeddingError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The bad value and what is accepted.
    package let description: String

    /// Makes an error of its full sentence.
    package init(_ description: String) { self.description = description }
}
