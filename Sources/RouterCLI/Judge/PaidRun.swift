import RouterEngine

/// Runs jobs that cost money side by side, as far as a ceiling, a count of calls and the user allow.
struct PaidRun: Sendable {
    /// Why a run has ended.
    enum Ending: String, Sendable {
        /// Every job was done.
        case finished
        /// The next job might have exceeded the ceiling.
        case ceiling
        /// The user has asked for it.
        case interrupted
    }

    /// What is spent and kept.
    private(set) var ceiling: SpendCeiling
    /// Jobs that run at the same time, at least 1.
    let concurrency: Int
    /// Jobs that ended without their cost being known.
    private(set) var unknownCostCount = 0

    /// Nothing has run yet.
    ///
    /// - Precondition: at least one job may run.
    init(limitUSD: Double, concurrency: Int) {
        precondition(concurrency > 0, "\(concurrency) jobs at the same time are none")
        ceiling = SpendCeiling(limitUSD: limitUSD)
        self.concurrency = concurrency
    }

    /// Runs jobs until there are no more, or no more may begin; those that run are always waited for.
    ///
    /// - Parameters:
    ///   - next: the next job and what it costs at most, in USD; `nil` = there is none.
    ///   - isInterrupted: whether no further job is to begin.
    ///   - perform: does a job and says what it has cost, in USD, `nil` = unknown.
    ///   - ended: gets each result, in the order in which jobs end.
    /// - Returns: why no further job was begun.
    /// - Throws: what `next` and `perform` throw; running jobs are cancelled then.
    mutating func run<Job: Sendable, Result: Sendable>(
        next: () async throws -> (job: Job, mostUSD: Double)?, isInterrupted: () -> Bool,
        perform: @escaping @Sendable (Job) async throws -> (result: Result, costUSD: Double?),
        ended: (Result) -> Void
    ) async throws -> Ending {
        try await withThrowingTaskGroup(of: Done<Result>.self) { group in
            var waiting: (job: Job, mostUSD: Double)?
            var running = 0
            var ending = Ending.finished
            while true {
                if isInterrupted() {
                    ending = .interrupted
                    break
                }
                var hold: SpendCeiling.Hold?
                if running < concurrency {
                    if waiting == nil { waiting = try await next() }
                    guard let waiting else { break }
                    hold = ceiling.hold(waiting.mostUSD)
                }
                if let hold, let (job, _) = waiting {
                    waiting = nil
                    running += 1
                    group.addTask {
                        let (result, costUSD) = try await perform(job)
                        return Done(hold: hold, result: result, costUSD: costUSD)
                    }
                } else if let done = try await group.next() {
                    // With it there is room again, in the count or under the ceiling.
                    running -= 1
                    settle(done, ended)
                } else {
                    ending = .ceiling
                    break
                }
            }
            while let done = try await group.next() { settle(done, ended) }
            return ending
        }
    }

    private mutating func settle<Result>(_ done: Done<Result>, _ ended: (Result) -> Void) {
        ceiling.settle(done.hold, costUSD: done.costUSD)
        if done.costUSD == nil { unknownCostCount += 1 }
        ended(done.result)
    }
}

/// A job that has ended.
private struct Done<Result: Sendable>: Sendable {
    let hold: SpendCeiling.Hold
    let result: Result
    let costUSD: Double?
}
