/// Predictions or a target that cannot be evaluated.
package struct EvaluationError: Error, Sendable, Hashable, CustomStringConvertible {
    /// What went wrong; a struct, so that adding a code breaks no `switch`.
    package struct Code: Sendable, Hashable {
        private enum Storage: String { case noRows, noModels, unknownModel, missingPrediction, badTarget, missingCosts }
        private let storage: Storage
        /// No row of the split has a score of every model.
        package static let noRows = Code(storage: .noRows)
        /// There is no model to choose.
        package static let noModels = Code(storage: .noModels)
        /// A model that was asked for is not in the table.
        package static let unknownModel = Code(storage: .unknownModel)
        /// A row that is to be evaluated was not predicted.
        package static let missingPrediction = Code(storage: .missingPrediction)
        /// A target that cannot be read or makes no sense.
        package static let badTarget = Code(storage: .badTarget)
        /// Costs or forecasts of costs are missing where they are needed.
        package static let missingCosts = Code(storage: .missingCosts)
        /// A fixed word.
        package var label: String { storage.rawValue }
    }

    /// What went wrong.
    package let code: Code
    /// The bad value, where it came from and what is accepted.
    package let description: String

    /// Makes an error of a code with its full sentence.
    package init(_ code: Code, _ description: String) {
        self.code = code
        self.description = description
    }
}
