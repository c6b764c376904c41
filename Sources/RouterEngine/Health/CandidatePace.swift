/// How quickly a candidate has answered of late.
struct CandidatePace: Sendable {
    private var firstTokenSeconds = RecentValues()
    private var tokensPerSecond = RecentValues()
    /// Percentiles of the values above, until one is added.
    private var cached: (firstTokenSeconds: [Int: Double], tokensPerSecond: [Int: Double])? = ([:], [:])

    /// Takes a good reply; figures that are missing or impossible are left out.
    ///
    /// The rate is that of writing, from the first content to the end. A reply that came in one piece does not show when
    /// writing began, so its rate is a lower bound: over the whole call.
    mutating func add(firstTokenSeconds first: Double?, completionTokens: Int?, durationSeconds: Double) {
        if let first, first >= 0, first.isFinite {
            firstTokenSeconds.add(first)
            cached = nil
        }
        // The first token is what writing begins with, so one token less was written in that time.
        let (tokens, seconds) =
            first.map { ((completionTokens ?? 0) - 1, durationSeconds - $0) } ?? (
                completionTokens ?? 0, durationSeconds
            )
        if tokens > 0, seconds > 0, seconds.isFinite {
            tokensPerSecond.add(Double(tokens) / seconds)
            cached = nil
        }
    }

    /// The condition of a healthy candidate of this pace.
    mutating func condition() -> CandidateCondition {
        let percentiles =
            cached ?? (firstTokenSeconds.byPercentile(isRising: true), tokensPerSecond.byPercentile(isRising: false))
        cached = percentiles
        var condition = CandidateCondition()
        condition.firstTokenSeconds = percentiles.firstTokenSeconds
        condition.tokensPerSecond = percentiles.tokensPerSecond
        return condition
    }
}
