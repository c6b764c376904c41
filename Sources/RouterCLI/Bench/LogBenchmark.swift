import Foundation
import Logging
import RouterCore
import RouterEngine
import RouterOutcomeLog

/// Appends decisions to a log on a schedule and measures what that costs.
struct LogBenchmark {
    let maker: DecisionMaker
    /// Decisions a second.
    let rate: Int
    let seconds: Double
    /// The file; it does not exist.
    let path: String

    /// What the appending thread measured.
    private struct Course: Sendable {
        /// Nanoseconds of the calls of each decision.
        var appends: [UInt64] = []
        /// Nanoseconds from its time on the schedule to the end of the calls.
        var delays: [UInt64] = []
        var maxDepth = 0
        /// Wall time in seconds.
        var elapsedSeconds = 0.0
        /// Processor time of the thread beside the calls, in seconds.
        var ownSeconds = 0.0
    }

    /// Measures; the file stays.
    ///
    /// - Throws: what the log throws, or the decision maker if no candidate is eligible.
    func run() async throws -> LogBenchResult {
        let sample = BenchPrompts.sample(byteCount: 500)
        let decisions = try sample.requests.enumerated().map { number, request in
            try maker.decide(request, id: "bench", seed: UInt64(number))
        }
        let log = try await OutcomeLog.open(
            OutcomeLogConfiguration(path: path), logger: .program(level: .warning))
        let before = Self.processorSeconds(CLOCK_PROCESS_CPUTIME_ID)
        let course = await withCheckedContinuation { continuation in
            // A thread of its own: the pace is kept by sleeping, which no shared thread may do.
            let thread = Thread { continuation.resume(returning: append(decisions, to: log)) }
            thread.stackSize = 1 << 20
            thread.start()
        }
        let drainStart = Self.now
        try await log.flush()
        let drainSeconds = Double(Self.now - drainStart) / 1e9
        let processorSeconds = Self.processorSeconds(CLOCK_PROCESS_CPUTIME_ID) - before - course.ownSeconds
        let statistics = try await log.reader.statistics()
        let readStart = Self.now
        let reading = try await log.reader.forEachLearningRecord { _ in }
        let readSeconds = Double(Self.now - readStart) / 1e9
        let result = LogBenchResult(
            rate: rate, candidateCount: maker.pool.candidates.count,
            hashedCount: decisions.reduce(0) { $0 + $1.features.hashed.indices.count } / decisions.count,
            appendedCount: course.appends.count, loggedCount: statistics.decisionCount,
            droppedCount: log.droppedEntryCount, elapsedSeconds: course.elapsedSeconds, drainSeconds: drainSeconds,
            append: LatencySummary(nanoseconds: course.appends),
            maxAppendMicroseconds: Double(course.appends.max() ?? 0) / 1000,
            delay: LatencySummary(nanoseconds: course.delays), maxQueueDepth: course.maxDepth,
            processorMicroseconds: processorSeconds / Double(course.appends.count) * 1e6,
            readMicroseconds: readSeconds / Double(max(1, reading.recordCount)) * 1e6, fileBytes: statistics.fileBytes)
        try await log.close()
        return result
    }

    private func append(_ decisions: [RoutingDecision], to log: OutcomeLog) -> Course {
        let count = max(1, Int(Double(rate) * seconds))
        var course = Course()
        course.appends.reserveCapacity(count)
        course.delays.reserveCapacity(count)
        let own = Self.processorSeconds(CLOCK_THREAD_CPUTIME_ID)
        let start = Self.now
        for number in 0..<count {
            let due = start + UInt64(Double(number) / Double(rate) * 1e9)
            // Sleeps of a millisecond, after which all that is due goes out at once, as requests do.
            while Self.now < due { usleep(1000) }
            let entries = Self.entries(decisions[number % decisions.count], number: number)
            let begin = Self.now
            for entry in entries { log.append(entry) }
            let end = Self.now
            course.appends.append(end - begin)
            course.delays.append(end - due)
            if number.isMultiple(of: 64) { course.maxDepth = max(course.maxDepth, log.queueDepth) }
        }
        course.elapsedSeconds = Double(Self.now - start) / 1e9
        let appendSeconds = course.appends.reduce(0) { $0 + Double($1) } / 1e9
        course.ownSeconds = max(0, Self.processorSeconds(CLOCK_THREAD_CPUTIME_ID) - own - appendSeconds)
        return course
    }

    /// What a server logs of one request, under a name of its own.
    private static func entries(_ decision: RoutingDecision, number: Int) -> [LogEntry] {
        let now = Date()
        let id = "gen-\(Int(now.timeIntervalSince1970))-\(number)"
        return [
            .decision(
                RoutingDecision(
                    id: id, choice: decision.choice, propensity: decision.propensity, policy: decision.policy,
                    bundle: decision.bundle, tradeoff: decision.tradeoff, seed: UInt64(number),
                    candidates: decision.candidates, fallbackOrder: decision.fallbackOrder,
                    features: decision.features),
                DecisionContext(
                    madeAt: now, requestedModel: "auto", isStreamed: false, session: "session-\(number % 997)",
                    clientKey: "key-\(number % 7)")),
            .attempt(
                Attempt(
                    decisionID: id, index: 0, candidate: decision.choice, startedAt: now, httpStatus: 200,
                    failure: nil, timeToFirstTokenSeconds: 0.25, durationSeconds: 1.5,
                    usage: TokenUsage(
                        promptTokens: decision.features.promptTokens, completionTokens: 200 + number % 100,
                        cacheReadTokens: 0),
                    costUSD: 0.00025, finishReason: "stop")),
            .outcome(
                Outcome(
                    decisionID: id, kind: SignalKind.answered.rawValue, value: 1, source: "router", detail: "stop",
                    observedAt: now)),
        ]
    }

    private static var now: UInt64 { DispatchTime.now().uptimeNanoseconds }

    private static func processorSeconds(_ clock: clockid_t) -> Double {
        var time = timespec()
        clock_gettime(clock, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }
}
