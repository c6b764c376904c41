import RouterCore

/// Candidates in the order in which they are tried, each once; who is only unwell comes last.
struct CandidateChain {
    private var usable: [Int] = []
    private var unwell: [Int] = []
    /// Who cannot serve the request as it was named, and why.
    private(set) var excluded: [(index: Int, codes: [ExclusionCode])] = []
    private var seen: Set<Int> = []

    /// Places in the pool.
    var order: [Int] { usable + unwell }

    /// Adds a candidate where it can serve the request, unless it is there.
    mutating func add(_ index: Int, _ codes: [ExclusionCode]) {
        guard codes.isEmpty || codes == [.unhealthy] else { return excluded.append((index, codes)) }
        guard seen.insert(index).inserted else { return }
        if codes.isEmpty { usable.append(index) } else { unwell.append(index) }
    }
}
