public import RouterCore

/// A request that the engine could not bring to a reply.
public struct EngineError: Error, Sendable, CustomStringConvertible {
    /// What went wrong; a struct, so that adding a code breaks no `switch`.
    public struct Code: Sendable, Hashable {
        private enum Storage: String { case unknownModel, noEligibleCandidate, budgetExceeded }
        private let storage: Storage
        /// The request names a model that is no candidate.
        public static let unknownModel = Code(storage: .unknownModel)
        /// No candidate can serve the request.
        public static let noEligibleCandidate = Code(storage: .noEligibleCandidate)
        /// The money that may be spent is spent.
        public static let budgetExceeded = Code(storage: .budgetExceeded)
        /// A fixed word, safe as a metric label.
        public var label: String { storage.rawValue }
    }

    /// What went wrong.
    public let code: Code
    /// The bad value and what is accepted, or who was excluded and why.
    public let description: String
    /// Every candidate with the reasons why it was excluded; empty for other codes.
    public let exclusions: [(candidate: CandidateID, codes: [ExclusionCode])]

    /// Makes an error of a code with its full sentence.
    public init(
        _ code: Code, _ description: String, exclusions: [(candidate: CandidateID, codes: [ExclusionCode])] = []
    ) {
        self.code = code
        self.description = description
        self.exclusions = exclusions
    }
}
