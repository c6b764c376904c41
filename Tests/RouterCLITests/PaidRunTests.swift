import RouterCore
import RouterEngine
import Synchronization
import Testing

@testable import RouterCLI

@Suite("Paid runs", .timeLimit(.minutes(5)))
struct PaidRunTests {
    /// Runs jobs of given costs and estimates; returns the run, its ending and how many were done.
    private func run(
        _ jobs: [(mostUSD: Double, costUSD: Double?)], limitUSD: Double, concurrency: Int = 3,
        isInterrupted: () -> Bool = { false }
    ) async throws -> (run: PaidRun, ending: PaidRun.Ending, done: Int) {
        var (run, rest, done) = (PaidRun(limitUSD: limitUSD, concurrency: concurrency), jobs[...], 0)
        let ending = try await run.run(
            next: { rest.popFirst().map { (job: $0.costUSD, mostUSD: $0.mostUSD) } }, isInterrupted: isInterrupted,
            perform: { (result: true, costUSD: $0) }
        ) { _ in done += 1 }
        return (run, ending, done)
    }

    @Test("all jobs are done where the ceiling allows it")
    func finishes() async throws {
        let result = try await run(Array(repeating: (0.1, 0.05), count: 8), limitUSD: 1)
        #expect(result.ending == .finished && result.done == 8)
        #expect(abs(result.run.ceiling.spentUSD - 0.4) < 1e-12)
    }

    @Test("a run stops before its ceiling, having used what jobs under way gave back", arguments: [1, 2, 7])
    func stops(concurrency: Int) async throws {
        let result = try await run(
            Array(repeating: (0.3, 0.1), count: 20), limitUSD: 1, concurrency: concurrency)
        // The eighth job would begin with 0.7 spent and hold 0.3; the ninth with 0.8.
        #expect(result.ending == .ceiling && (7...8).contains(result.done))
        #expect(result.run.ceiling.spentUSD <= 1)
    }

    @Test("whatever jobs cost up to their estimates, no ceiling is exceeded", arguments: 0..<10)
    func neverExceeded(seed: Int) async throws {
        var random = SplitMix64(seed: UInt64(seed))
        let jobs = (0..<300).map { _ -> (mostUSD: Double, costUSD: Double?) in
            let most = random.nextUnit() / 10
            return (most, random.next() & 7 == 0 ? nil : most * random.nextUnit())
        }
        let result = try await run(jobs, limitUSD: 1, concurrency: 1 + seed)
        #expect(result.run.ceiling.spentUSD <= 1 + 1e-9, "seed \(seed)")
        #expect(result.ending == .ceiling, "seed \(seed)")
    }

    @Test("a job of unknown cost counts at its estimate, and is counted")
    func unknownCosts() async throws {
        let result = try await run([(0.2, nil), (0.2, 0.1)], limitUSD: 1)
        #expect(abs(result.run.ceiling.spentUSD - 0.3) < 1e-12)
        #expect(result.run.unknownCostCount == 1)
    }

    @Test("an interrupted run begins no further job and keeps what was done")
    func interruption() async throws {
        let asked = Atomic(0)
        let result = try await run(Array(repeating: (0, 0), count: 9), limitUSD: 1, concurrency: 1) {
            asked.add(1, ordering: .relaxed).newValue > 4
        }
        #expect(result.ending == .interrupted && (1...4).contains(result.done))
    }

    @Test("never more jobs run at the same time than allowed")
    func concurrency() async throws {
        let running = Atomic(0)
        let most = Atomic(0)
        var (run, rest) = (PaidRun(limitUSD: 1, concurrency: 3), 50)
        _ = try await run.run(
            next: {
                rest -= 1
                return rest < 0 ? nil : (job: (), mostUSD: 0)
            }, isInterrupted: { false },
            perform: { _ in
                most.max(running.add(1, ordering: .relaxed).newValue, ordering: .relaxed)
                await Task.yield()
                running.subtract(1, ordering: .relaxed)
                return (result: (), costUSD: 0)
            }
        ) { _ in }
        #expect((1...3).contains(most.load(ordering: .relaxed)))
    }

    @Test("a plan adds up what jobs cost at most and how many the ceiling pays for")
    func plan() async throws {
        var rest = [0.4, 0.4, 0.4][...]
        let plan = try await JudgePlan({ rest.popFirst().map { (job: 0, mostUSD: $0) } }, limitUSD: 1)
        #expect(plan.count == 3 && plan.coveredCount == 2 && abs(plan.mostUSD - 1.2) < 1e-12)
    }
}
