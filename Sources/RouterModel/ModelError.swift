/// A bundle that cannot be used, or a model that cannot be made.
public struct ModelError: Error, Sendable, Hashable, CustomStringConvertible {
    /// What went wrong; a struct, so that adding a code breaks no `switch`.
    public struct Code: Sendable, Hashable {
        private enum Storage: String {
            case unreadable, corrupt, foreign, unwritable, unknownVersion, inUse, noChampion, busy
        }
        private let storage: Storage
        /// A file of the bundle is missing or cannot be read.
        public static let unreadable = Code(storage: .unreadable)
        /// A file is damaged, cut off, or not what its checksum says.
        public static let corrupt = Code(storage: .corrupt)
        /// A bundle of another format version or feature schema.
        public static let foreign = Code(storage: .foreign)
        /// A bundle cannot be written.
        public static let unwritable = Code(storage: .unwritable)
        /// A store holds no version of that name.
        public static let unknownVersion = Code(storage: .unknownVersion)
        /// A version cannot be refused while it is the champion.
        public static let inUse = Code(storage: .inUse)
        /// There is no champion to go back from.
        public static let noChampion = Code(storage: .noChampion)
        /// Another process is changing the store.
        public static let busy = Code(storage: .busy)
        /// A fixed word, safe as a metric label.
        public var label: String { storage.rawValue }
    }

    /// What went wrong.
    public let code: Code
    /// The file, what is wrong with it and what is accepted.
    public let description: String

    /// Makes an error of a code with its full sentence.
    public init(_ code: Code, _ description: String) {
        self.code = code
        self.description = description
    }
}
