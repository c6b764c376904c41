import RouterCore

/// Everything that the gateway counts, by the candidates' places in the pool; a pure value.
struct GatewayCounts: Sendable {
    /// What requests are told apart by.
    struct RequestKind: Sendable, Hashable {
        let api: UpstreamAPI
        let dialect: String
        let status: Int
    }

    /// Kinds of tokens, in the order of ``tokens``.
    static let tokenKinds = ["prompt", "completion", "cache_read", "cache_write", "reasoning"]
    /// The most kinds of requests that are told apart; beyond it, statuses are counted by their hundreds.
    private static let requestKindLimit = 256

    private static let secondBounds = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300]
    private static let decisionBounds = [1e-5, 2.5e-5, 5e-5, 1e-4, 2.5e-4, 5e-4, 1e-3, 2.5e-3, 5e-3, 0.01, 0.1]

    private(set) var requests: [RequestKind: Int] = [:]
    private(set) var decisions: [WordCounts]
    private(set) var exclusions: [WordCounts]
    /// Decisions that chose a candidate in order to learn.
    private(set) var explorations: [Int]
    private(set) var signals: [WordCounts]
    private(set) var feedback = Histogram(bounds: [0, 0.25, 0.5, 0.75, 1])
    private(set) var answers: [Int]
    private(set) var fallbacks: [Int]
    private(set) var unknownCosts: [Int]
    private(set) var costUSD: [Double]
    /// Shape (candidates, kinds of results).
    private(set) var attempts: [Int]
    /// Shape (candidates, kinds of tokens).
    private(set) var tokens: [Int]
    private(set) var requestSeconds = Histogram(bounds: secondBounds)
    private(set) var decisionSeconds = Histogram(bounds: decisionBounds)
    private(set) var firstTokenSeconds: Histogram
    private(set) var upstreamSeconds: Histogram

    /// Nothing is counted.
    init(candidateCount count: Int) {
        decisions = Array(repeating: WordCounts(), count: count)
        exclusions = decisions
        signals = decisions
        answers = Array(repeating: 0, count: count)
        fallbacks = answers
        explorations = answers
        unknownCosts = answers
        costUSD = Array(repeating: 0, count: count)
        attempts = Array(repeating: 0, count: count * CallResult.Kind.allCases.count)
        tokens = Array(repeating: 0, count: count * Self.tokenKinds.count)
        firstTokenSeconds = Histogram(bounds: Self.secondBounds, seriesCount: count)
        upstreamSeconds = Histogram(bounds: Self.secondBounds, seriesCount: count)
    }

    mutating func addDecision(_ decision: RoutingDecision, choice: Int, seconds: Double) {
        decisionSeconds.add(seconds)
        decisions[choice].add(decision.policy)
        if decision.isExploratory { explorations[choice] += 1 }
        for (place, verdict) in decision.candidates.enumerated() where !verdict.excludedBy.isEmpty {
            for code in verdict.excludedBy { exclusions[place].add(code.rawValue) }
        }
    }

    mutating func addAttempt(
        _ place: Int, _ result: CallResult.Kind, firstTokenSeconds first: Double?, durationSeconds: Double,
        usage: TokenUsage, costUSD cost: Double?
    ) {
        attempts[place * CallResult.Kind.allCases.count + result.rawValue] += 1
        upstreamSeconds.add(durationSeconds, series: place)
        if let first { firstTokenSeconds.add(first, series: place) }
        let base = place * Self.tokenKinds.count
        tokens[base] += max(0, usage.promptTokens ?? 0)
        tokens[base + 1] += max(0, usage.completionTokens ?? 0)
        tokens[base + 2] += max(0, usage.cacheReadTokens ?? 0)
        tokens[base + 3] += max(0, usage.cacheWriteTokens ?? 0)
        tokens[base + 4] += max(0, usage.reasoningTokens ?? 0)
        if let cost, cost > 0, cost.isFinite { costUSD[place] += cost }
        if cost == nil, result == .success { unknownCosts[place] += 1 }
    }

    mutating func addSignal(_ place: Int, _ kind: SignalKind) { signals[place].add(kind.rawValue) }

    mutating func addFeedback(_ value: Double) { feedback.add(value) }

    mutating func addAnswer(_ place: Int, isFallback: Bool) {
        answers[place] += 1
        if isFallback { fallbacks[place] += 1 }
    }

    mutating func addRequest(_ kind: RequestKind, seconds: Double) {
        requestSeconds.add(seconds)
        guard requests[kind] == nil, requests.count >= Self.requestKindLimit else {
            requests[kind, default: 0] += 1
            return
        }
        let status = min(max(kind.status / 100, 0), 5) * 100
        requests[RequestKind(api: kind.api, dialect: WordCounts.overflow, status: status), default: 0] += 1
    }
}
