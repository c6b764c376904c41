/// How a candidate has done of late.
package struct CandidateCondition: Sendable {
    /// Whether calls are let through; `false` = its circuit is open or it asked for a pause.
    package var isHealthy = true
    /// Seconds to the first token by percentile (50, 75, 90, 99); empty = not observed.
    package var firstTokenSeconds: [Int: Double] = [:]
    /// Completion tokens per second by percentile, where the p-th percentile is what p percent of replies reach or
    /// exceed; empty = not observed.
    package var tokensPerSecond: [Int: Double] = [:]

    /// Nothing is known and nothing speaks against it.
    package init() {}
}
