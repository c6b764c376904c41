import RouterCore
import RouterWire
import Testing

@Suite("Decision on the wire")
struct DecisionJSONTests {
    private func decision(degradedBy: String? = nil) throws -> RoutingDecision {
        let verdicts = [
            CandidateVerdict(
                candidate: "openai/gpt-5-mini",
                estimate: Estimate(
                    quality: 0.812345678, qualitySD: 0.0123456, basis: .ownHead, completionTokens: 123.456,
                    costUSD: 0.00041234567,
                    latencySeconds: 0.84123), utility: 0.80822222222, probability: 1.0 / 3),
            CandidateVerdict(
                candidate: "lab/\"small\"",
                estimate: Estimate(quality: 0.5, qualitySD: 0.1, basis: .price, completionTokens: 100, costUSD: nil),
                utility: -.infinity, probability: 0, excludedBy: [.contextLength, .lacks("tools")]),
        ]
        return RoutingDecision(
            id: "q\n1", choice: "openai/gpt-5-mini", propensity: try Propensity(1.0 / 3),
            policy: "epsilon_greedy(0.05)",
            bundle: "default-v1@abc", tradeoff: try Tradeoff(2.5), seed: .max, candidates: verdicts,
            fallbackOrder: ["openai/gpt-5-mini", "lab/\"small\""],
            features: FeatureVector(
                schemaVersion: 1, surface: [], hashed: .empty, promptTokens: 212,
                extent: ReadExtent(totalBytes: 9, readBytes: 9)),
            degradedBy: degradedBy)
    }

    private func written(_ decision: RoutingDecision) throws -> JSONValue {
        var json = JSONWriter()
        DecisionJSON.write(decision, to: &json)
        return try JSONDocument(json.bytes).root
    }

    private func keys(_ value: JSONValue?) -> [String?] { value?.members.map { $0.key.string } ?? [] }

    @Test("a decision reads back with the values that it has")
    func decisionMembers() throws {
        let root = try written(decision())
        #expect(
            keys(root) == [
                "id", "model", "propensity", "policy", "bundle", "tradeoff", "seed", "prompt_tokens", "fallbacks",
                "candidates",
            ])
        #expect(root["id"]?.string == "q\n1")
        #expect(root["model"]?.string == "openai/gpt-5-mini")
        #expect(root["propensity"]?.double == 0.333333333)
        #expect(root["policy"]?.string == "epsilon_greedy(0.05)")
        #expect(root["bundle"]?.string == "default-v1@abc")
        #expect(root["tradeoff"]?.double == 2.5)
        // A seed has 64 bits, more than the numbers of most JSON readers.
        #expect(root["seed"]?.string == "18446744073709551615")
        #expect(root["prompt_tokens"]?.int == 212)
        #expect(root["fallbacks"]?.elements.map(\.string) == ["lab/\"small\""])
    }

    @Test("an eligible candidate has its estimates, rounded to what they are worth, and no exclusion")
    func eligible() throws {
        let candidate = try #require(try written(decision())["candidates"]?.elements.first)
        #expect(
            keys(candidate) == [
                "model", "quality", "quality_sd", "basis", "completion_tokens", "cost_usd", "latency_ms", "utility",
                "probability",
            ])
        #expect(candidate["model"]?.string == "openai/gpt-5-mini")
        #expect(candidate["quality"]?.double == 0.8123457)
        #expect(candidate["quality_sd"]?.double == 0.01235)
        #expect(candidate["basis"]?.string == "own")
        #expect(candidate["completion_tokens"]?.double == 123.5)
        #expect(candidate["cost_usd"]?.double == 0.000412346)
        #expect(candidate["latency_ms"]?.double == 841.2)
        #expect(candidate["utility"]?.double == 0.8082222)
        #expect(candidate["probability"]?.double == 0.333333333)
    }

    @Test("an excluded candidate says why, and what is unknown is null")
    func excluded() throws {
        let candidate = try #require(try written(decision())["candidates"]?.elements.last)
        #expect(candidate["model"]?.string == "lab/\"small\"")
        #expect(candidate["excluded_by"]?.elements.map(\.string) == ["context_length", "capability:tools"])
        #expect(candidate["cost_usd"]?.isNull == true)
        #expect(candidate["latency_ms"]?.isNull == true)
        #expect(candidate["utility"]?.isNull == true)
        #expect(candidate["probability"]?.int == 0)
    }

    @Test("a degraded decision says so, others do not")
    func degraded() throws {
        #expect(try written(decision())["degraded_by"] == nil)
        #expect(try written(decision(degradedBy: "bundle_unreadable"))["degraded_by"]?.string == "bundle_unreadable")
    }
}
