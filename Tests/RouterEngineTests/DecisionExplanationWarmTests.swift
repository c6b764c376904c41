import RouterCore
import RouterFeatures
import RouterModel
import Testing

@testable import RouterEngine

@Suite("What would change a decision in a conversation")
struct DecisionExplanationWarmTests {
    private func maker(_ model: ScoringModel, tradeoff: Double, usdPerMillion: [Double]) throws -> DecisionMaker {
        let pool = try CandidatePool(
            zip(DecisionExplanationModel.names, usdPerMillion).map { name, usd in
                Candidate(
                    id: CandidateID(name), provider: "lab", upstreamModel: name,
                    price: Price(
                        promptUSDPerMillion: usd / 4, completionUSDPerMillion: usd, cacheReadUSDPerMillion: usd / 40))
            })
        return DecisionMaker(
            model: model, extractor: FeatureExtractor(), bundleID: "small@0", pool: pool,
            tradeoff: try Tradeoff(tradeoff))
    }

    private func random(seed: UInt64) -> (model: ScoringModel, request: RoutingRequest, dial: Double, usd: [Double]) {
        var random = SplitMix64(seed: seed)
        let words = (0..<20).map { _ in ["Why", "prove", "12", "is", "x = y?", "the", "not"][Int(random.next() % 7)] }
        var request = RoutingRequest(prompt: words.joined(separator: " "))
        request.warm = WarmCandidate(
            candidate: CandidateID(DecisionExplanationModel.names[Int(random.next() % 3)]),
            cachedTokens: Int(random.next() % 2000))
        return (
            DecisionExplanationModel.random(seed: seed, shift: seed % 3 == 0 ? 0 : Float(random.nextUnit() / 30)),
            request, Double(random.next() % 1001) / 100, (0..<3).map { _ in 1 + 100 * random.nextUnit() }
        )
    }

    @Test(
        "the choice changes at the dial's flips and not before, whether it is kept or left", arguments: UInt64(1)...15)
    func dial(seed: UInt64) throws {
        let (model, request, dial, usd) = random(seed: seed)
        let maker = try self.maker(model, tradeoff: dial, usdPerMillion: usd)
        func choice(_ dial: Double) throws -> CandidateID {
            var turned = request
            turned.constraints.tradeoff = try Tradeoff(dial)
            return try maker.decide(turned, id: "a", seed: 1).choice
        }
        let decision = try maker.decide(request, id: "a", seed: 1)
        let explanation = maker.explain(decision)
        #expect(explanation.preferred == decision.choice && explanation.runnerUp != decision.choice)
        for (flip, side) in [(explanation.flipTowardsCheaper, 1.0), (explanation.flipTowardsQuality, -1)] {
            if let flip {
                #expect(try choice(flip.tradeoff) == flip.candidate, "seed \(seed), at \(flip.tradeoff)")
                #expect(flip.candidate != decision.choice)
            }
            let end = flip?.tradeoff ?? 5 + 5 * side
            for tenth in 0...100 {
                let position = Double(tenth) / 10
                guard (position - dial) * side > 0, (end - position) * side > 0 || flip == nil else { continue }
                #expect(try choice(position) == decision.choice, "seed \(seed), at \(position)")
            }
        }
    }

    @Test("the choice changes at the flips by price, which move the lost cache's price too", arguments: UInt64(1)...15)
    func price(seed: UInt64) throws {
        let (model, request, dial, usd) = random(seed: seed)
        func choice(_ candidate: CandidateID, _ factor: Double) throws -> CandidateID {
            let changed = zip(DecisionExplanationModel.names, usd).map {
                CandidateID($0) == candidate ? $1 * factor : $1
            }
            return try self.maker(model, tradeoff: dial, usdPerMillion: changed).decide(request, id: "a", seed: 1)
                .choice
        }
        let maker = try self.maker(model, tradeoff: dial, usdPerMillion: usd)
        let decision = try maker.decide(request, id: "a", seed: 1)
        let explanation = maker.explain(decision)
        for (flip, repriced, side) in [
            (explanation.flipByRise, explanation.preferred, 1.0), (explanation.flipByFall, explanation.runnerUp, -1),
        ] {
            let repriced = try #require(repriced)
            guard let flip else {
                #expect(try choice(repriced, side > 0 ? 1000 : 0.001) == decision.choice, "seed \(seed)")
                continue
            }
            #expect(flip.repriced == repriced && flip.candidate != decision.choice)
            #expect(try choice(repriced, flip.factor) == flip.candidate, "seed \(seed), factor \(flip.factor)")
            #expect(try choice(repriced, flip.factor * (1 - side / 100)) == decision.choice, "seed \(seed)")
        }
    }

    @Test("advantage less margin is what the ranking goes by, switch cost included", arguments: UInt64(1)...6)
    func parts(seed: UInt64) throws {
        let (model, request, _, usd) = random(seed: seed)
        let maker = try self.maker(model, tradeoff: 5, usdPerMillion: usd)
        let decision = try maker.decide(request, id: "a", seed: 1)
        let explanation = maker.explain(decision)
        let base = try #require(decision.candidates.first { $0.candidate == explanation.bestOnAverage }).utility
        for (part, verdict) in zip(explanation.parts, decision.candidates) {
            #expect(part.switchCostUSD == verdict.switchCostUSD)
            #expect((part.switchCostUSD == nil) == (part.candidate == request.warm?.candidate))
            let (advantage, margin) = (try #require(part.advantage), try #require(part.margin))
            #expect(abs(advantage - margin - (verdict.utility - base)) <= 1e-13, "seed \(seed)")
        }
    }

    @Test("what is explained of a pinned candidate is what the router would have preferred")
    func pinned() throws {
        let maker = try maker(DecisionExplanationModel.questions, tradeoff: 0, usdPerMillion: [1, 1, 1])
        var request = RoutingRequest(prompt: "Why? How? Who? When?")
        request.warm = WarmCandidate(candidate: "weak", cachedTokens: 100, isPinned: true)
        let decision = try maker.decide(request, id: "a", seed: 1)
        let explanation = maker.explain(decision)
        #expect(decision.choice == "weak" && explanation.preferred == "strong" && explanation.runnerUp == "middle")
    }
}
