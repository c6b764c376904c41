import RouterCore

/// Candidates in the order in which they are tried, each once; who is only unwell comes last.
struct CandidateChain {
    private var usable: [Int] = []
    private var unwell: [Int] = []
    /// Who cannot serve the request as it was named, and why.
    private(set) var excluded: [(index: Int, codes: [ExclusionCode])] = []
    /// Places that were added; `nil` = none is added twice.
    private var seen: Set<Int>?

    /// Places in the pool.
    var order: [Int] { unwell.isEmpty ? usable : usable + unwell }

    /// An empty chain.
    ///
    /// - Parameter repeats: whether a place may be added more than once; only the first time counts.
    init(repeats: Bool) { seen = repeats ? [] : nil }

    /// Adds a candidate where it can serve the request, unless it is there.
    mutating func add(_ index: Int, _ codes: [ExclusionCode]) {
        guard codes.isEmpty || codes == [.unhealthy] else { return excluded.append((index, codes)) }
        guard seen?.insert(index).inserted ?? true else { return }
        if codes.isEmpty { usable.append(index) } else { unwell.append(index) }
    }
}
