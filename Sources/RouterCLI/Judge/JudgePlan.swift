/// What a run would do, without doing it.
struct JudgePlan: Sendable {
    /// Replies or prompts that there are.
    private(set) var count = 0
    /// What all of them would cost at most, in USD.
    private(set) var mostUSD = 0.0
    /// How many of them the ceiling surely pays for.
    private(set) var coveredCount = 0
    /// What the run may spend, in USD.
    let limitUSD: Double

    /// Adds up jobs.
    ///
    /// - Throws: what `next` throws.
    init<Job>(_ next: () async throws -> (job: Job, mostUSD: Double)?, limitUSD: Double) async throws {
        self.limitUSD = limitUSD
        while let (_, cost) = try await next() {
            count += 1
            mostUSD += cost
            if mostUSD <= limitUSD { coveredCount = count }
        }
    }
}
