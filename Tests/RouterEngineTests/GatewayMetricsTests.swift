import Foundation
import RouterCore
import Testing

@testable import RouterEngine

@Suite("Gateway metrics")
struct GatewayMetricsTests {
    private let metrics: GatewayMetrics
    private let ids: [CandidateID] = ["lab/small", "odd \"name\\\nwith all\"", "lab/large"]

    init() throws {
        metrics = GatewayMetrics(
            pool: try CandidatePool(ids.map { Candidate(id: $0, provider: "lab", upstreamModel: $0.rawValue) }),
            version: "1.2.3", startedAt: Date(timeIntervalSince1970: 1000))
    }

    private func decision(_ choice: Int, policy: String = "greedy", excluded: [ExclusionCode]) throws -> RoutingDecision
    {
        let estimate = Estimate(quality: 0.5, qualitySD: 0, basis: .mean, completionTokens: 1, costUSD: nil)
        return RoutingDecision(
            id: "gen-1", choice: ids[choice], propensity: try Propensity(1), policy: policy, bundle: "b",
            tradeoff: .balanced, seed: 1,
            candidates: ids.enumerated().map { place, id in
                CandidateVerdict(
                    candidate: id, estimate: estimate, utility: 0, probability: 0,
                    excludedBy: place == choice ? [] : excluded)
            },
            fallbackOrder: [ids[choice]],
            features: FeatureVector(
                schemaVersion: 1, surface: [], dense: [], hashed: .empty, promptTokens: 1,
                extent: ReadExtent(totalBytes: 1, readBytes: 1)))
    }

    private func text(circuits: [CircuitSnapshot] = []) -> String {
        metrics.text(logQueueDepth: 7, droppedLogEntryCount: 2, circuits: circuits, bundle: "own@1")
    }

