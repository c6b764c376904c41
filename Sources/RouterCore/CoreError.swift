/// A value of the vocabulary that could not be made.
public struct CoreError: Error, Sendable, Hashable, CustomStringConvertible {
    /// What went wrong; a struct, so that adding a code breaks no `switch`.
    public struct Code: Sendable, Hashable {
        private enum Storage: String {
            case emptyPool, emptyName, duplicateCandidate, invalidProbability, invalidTradeoff, invalidPattern
        }
        private let storage: Storage
        /// A pool without candidates.
        public static let emptyPool = Code(storage: .emptyPool)
        /// A candidate whose id is the empty text.
        public static let emptyName = Code(storage: .emptyName)
        /// Two candidates of one pool with the same id.
        public static let duplicateCandidate = Code(storage: .duplicateCandidate)
        /// A probability outside its range, or a distribution that does not sum to one.
        public static let invalidProbability = Code(storage: .invalidProbability)
        /// A trade-off outside 0…10.
        public static let invalidTradeoff = Code(storage: .invalidTradeoff)
        /// A wildcard pattern that is empty or too long.
        public static let invalidPattern = Code(storage: .invalidPattern)
        /// A fixed word, safe as a metric label.
        public var label: String { storage.rawValue }
    }

    /// What went wrong.
    public let code: Code
    /// The bad value, where it came from and what is accepted.
    public let description: String

    /// Makes an error of a code with its full sentence.
    public init(_ code: Code, _ description: String) {
        self.code = code
        self.description = description
    }
}
