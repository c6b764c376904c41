import Dispatch
import RouterCore
import RouterEngine
import Synchronization

/// Times decisions over a set of prompts.
struct DecisionBenchmark {
    /// What was measured on one set of prompts.
    struct Row {
        /// What the prompts are.
        let label: String
        /// Mean length of a prompt in UTF-8 bytes.
        let meanBytes: Double
        let latency: LatencySummary
        /// One pass of the reference hash over the same prompts.
        let reference: LatencySummary
        /// Decisions a second on one thread and on two.
        let perSecond: (one: Double, two: Double)
        /// Heap objects a decision, in the mean; `nil` = cannot be counted.
        var allocations: Double?
    }

    let maker: DecisionMaker
    /// Most timed decisions of a row.
    let iterations: Int
    /// Time for a row: half of it for latencies, a quarter each for the two throughputs.
    let secondsPerSample: Double

    /// Measures everything but allocations, whose counting would slow what comes after it.
    ///
    /// - Throws: what the decision maker throws, for instance if no candidate is eligible.
    func time(_ sample: BenchPrompts.Sample) throws -> Row {
        _ = try decide(sample, from: 0, until: Self.now + 1_000_000_000, atMost: min(200, iterations))
        let (latency, reference) = try latencies(sample)
        let bytes = sample.requests.reduce(0) { $0 + $1.turns.reduce(0) { $0 + $1.text.utf8.count } }
        return Row(
            label: sample.label, meanBytes: Double(bytes) / Double(sample.requests.count), latency: latency,
            reference: reference,
            perSecond: (one: try throughput(sample, threads: 1), two: try throughput(sample, threads: 2)))
    }

    /// Heap objects that one decision allocates, in the mean over the prompts; `nil` = cannot be counted.
    func allocations(_ sample: BenchPrompts.Sample) throws -> Double? {
        var decided = 0
        let objects = try AllocationCount.during {
            decided = try decide(
                sample, from: 0, until: Self.now + 1_000_000_000, atMost: min(iterations, sample.requests.count))
        }
        return objects.map { Double($0) / Double(max(1, decided)) }
    }

    private func latencies(_ sample: BenchPrompts.Sample) throws -> (LatencySummary, LatencySummary) {
        var (decisions, references): ([UInt64], [UInt64]) = ([], [])
        var checksum: UInt64 = 0
        let deadline = deadline(shareOfSeconds: 0.5)
        repeat {
            let request = sample.requests[decisions.count % sample.requests.count]
            let start = Self.now
            let decision = try maker.decide(request, id: "bench", seed: UInt64(decisions.count))
            let middle = Self.now
            for turn in request.turns { checksum &+= ReferenceHash.fnv1a(turn.text) }
            let end = Self.now
            checksum &+= UInt64(decision.features.promptTokens)
            decisions.append(middle - start)
            references.append(end - middle)
        } while decisions.count < iterations && Self.now < deadline
        // The checksum is used, so that no compiler may leave out what made it.
        withExtendedLifetime(checksum) {}
        return (LatencySummary(nanoseconds: decisions), LatencySummary(nanoseconds: references))
    }

    private func throughput(_ sample: BenchPrompts.Sample, threads: Int) throws -> Double {
        let (start, deadline) = (Self.now, deadline(shareOfSeconds: 0.25))
        let outcome = Mutex(Result<Int, any Error>.success(0))
        DispatchQueue.concurrentPerform(iterations: threads) { thread in
            let first = thread * sample.requests.count / threads
            let own = Result { try decide(sample, from: first, until: deadline, atMost: .max) }
            outcome.withLock { all in all = Result { try all.get() + own.get() } }
        }
        let decided = try outcome.withLock { try $0.get() }
        return Double(decided) / (Double(Self.now - start) / 1e9)
    }

    /// Decides for one prompt after the other and returns how many decisions there were.
    private func decide(
        _ sample: BenchPrompts.Sample, from first: Int, until deadline: UInt64, atMost limit: Int
    ) throws -> Int {
        var count = 0
        while count < limit, Self.now < deadline {
            let request = sample.requests[(first + count) % sample.requests.count]
            _ = try maker.decide(request, id: "bench", seed: UInt64(count))
            count += 1
        }
        return count
    }

    private func deadline(shareOfSeconds share: Double) -> UInt64 {
        Self.now + UInt64(secondsPerSample * share * 1e9)
    }

    private static var now: UInt64 { DispatchTime.now().uptimeNanoseconds }
}