    @Test("what happened is counted where it belongs, and the text is what Prometheus reads")
    func counts() throws {
        for _ in 0..<3 { metrics.requestBegan() }
        for isInUse in [true, false, true] { metrics.bundleChanged(isInUse: isInUse) }
        metrics.decided(try decision(0, excluded: [.lacks("tools"), .maxPrice]), seconds: 30e-6)
        metrics.attempted(
            0, .serverFault, firstTokenSeconds: nil, durationSeconds: 0.2, usage: TokenUsage(), costUSD: nil)
        metrics.attempted(
            1, .success, firstTokenSeconds: 0.3, durationSeconds: 2,
            usage: TokenUsage(
                promptTokens: 100, completionTokens: 20, cacheReadTokens: 40, cacheWriteTokens: 5, reasoningTokens: 8),
            costUSD: 0.25)
        metrics.attempted(
            2, .success, firstTokenSeconds: nil, durationSeconds: 2, usage: TokenUsage(), costUSD: nil)
        metrics.answered(1, isFallback: true)
        metrics.answered(2, isFallback: false)
        metrics.requestEnded(api: .responses, dialect: "openai", status: 200, durationSeconds: 2.2)
        metrics.requestEnded(api: .responses, dialect: "openai", status: 200, durationSeconds: 1)

        let parsed = try ExpositionParser(text())
        let odd = ids[1].rawValue
        let expected: [(String, [String: String], Double)] = [
            ("autorouter_bundle_info", ["bundle": "own@1"], 1),
            ("autorouter_bundle_changes_total", ["result": "swapped"], 2),
            ("autorouter_bundle_changes_total", ["result": "refused"], 1),
            ("autorouter_requests_total", ["api": "responses", "dialect": "openai", "status": "200"], 2),
            ("autorouter_decisions_total", ["model": "lab/small", "policy": "greedy"], 1),
            ("autorouter_exclusions_total", ["model": odd, "reason": "capability:tools"], 1),
            ("autorouter_exclusions_total", ["model": "lab/large", "reason": "max_price"], 1),
            ("autorouter_attempts_total", ["model": "lab/small", "result": "server_fault"], 1),
            ("autorouter_attempts_total", ["model": odd, "result": "success"], 1),
            ("autorouter_answers_total", ["model": odd], 1), ("autorouter_answers_total", ["model": "lab/large"], 1),
            ("autorouter_fallbacks_total", ["model": odd], 1),
            ("autorouter_tokens_total", ["model": odd, "kind": "prompt"], 100),
            ("autorouter_tokens_total", ["model": odd, "kind": "completion"], 20),
            ("autorouter_tokens_total", ["model": odd, "kind": "cache_read"], 40),
            ("autorouter_tokens_total", ["model": odd, "kind": "cache_write"], 5),
            ("autorouter_tokens_total", ["model": odd, "kind": "reasoning"], 8),
            ("autorouter_cost_usd_total", ["model": odd], 0.25),
            ("autorouter_unknown_cost_total", ["model": "lab/large"], 1),
            ("autorouter_requests_in_flight", [:], 1), ("autorouter_log_queue_depth", [:], 7),
            ("autorouter_log_dropped_total", [:], 2), ("autorouter_build_info", ["version": "1.2.3"], 1),
            ("process_start_time_seconds", [:], 1000), ("autorouter_decision_seconds_count", [:], 1),
            ("autorouter_first_token_seconds_sum", ["model": odd], 0.3),
            ("autorouter_upstream_duration_seconds_count", ["model": "lab/small"], 1),
            ("autorouter_request_duration_seconds_sum", [:], 3.2),
        ]
        for (name, labels, value) in expected { #expect(parsed.value(name, labels) == value, "\(name) \(labels)") }
        for absent in ["autorouter_fallbacks_total", "autorouter_answers_total", "autorouter_unknown_cost_total"] {
            #expect(parsed.value(absent, ["model": "lab/small"]) == nil)
        }
    }

    @Test("histograms are cumulative, end with +Inf, and count a bound into its own bucket")
    func histograms() throws {
        for seconds in [0.001, 0.005, 0.0051, 1, 299, 1000] {
            metrics.requestEnded(api: .messages, dialect: "openai", status: 200, durationSeconds: seconds)
        }
        metrics.requestEnded(api: .messages, dialect: "openai", status: 200, durationSeconds: .nan)
        let parsed = try ExpositionParser(text())
        let metric = try #require(parsed.metrics["autorouter_request_duration_seconds"])
        let buckets = metric.samples.filter { $0.name.hasSuffix("_bucket") }
        let bounds = try buckets.map { sample -> Double in
            let written = try #require(sample.labels["le"])
            return written == "+Inf" ? .infinity : try #require(Double(written))
        }
        #expect(bounds == bounds.sorted() && Set(bounds).count == bounds.count && bounds.last == .infinity)
        #expect(buckets.map(\.value) == buckets.map(\.value).sorted())
        let name = "autorouter_request_duration_seconds"
        for (bound, count) in [("0.005", 2.0), ("0.01", 3), ("0.5", 3), ("1.0", 4), ("120.0", 4), ("300.0", 5)] {
            #expect(parsed.value(name + "_bucket", ["le": bound]) == count, "le \(bound)")
        }
        #expect(parsed.value(name + "_bucket", ["le": "+Inf"]) == 6)
        #expect(parsed.value(name + "_count") == 6)
    }

    @Test("an upstream's circuit is in one state, and a candidate and a provider of one name stay apart")
    func circuits() throws {
        let parsed = try ExpositionParser(
            text(circuits: [
                CircuitSnapshot(subject: .candidate, name: "x", state: .halfOpen, failures: 5),
                CircuitSnapshot(subject: .provider, name: "x", state: .closed, failures: 0),
            ]))
        for (kind, state) in [("candidate", "half_open"), ("provider", "closed")] {
            for each in ["closed", "open", "half_open", "paused"] {
                #expect(
                    parsed.value("autorouter_circuit_state", ["upstream": "x", "kind": kind, "state": each])
                        == (each == state ? 1 : 0))
            }
        }
    }

    @Test("labels stay few: the words and statuses beyond a bound are counted together")
    func bounded() throws {
        for status in 100..<600 {
            for dialect in ["openai", "openrouter"] {
                metrics.requestEnded(api: .messages, dialect: dialect, status: status, durationSeconds: 1)
            }
        }
        for number in 0..<500 { metrics.decided(try decision(0, policy: "p\(number)", excluded: []), seconds: 1e-5) }
        let parsed = try ExpositionParser(text())
        let requests = try #require(parsed.metrics["autorouter_requests_total"]?.samples)
        #expect(requests.count <= 256 + 30)
        #expect(requests.reduce(0) { $0 + $1.value } == 1000)
        let decisions = try #require(parsed.metrics["autorouter_decisions_total"]?.samples)
        #expect(decisions.count == 49)
        #expect(decisions.reduce(0) { $0 + $1.value } == 500)
    }

    @Test("nothing is lost when many count at once")
    func concurrent() async throws {
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<4 {
                group.addTask { [metrics] in
                    for _ in 0..<500 {
                        metrics.requestBegan()
                        metrics.answered(0, isFallback: false)
                        metrics.requestEnded(api: .messages, dialect: "openai", status: 200, durationSeconds: 1)
                    }
                }
            }
        }
        let parsed = try ExpositionParser(text())
        #expect(parsed.value("autorouter_answers_total", ["model": "lab/small"]) == 2000)
        #expect(parsed.value("autorouter_requests_in_flight") == 0)
        #expect(parsed.value("autorouter_request_duration_seconds_sum") == 2000)
    }
}
