/// The candidates that may be chosen for a request: at least one, ids unique, order kept.
public struct CandidatePool: Sendable, Hashable {
    /// The candidates in the order they were given.
    public let candidates: [Candidate]
    private let indexByID: [CandidateID: Int]

    /// Checks and keeps the candidates.
    ///
    /// - Throws: ``CoreError`` with `.emptyPool` or `.duplicateCandidate`.
    public init(_ candidates: [Candidate]) throws(CoreError) {
        guard !candidates.isEmpty else {
            throw CoreError(.emptyPool, "the candidate pool is empty; at least one candidate is needed")
        }
        var indexByID: [CandidateID: Int] = [:]
        for (index, candidate) in candidates.enumerated() {
            guard !candidate.id.rawValue.isEmpty else {
                throw CoreError(.emptyName, "candidate \(index + 1) of the pool has an empty id")
            }
            guard indexByID.updateValue(index, forKey: candidate.id) == nil else {
                throw CoreError(.duplicateCandidate, "candidate '\(candidate.id)' is in the pool twice")
            }
        }
        self.candidates = candidates
        self.indexByID = indexByID
    }

    /// The candidate of this name, or `nil`.
    public subscript(id id: CandidateID) -> Candidate? { indexByID[id].map { candidates[$0] } }

    /// The position of the candidate of this name, or `nil`.
    public func index(of id: CandidateID) -> Int? { indexByID[id] }
}
