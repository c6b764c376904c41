import Foundation
package import RouterCore

/// Decisions, attempts and outcomes like those of a server, made from a seed.
package struct LogFixtures {
    private var random: SplitMix64
    private let pool: [CandidateID]
    private let hashedCount: Int
    private let denseCount: Int
    /// The number of the next decision.
    private var number = 0

    /// Starts the sequence of a seed.
    ///
    /// - Parameters:
    ///   - seed: the same seed gives the same values.
    ///   - candidateCount: the size of the pool, at least 1.
    ///   - hashedCount: pairs of the hashed block.
    ///   - denseCount: width of the dense block.
    package init(seed: UInt64, candidateCount: Int = 4, hashedCount: Int = 40, denseCount: Int = 0) {
        random = SplitMix64(seed: seed)
        pool = (0..<candidateCount).map { CandidateID("lab-\($0 % 3)/model-\($0)") }
        self.hashedCount = hashedCount
        self.denseCount = denseCount
    }

    /// The next decision, made a second after the one before.
    ///
    /// - Parameter id: its name; `nil` = one of its own.
    /// - Returns: a decision whose parts fit each other.
    package mutating func decision(id: String? = nil) -> RoutingDecision {
        number += 1
        let excludedPosition = pool.count > 1 && number.isMultiple(of: 3) ? pool.count - 1 : nil
        let choice = Int(random.next() % UInt64(max(1, pool.count - 1)))
        let verdicts = pool.enumerated().map { position, candidate in
            CandidateVerdict(
                candidate: candidate,
                estimate: Estimate(
                    quality: random.nextUnit(), qualitySD: random.nextUnit() / 10,
                    basis: Estimate.Basis.allCases[position % Estimate.Basis.allCases.count],
                    completionTokens: 400 * random.nextUnit(),
                    costUSD: position == 1 ? nil : random.nextUnit() / 1000,
                    latencySeconds: number.isMultiple(of: 2) ? nil : 3 * random.nextUnit()),
                utility: random.nextUnit() - 0.5, probability: position == choice ? 0.95 : 0.05 / Double(pool.count),
                excludedBy: position == excludedPosition ? [.contextLength, .lacks("tools")] : [],
                switchCostUSD: number.isMultiple(of: 4) && position != 0 ? random.nextUnit() / 1000 : nil)
        }
        let order = [pool[choice]] + pool.filter { $0 != pool[choice] } + ["elsewhere/named-by-client"]
        return RoutingDecision(
            id: id ?? "gen-\(1_763_800_000 + number)-\(String(random.next(), radix: 36))", choice: pool[choice],
            propensity: (try? Propensity(0.95)) ?? .certain, policy: "epsilon_greedy(0.05)",
            bundle: "default-v1 sha256:0c5d", tradeoff: .balanced, seed: random.next(), candidates: verdicts,
            fallbackOrder: order, features: features(),
            degradedBy: number.isMultiple(of: 7) ? "bundle_unreadable" : nil)
    }

    /// How the decision was asked for.
    package mutating func context(prompt: String? = nil) -> DecisionContext {
        DecisionContext(
            madeAt: Date(timeIntervalSince1970: 1_763_800_000 + Double(number)), requestedModel: "auto",
            isStreamed: number.isMultiple(of: 2), prompt: prompt,
            api: UpstreamAPI.allCases[number % UpstreamAPI.allCases.count],
            session: number.isMultiple(of: 2) ? "session-\(number % 16)" : nil,
            clientKey: number.isMultiple(of: 3) ? nil : "key-\(number % 3)")
    }

    /// An attempt for the decision: one that answered, or one that failed in a way that rarely or never answers.
    package mutating func attempt(
        for decision: RoutingDecision, index: Int = 0, failure: String? = nil
    ) -> Attempt {
        let hasAnswered = failure == nil
        return Attempt(
            decisionID: decision.id, index: index, candidate: decision.fallbackOrder[index],
            startedAt: Date(timeIntervalSince1970: 1_763_800_000 + Double(number) + Double(index) / 8),
            httpStatus: hasAnswered ? 200 : nil, failure: failure,
            timeToFirstTokenSeconds: hasAnswered ? random.nextUnit() : nil, durationSeconds: 4 * random.nextUnit(),
            usage: hasAnswered
                ? TokenUsage(promptTokens: 212, completionTokens: Int(random.next() % 900), cacheReadTokens: 0)
                : TokenUsage(),
            costUSD: hasAnswered ? random.nextUnit() / 500 : nil, finishReason: hasAnswered ? "stop" : nil)
    }

    /// What the router itself saw of the decision.
    package mutating func outcome(for decision: RoutingDecision, value: Double = 1) -> Outcome {
        Outcome(
            decisionID: decision.id, kind: "answered", value: value, source: "router",
            detail: number.isMultiple(of: 2) ? "stop" : nil,
            observedAt: Date(timeIntervalSince1970: 1_763_800_004 + Double(number)))
    }

    /// One decision, its attempt and its outcome.
    package mutating func triple() -> [LogEntry] {
        let decision = decision()
        return [
            .decision(decision, context()), .attempt(attempt(for: decision)), .outcome(outcome(for: decision)),
        ]
    }

    /// Features as the extractor makes them: buckets spread evenly, most n-grams seen once.
    private mutating func features() -> FeatureVector {
        var buckets: Set<UInt32> = []
        while buckets.count < hashedCount { buckets.insert(UInt32(random.next() % (1 << 17))) }
        let values = buckets.map { _ in
            Float(1 + log(Double(1 + random.next().leadingZeroBitCount / 3)))
        }
        return FeatureVector(
            schemaVersion: 1, surface: (0..<28).map { _ in Float(random.nextUnit()) },
            dense: (0..<denseCount).map { _ in Float(random.nextUnit() - 0.5) },
            hashed: SparseVector(indices: buckets.sorted(), values: values), promptTokens: 212,
            extent: ReadExtent(totalBytes: 848, readBytes: number.isMultiple(of: 5) ? 512 : 848))
    }
}
