import RouterCore
import RouterEngine
import Testing

@Suite("Decision maker")
struct DecisionMakerTests {
    private func maker(_ candidates: [Candidate], tradeoff: Double = 5) throws -> DecisionMaker {
        DecisionMaker(
            model: SmallModel.model, bundleID: "small@0", pool: try CandidatePool(candidates),
            tradeoff: try Tradeoff(tradeoff))
    }

    private var priced: [Candidate] {
        [
            SmallModel.candidate("weak", usdPerMillion: 1), SmallModel.candidate("middle", usdPerMillion: 10),
            SmallModel.candidate("strong", usdPerMillion: 1000),
        ]
    }

    @Test(
        "the dial moves the choice from the best to the cheapest",
        arguments: [(0.0, "strong"), (2, "strong"), (5, "middle"), (10, "weak")])
    func dialMovesChoice(dial: Double, expected: String) throws {
        let decision = try maker(priced, tradeoff: dial).decide(RoutingRequest(prompt: "Hi"), id: "a", seed: 1)
        #expect(decision.choice == CandidateID(expected))
        #expect(decision.propensity == .certain)
        #expect(abs(decision.candidates.map(\.probability).reduce(0, +) - 1) < 1e-12)
        #expect(decision.fallbackOrder.first == decision.choice)
        #expect(Set(decision.fallbackOrder).count == 3)
    }

    @Test("the request's own dial wins over the configured one")
    func requestDialWins() throws {
        var request = RoutingRequest(prompt: "Hi")
        request.constraints.tradeoff = .qualityOnly
        #expect(try maker(priced, tradeoff: 10).decide(request, id: "a", seed: 1).choice == "strong")
    }

    @Test("fallbacks follow in order of utility")
    func fallbackOrder() throws {
        let decision = try maker(priced, tradeoff: 0).decide(RoutingRequest(prompt: "Hi"), id: "a", seed: 1)
        #expect(decision.fallbackOrder == ["strong", "middle", "weak"])
    }

    @Test("an unknown price counts as the dearest, not as nothing")
    func unknownPrice() throws {
        let candidates = [
            SmallModel.candidate("weak", usdPerMillion: 1), SmallModel.candidate("strong", usdPerMillion: 1000),
            SmallModel.candidate("middle"),
        ]
        let decision = try maker(candidates, tradeoff: 9).decide(RoutingRequest(prompt: "Hi"), id: "a", seed: 1)
        #expect(decision.choice == "weak")
        #expect(decision.candidates[2].estimate.costUSD == nil)
        #expect(decision.candidates[2].utility < decision.candidates[1].utility)
    }

    @Test("each need that a candidate cannot meet is a code of its own")
    func exclusionCodes() throws {
        let narrow = SmallModel.candidate("strong", context: 50, maxOutput: 10, capabilities: [.tools])
        let able = SmallModel.candidate("weak", capabilities: [.tools, .images, .jsonSchema])
        var request = RoutingRequest(prompt: "Hi")
        request.needs = RequestNeeds(capabilities: [.images, .jsonSchema], maxOutputTokens: 100, imageCount: 1)
        let decision = try maker([narrow, able]).decide(request, id: "a", seed: 1)
        #expect(decision.choice == "weak")
        #expect(
            decision.candidates[0].excludedBy.map(\.rawValue) == [
                "capability:images", "capability:json_schema", "context_length", "max_output",
            ])
        #expect(decision.candidates[0].probability == 0)
        #expect(decision.fallbackOrder == ["weak"])
    }

    @Test("what is unknown of a candidate excludes nothing")
    func unknownExcludesNothing() throws {
        var request = RoutingRequest(prompt: "Hi")
        request.needs = RequestNeeds(capabilities: [.audio], maxOutputTokens: 1_000_000)
        #expect(try maker([SmallModel.candidate("weak")]).decide(request, id: "a", seed: 1).choice == "weak")
    }

    @Test("exclusion wins over allowance, and nothing left is an error that names all reasons")
    func patterns() throws {
        var request = RoutingRequest(prompt: "Hi")
        request.constraints.allowed = [try CandidatePattern("s*"), try CandidatePattern("weak")]
        request.constraints.excluded = [try CandidatePattern("strong")]
        #expect(try maker(priced, tradeoff: 0).decide(request, id: "a", seed: 1).choice == "weak")
        request.constraints.excluded.append(try CandidatePattern("*"))
        let error = #expect(throws: EngineError.self) { try maker(priced).decide(request, id: "a", seed: 1) }
        #expect(error?.code == .noEligibleCandidate)
        #expect(error?.exclusions.count == 3)
        #expect(error?.exclusions[1].codes.map(\.rawValue) == ["allowed_models", "excluded_models"])
    }

    @Test("the same seed and request give an equal decision, whatever the task")
    func determinism() async throws {
        let maker = try maker(priced)
        let first = try maker.decide(RoutingRequest(prompt: "Prove it."), id: "a", seed: 9)
        try await withThrowingTaskGroup(of: RoutingDecision.self) { group in
            for _ in 0..<16 {
                group.addTask { try maker.decide(RoutingRequest(prompt: "Prove it."), id: "a", seed: 9) }
            }
            for try await other in group { #expect(other == first) }
        }
    }

    @Test("a client's limit on the reply limits the forecast")
    func outputLimit() throws {
        var request = RoutingRequest(prompt: "Hi")
        #expect(
            abs(try maker(priced).decide(request, id: "a", seed: 1).candidates[0].estimate.completionTokens - 100)
                < 0.01)
        request.needs.maxOutputTokens = 7
        #expect(try maker(priced).decide(request, id: "a", seed: 1).candidates[0].estimate.completionTokens == 7)
    }

    @Test("the explanation's flips change the choice exactly where they say")
    func flips() throws {
        let maker = try maker(priced)
        let decision = try maker.decide(RoutingRequest(prompt: "Hi"), id: "a", seed: 1)
        let explanation = maker.explain(decision)
        #expect(decision.choice == "middle")
        let cheaper = try #require(explanation.flipTowardsCheaper)
        let better = try #require(explanation.flipTowardsQuality)
        #expect(cheaper.candidate == "weak" && better.candidate == "strong")
        for (dial, expected) in [
            (cheaper.tradeoff + 0.01, "weak"), (cheaper.tradeoff - 0.01, "middle"), (better.tradeoff + 0.01, "middle"),
            (better.tradeoff - 0.01, "strong"),
        ] {
            var request = RoutingRequest(prompt: "Hi")
            request.constraints.tradeoff = try Tradeoff(dial)
            #expect(try maker.decide(request, id: "a", seed: 1).choice == CandidateID(expected), "at \(dial)")
        }
        #expect(explanation.runnerUp == decision.ranking[1].candidate)
    }
}
