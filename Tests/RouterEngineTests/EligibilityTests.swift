import RouterCore
import Testing

@testable import RouterEngine

@Suite("Eligibility")
struct EligibilityTests {
    private func codes(
        _ candidate: Candidate, promptTokens: Int = 10, _ change: (inout RoutingRequest) throws -> Void
    ) rethrows -> [String] {
        var request = RoutingRequest(prompt: "Hi")
        try change(&request)
        return Eligibility.exclusions(of: candidate, for: request, promptTokens: promptTokens).map(\.rawValue)
    }

    private func candidate(
        _ name: String = "lab/one", provider: String = "Lab", price: Price = .unknown, context: Int? = nil,
        apis: Set<UpstreamAPI>? = nil, privacy: PrivacyTerms = .unknown, quantization: String? = nil,
        capabilities: Capabilities? = nil, parameters: Set<String>? = nil
    ) -> Candidate {
        Candidate(
            id: CandidateID(name), provider: provider, upstreamModel: name, price: price, contextTokens: context,
            capabilities: capabilities, apis: apis, privacy: privacy, quantization: quantization,
            parameters: parameters)
    }

    @Test(
        "a candidate must take the kind of request, or chat completions where these can stand in",
        arguments: [
            (.messages, nil, []), (.messages, [.chatCompletions], []), (.responses, [.chatCompletions], []),
            (.responses, [.responses], []), (.messages, [.embeddings], ["api:messages"]),
            (.embeddings, [.chatCompletions], ["api:embeddings"]), (.embeddings, nil, []),
            (.chatCompletions, [.messages], ["api:chat_completions"]), (.completions, [.completions], []),
        ] as [(UpstreamAPI, Set<UpstreamAPI>?, [String])])
    func kind(api: UpstreamAPI, apis: Set<UpstreamAPI>?, expected: [String]) {
        #expect(codes(candidate(apis: apis)) { $0.needs.api = api } == expected)
    }

    @Test("the key's leave, the request's wish and its ban are codes of their own")
    func names() throws {
        let found = try codes(candidate()) {
            $0.constraints.permitted = [try CandidatePattern("other/*")]
            $0.constraints.allowed = [try CandidatePattern("*/two")]
            $0.constraints.excluded = [try CandidatePattern("LAB/*")]
        }
        #expect(found == ["key_permissions", "allowed_models", "excluded_models"])
        let opened = try codes(candidate()) {
            $0.constraints.permitted = [try CandidatePattern("other/*"), try CandidatePattern("lab/*")]
        }
        #expect(opened.isEmpty)
    }

    @Test(
        "prompt and requested reply must fit into the context, however large the wish",
        arguments: [(90, 10, true), (91, 10, false), (99, nil, true), (100, nil, false), (1, Int.max, false)])
    func context(promptTokens: Int, wanted: Int?, fits: Bool) {
        let found = codes(candidate(context: 100), promptTokens: promptTokens) { $0.needs.maxOutputTokens = wanted }
        #expect(found == (fits ? [] : ["context_length"]))
    }

    @Test(
        "only a price that is known to be nothing is free",
        arguments: [
            (.free, true), (.unknown, false), (Price(promptUSDPerMillion: 0, completionUSDPerMillion: nil), false),
            (Price(promptUSDPerMillion: 0, completionUSDPerMillion: 1), false),
            (Price(promptUSDPerMillion: 0, completionUSDPerMillion: 0, requestUSD: 0.1), false),
        ] as [(Price, Bool)])
    func free(price: Price, isFree: Bool) {
        #expect(codes(candidate(price: price)) { $0.constraints.requiresFree = true } == (isFree ? [] : ["free_only"]))
    }

    @Test(
        "a ceiling holds for its own part of the price, and what is unknown does not fit under it",
        arguments: [
            (PriceCeiling(promptUSDPerMillion: 2), true), (PriceCeiling(promptUSDPerMillion: 1.9), false),
            (PriceCeiling(completionUSDPerMillion: 100), false), (PriceCeiling(requestUSD: 1), false),
            (PriceCeiling(), true),
        ])
    func maxPrice(ceiling: PriceCeiling, fits: Bool) {
        let half = Price(promptUSDPerMillion: 2, completionUSDPerMillion: nil)
        let found = codes(candidate(price: half)) { $0.constraints.providers.maxPrice = ceiling }
        #expect(found == (fits ? [] : ["max_price"]))
        let whole = Price(promptUSDPerMillion: 1, completionUSDPerMillion: 1)
        #expect(codes(candidate(price: whole)) { $0.constraints.providers.maxPrice = ceiling }.isEmpty)
    }

