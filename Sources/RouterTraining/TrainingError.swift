/// Data from which no model can be made.
package struct TrainingError: Error, Sendable, Hashable, CustomStringConvertible {
    /// What went wrong; a struct, so that adding a code breaks no `switch`.
    package struct Code: Sendable, Hashable {
        private enum Storage: String { case noRows, noOutcomes }
        private let storage: Storage
        /// There is no row to learn from.
        package static let noRows = Code(storage: .noRows)
        /// No row has an outcome.
        package static let noOutcomes = Code(storage: .noOutcomes)
        /// A fixed word.
        package var label: String { storage.rawValue }
    }

    /// What went wrong.
    package let code: Code
    /// What is missing and what is accepted.
    package let description: String

    /// Makes an error of a code with its full sentence.
    package init(_ code: Code, _ description: String) {
        self.code = code
        self.description = description
    }
}
