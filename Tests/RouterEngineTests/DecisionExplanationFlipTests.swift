import RouterCore
import RouterFeatures
import RouterModel
import Testing

@testable import RouterEngine

@Suite("What would change a decision")
struct DecisionExplanationFlipTests {
    private func maker(_ model: ScoringModel, tradeoff: Double, usdPerMillion: [Double]) throws -> DecisionMaker {
        let pool = try CandidatePool(
            zip(DecisionExplanationModel.names, usdPerMillion).map { name, usd in
                Candidate(
                    id: CandidateID(name), provider: "lab", upstreamModel: name,
                    price: Price(promptUSDPerMillion: usd / 4, completionUSDPerMillion: usd))
            })
        return DecisionMaker(
            model: model, extractor: FeatureExtractor(), bundleID: "small@0", pool: pool,
            tradeoff: try Tradeoff(tradeoff))
    }

    private func random(seed: UInt64) -> (model: ScoringModel, request: RoutingRequest, dial: Double, usd: [Double]) {
        var random = SplitMix64(seed: seed)
        let words = (0..<20).map { _ in ["Why", "prove", "12", "is", "x = y?", "the", "not"][Int(random.next() % 7)] }
        return (
            DecisionExplanationModel.random(seed: seed, shift: seed % 3 == 0 ? 0 : Float(random.nextUnit() / 30)),
            RoutingRequest(prompt: words.joined(separator: " ")), Double(random.next() % 1001) / 100,
            (0..<3).map { _ in 1 + 100 * random.nextUnit() }
        )
    }

    @Test(
        "the choice changes at the dial's flips, not before, and nowhere where there is none", arguments: UInt64(1)...20
    )
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
        for (flip, side) in [(explanation.flipTowardsCheaper, 1.0), (explanation.flipTowardsQuality, -1)] {
            if let flip {
                #expect((flip.tradeoff - dial) * side > 0, "seed \(seed)")
                #expect(flip.candidate != decision.choice)
                #expect(try choice(flip.tradeoff) == flip.candidate, "seed \(seed), at \(flip.tradeoff)")
                let before = ((flip.tradeoff - side / 100) * 100).rounded() / 100
                if (before - dial) * side >= 0 { #expect(try choice(before) == decision.choice, "seed \(seed)") }
            }
            let end = flip?.tradeoff ?? 5 + 5 * side
            for tenth in 0...100 {
                let position = Double(tenth) / 10
                guard (position - dial) * side > 0, (end - position) * side > 0 || flip == nil else { continue }
                #expect(try choice(position) == decision.choice, "seed \(seed), at \(position)")
            }
        }
    }

    @Test("the choice changes at the flips by price, and not at a hundredth less", arguments: UInt64(1)...20)
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
            #expect(side > 0 ? flip.factor > 1 : flip.factor < 1)
            #expect(try choice(repriced, flip.factor) == flip.candidate, "seed \(seed), factor \(flip.factor)")
            #expect(try choice(repriced, flip.factor * (1 - side / 100)) == decision.choice, "seed \(seed)")
        }
    }

    @Test("where only quality counts, or a price is unknown, no price changes the choice")
    func priceless() throws {
        let (model, request, _, usd) = random(seed: 1)
        let quality = try maker(model, tradeoff: 0, usdPerMillion: usd)
        let explanation = quality.explain(try quality.decide(request, id: "a", seed: 1))
        #expect(explanation.flipByRise == nil && explanation.flipByFall == nil)
        let unknown = DecisionMaker(
            model: model, extractor: FeatureExtractor(), bundleID: "small@0",
            pool: try CandidatePool(DecisionExplanationModel.names.map { SmallModel.candidate($0) }),
            tradeoff: .balanced)
        let unpriced = unknown.explain(try unknown.decide(request, id: "a", seed: 1))
        #expect(unpriced.flipByRise == nil && unpriced.flipByFall == nil)
    }

    @Test("the feature that decided is the one that changes the choice, with its average and who is chosen then")
    func feature() throws {
        let maker = try maker(DecisionExplanationModel.questions, tradeoff: 0, usdPerMillion: [1, 1, 1])
        let decision = try maker.decide(RoutingRequest(prompt: "Why? How? Who? When?"), id: "a", seed: 1)
        #expect(decision.choice == "strong")
        let flips = maker.explain(decision).featureFlips
        let flip = try #require(flips.first)
        #expect(flips.count == 1 && flip.feature == "question_marks" && flip.candidate == "middle")
        #expect(abs(flip.value - 1.609) < 0.001 && abs(flip.average - 0.1) < 1e-6)  // ln(1 + 4)
        // Quality of the strong one falls from σ(4·(.3 + .5·1.509) − 2) to σ(4·.3 − 2); that of the others stays.
        let scaling = PlattScaling(slope: 4, intercept: -2)
        #expect(abs(flip.swing - (scaling.quality(0.3 + 0.5 * 1.50944) - scaling.quality(0.3))) < 1e-5)
        let plain = try maker.decide(RoutingRequest(prompt: "Tell me."), id: "b", seed: 1)
        #expect(plain.choice == "middle" && maker.explain(plain).featureFlips.isEmpty)
    }

    @Test("a client's limit on the reply holds in all that is tried")
    func outputLimit() throws {
        // Without the limit a reply of 147 tokens of the strong one costs more than it is worth.
        let maker = try maker(DecisionExplanationModel.questions, tradeoff: 5, usdPerMillion: [1, 1, 1000])
        var request = RoutingRequest(prompt: "Why? How? Who? When?")
        #expect(try maker.decide(request, id: "a", seed: 1).choice == "middle")
        request.needs.maxOutputTokens = 2
        let decision = try maker.decide(request, id: "a", seed: 1)
        #expect(decision.choice == "strong")
        #expect(maker.explain(decision).featureFlips.map(\.feature) == ["question_marks"])
    }

    @Test(
        "many features that would change the choice are at most five, the largest swing first",
        arguments: UInt64(1)...10)
    func largestFirst(seed: UInt64) throws {
        let (model, request, _, usd) = random(seed: seed)
        let maker = try maker(model, tradeoff: 0, usdPerMillion: usd)
        let decision = try maker.decide(request, id: "a", seed: 1)
        let flips = maker.explain(decision).featureFlips
        #expect(flips.count <= 5 && zip(flips, flips.dropFirst()).allSatisfy { $0.swing >= $1.swing }, "seed \(seed)")
        for flip in flips {
            #expect(flip.candidate != decision.choice && flip.swing > 0, "seed \(seed)")
            #expect(FeatureExtractor.schema.surfaceNames.contains(flip.feature))
        }
    }
}
