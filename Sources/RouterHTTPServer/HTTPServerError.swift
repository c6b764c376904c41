/// Why a server cannot run.
package struct HTTPServerError: Error, Hashable, CustomStringConvertible {
    /// One line.
    package let description: String

    init(_ description: String) { self.description = description }
}
