import Foundation
import RouterCore
import RouterWire

/// A decision between two candidates, the first of which has failed.
enum LoggedDecisionFixture {
    static func pool() throws -> CandidatePool {
        try CandidatePool([
            Candidate(id: "lab/big", provider: "lab", upstreamModel: "big"),
            Candidate(id: "home/small", provider: "home", upstreamModel: "small"),
        ])
    }

    static func decision() throws -> RoutingDecision {
        let estimate = Estimate(quality: 0.75, qualitySD: 0.1, basis: .mean, completionTokens: 10, costUSD: nil)
        return RoutingDecision(
            id: "gen-1", choice: "lab/big", propensity: try Propensity(0.5), policy: "greedy", bundle: "b@1",
            tradeoff: try Tradeoff(5), seed: 1,
            candidates: [
                CandidateVerdict(candidate: "lab/big", estimate: estimate, utility: 1, probability: 0.5),
                CandidateVerdict(
                    candidate: "home/small", estimate: estimate, utility: 0.5, probability: 0.5,
                    switchCostUSD: 0.012345678),
            ], fallbackOrder: ["lab/big", "home/small"],
            features: FeatureVector(
                schemaVersion: 1, surface: [], hashed: .empty, promptTokens: 9,
                extent: ReadExtent(totalBytes: 9, readBytes: 9)))
    }

    static func logged(prompt: String? = nil, costUSD: Double? = 0.25) throws -> LoggedDecision {
        let start = Date(timeIntervalSince1970: 1_763_800_000.25)
        return LoggedDecision(
            decision: try decision(),
            context: DecisionContext(
                madeAt: start, requestedModel: "auto", isStreamed: true, prompt: prompt, session: "s",
                clientKey: "laptop"),
            attempts: [
                Attempt(
                    decisionID: "gen-1", index: 0, candidate: "lab/big", startedAt: start, httpStatus: 503,
                    failure: "upstream_status", timeToFirstTokenSeconds: nil, durationSeconds: 0.5,
                    usage: TokenUsage(), costUSD: nil, finishReason: nil),
                Attempt(
                    decisionID: "gen-1", index: 1, candidate: "home/small",
                    startedAt: start.addingTimeInterval(0.5), httpStatus: 200, failure: nil,
                    timeToFirstTokenSeconds: 0.25, durationSeconds: 1.5,
                    usage: TokenUsage(
                        promptTokens: 9, completionTokens: 4, cacheReadTokens: 3, reasoningTokens: 2),
                    costUSD: costUSD, finishReason: "stop"),
            ],
            outcomes: [
                Outcome(
                    decisionID: "gen-1", kind: "answered", value: 1, source: "router", detail: "stop",
                    observedAt: start.addingTimeInterval(2))
            ])
    }
}
