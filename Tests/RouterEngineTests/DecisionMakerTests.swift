import RouterCore
import RouterEngine
import RouterFeatures
import RouterModel
import Testing

@Suite("Decision maker")
struct DecisionMakerTests {
    private func maker(
        _ candidates: [Candidate], tradeoff: Double = 5, model: ScoringModel = SmallModel.model
    ) throws -> DecisionMaker {
        DecisionMaker(
            model: model, extractor: FeatureExtractor(), bundleID: "small@0", pool: try CandidatePool(candidates),
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

    @Test(
        "the explanation's flips change the choice exactly where they say, with and without a margin",
        arguments: [0, 0.02] as [Float])
    func flips(shift: Float) throws {
        // With a margin, the middle one is better on average than on this prompt, so that the margin alone holds it.
        let abilities = SmallModel.qualities.merging(["middle": shift > 0 ? 0.8 : 0.7]) { $1 }
        let maker = try maker(priced, model: SmallModel.make(shift: shift, abilities: abilities))
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
        #expect(cheaper.tradeoff > 5 && better.tradeoff < 5)
    }

    @Test(
        "the best candidate on average is left only for one that is better beyond two and a half deviations",
        arguments: [
            ("weak", 0, "strong"), ("weak", 0.15, "strong"), ("weak", 0.17, "weak"), ("middle", 0.07, "strong"),
            ("middle", 0.09, "middle"), ("strong", 0.5, "strong"),
        ] as [(String, Float, String)])
    func doNoHarm(best: String, shift: Float, expected: String) throws {
        let model = SmallModel.make(shift: shift, abilities: [best: 0.95])
        let decision = try maker(priced, tradeoff: 0, model: model).decide(
            RoutingRequest(prompt: "Hi"), id: "a", seed: 1)
        #expect(decision.choice == CandidateID(expected))
        // Estimates are not touched, only what is made of them.
        for verdict in decision.candidates {
            let quality = SmallModel.qualities[verdict.candidate.rawValue] ?? 0
            #expect(abs(verdict.estimate.quality - quality) < 1e-6)
            let margin = verdict.candidate == CandidateID(best) ? 0 : 2.5 * Double(shift)
            #expect(abs(verdict.utility - (quality - margin)) < 1e-6)
        }
    }

    @Test("the best candidate on average is the best of those that could serve the request")
    func eligibleBaseline() throws {
        let model = SmallModel.make(shift: 0.5, abilities: ["strong": 0.9, "middle": 0.7, "weak": 0.8])
        var request = RoutingRequest(prompt: "Hi")
        let maker = try maker(priced, tradeoff: 0, model: model)
        #expect(try maker.decide(request, id: "a", seed: 1).choice == "strong")
        request.constraints.excluded = [try CandidatePattern("strong")]
        #expect(try maker.decide(request, id: "a", seed: 1).choice == "weak")
        request.constraints.excluded.append(try CandidatePattern("weak"))
        let alone = try maker.decide(request, id: "a", seed: 1)
        #expect(alone.choice == "middle" && abs(alone.candidates[1].utility - 0.7) < 1e-6)
    }

    @Test(
        "probabilities sum to one, over eligible candidates alone, whatever the pool and the dial",
        arguments: UInt64(1)...30)
    func probabilities(seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        let names = ["weak", "middle", "strong", "unheard-of", "other"]
        let pool = names.filter { _ in random.next() % 3 > 0 } + ["last"]
        let maker = try maker(
            pool.map {
                SmallModel.candidate($0, usdPerMillion: random.next() % 4 == 0 ? nil : 100 * random.nextUnit())
            },
            tradeoff: 10 * random.nextUnit(), model: SmallModel.make(shift: Float(random.nextUnit() / 5)))
        var request = RoutingRequest(prompt: "Hi")
        if random.next() & 1 == 0 { request.constraints.excluded = [try CandidatePattern(pool[0] + "?")] }
        if pool.count > 1 { request.constraints.excluded.append(try CandidatePattern(pool[0])) }
        let decision = try maker.decide(request, id: "a", seed: seed)
        let sum = decision.candidates.reduce(0) { $0 + $1.probability }
        #expect(abs(sum - 1) <= 1e-12, "seed \(seed)")
        #expect(decision.candidates.allSatisfy { $0.isEligible || $0.probability == 0 }, "seed \(seed)")
        #expect(decision.chosen?.isEligible == true, "seed \(seed)")
    }
}