    @Test("providers are compared without regard to case: only, ignore, and an order without fallbacks")
    func providers() {
        #expect(codes(candidate()) { $0.constraints.providers.only = ["other", "LAB"] }.isEmpty)
        #expect(codes(candidate()) { $0.constraints.providers.only = ["labs"] } == ["allowed_providers"])
        #expect(codes(candidate()) { $0.constraints.providers.ignore = ["lab"] } == ["ignored_providers"])
        #expect(codes(candidate()) { $0.constraints.providers.order = ["other"] }.isEmpty)
        let strict = codes(candidate()) {
            $0.constraints.providers.order = ["other"]
            $0.constraints.providers.allowsFallbacks = false
        }
        #expect(strict == ["allowed_providers"])
        #expect(codes(candidate()) { $0.constraints.providers.allowsFallbacks = false }.isEmpty)
    }

    @Test(
        "what a provider does with prompts must be known to be harmless where the client asks",
        arguments: [nil, true, false] as [Bool?])
    func privacy(fact: Bool?) {
        let one = candidate(privacy: PrivacyTerms(trainsOnPrompts: fact))
        let other = candidate(privacy: PrivacyTerms(retainsPrompts: fact))
        let isFine = fact == false
        #expect(
            codes(one) { $0.constraints.providers.deniesDataCollection = true }
                == (isFine ? [] : ["data_policy:training"]))
        #expect(
            codes(other) { $0.constraints.providers.requiresZeroRetention = true }
                == (isFine ? [] : ["data_policy:zdr"]))
        #expect(codes(one) { _ in }.isEmpty)
    }

    @Test(
        "a quantization that nobody knows is the word 'unknown'",
        arguments: [
            ("fp8", ["fp8", "bf16"], true), ("FP8", ["fp8"], true), ("fp8", ["bf16"], false), (nil, ["bf16"], false),
            (nil, ["unknown"], true),
        ] as [(String?, [String], Bool)])
    func quantization(own: String?, wanted: [String], fits: Bool) {
        let found = codes(candidate(quantization: own)) { $0.constraints.providers.quantizations = wanted }
        #expect(found == (fits ? [] : ["quantization"]))
    }

    @Test(
        "required parameters must be listed, or follow from the capabilities, or be plain ones",
        arguments: [
            (["temperature", "tools"], ["temperature"], nil, false), (["tools"], ["tools"], nil, true),
            (["max_tokens"], ["max_completion_tokens"], nil, true), (["seed"], [], nil, false),
            (["seed", "max_tokens", "stop"], nil, nil, true), (["top_k"], nil, nil, false),
            (["tools", "tool_choice"], nil, .tools, true), (["tools"], nil, .jsonSchema, false),
            (["response_format", "structured_outputs"], nil, .jsonSchema, true), (["reasoning"], nil, .reasoning, true),
            (["top_k"], nil, [.tools, .reasoning], false),
        ] as [([String], [String]?, Capabilities?, Bool)])
    func parameters(asked: [String], listed: [String]?, capabilities: Capabilities?, fits: Bool) {
        let candidate = candidate(capabilities: capabilities, parameters: listed.map { Set($0) })
        let found = codes(candidate) {
            $0.needs.parameters = Set(asked)
            $0.constraints.providers.requiresParameters = true
        }
        #expect(found == (fits ? [] : ["require_parameters"]))
        #expect(codes(candidate) { $0.needs.parameters = Set(asked) }.isEmpty, "nobody asked")
    }

    private func exclusions(
        _ names: [String], healthy: [Bool], costs: [Double?] = [], _ request: RoutingRequest
    ) throws -> [[String]] {
        let conditions = healthy.map { isHealthy in
            var condition = CandidateCondition()
            condition.isHealthy = isHealthy
            return condition
        }
        return Eligibility.exclusions(
            of: try CandidatePool(names.map { candidate($0) }), for: request, promptTokens: 1, conditions: conditions,
            cost: { costs[$0] }
        ).map { $0.map(\.rawValue) }
    }

    @Test("an unhealthy candidate is excluded, unless nobody else is left")
    func health() throws {
        var request = RoutingRequest(prompt: "Hi")
        #expect(try exclusions(["a", "b"], healthy: [false, true], request) == [["health"], []])
        #expect(try exclusions(["a", "b"], healthy: [false, false], request) == [[], []])
        request.constraints.excluded = [try CandidatePattern("b")]
        #expect(try exclusions(["a", "b"], healthy: [false, true], request) == [[], ["excluded_models"]])
        request.constraints.excluded.append(try CandidatePattern("a"))
        #expect(
            try exclusions(["a", "b"], healthy: [false, true], request)
                == [["excluded_models", "health"], ["excluded_models"]])
    }

    @Test("the cost tier is one among those that every other filter leaves")
    func costTier() throws {
        var request = RoutingRequest(prompt: "Hi")
        request.constraints.costTier = .low
        request.constraints.excluded = [try CandidatePattern("a")]
        let found = try exclusions(
            ["a", "b", "c", "d"], healthy: [true, false, true, true], costs: [1, 2, 3, 4], request)
        #expect(found == [["excluded_models"], ["health"], [], ["cost_tier"]])
    }
}
