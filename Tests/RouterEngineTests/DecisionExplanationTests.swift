import RouterCore
import RouterFeatures
import RouterModel
import Testing

@testable import RouterEngine

@Suite("Decision explanation")
struct DecisionExplanationTests {
    private static let prices = [
        Price(promptUSDPerMillion: 1, completionUSDPerMillion: 4),
        Price(promptUSDPerMillion: 10, completionUSDPerMillion: 40, requestUSD: 0.002),
        Price(promptUSDPerMillion: 100, completionUSDPerMillion: 400),
    ]

    private func maker(
        _ model: ScoringModel, tradeoff: Double = 5, prices: [Price] = prices
    ) throws -> DecisionMaker {
        let pool = try CandidatePool(
            zip(DecisionExplanationModel.names, prices).map { name, price in
                Candidate(id: CandidateID(name), provider: "lab", upstreamModel: name, price: price)
            })
        return DecisionMaker(
            model: model, extractor: FeatureExtractor(), bundleID: "small@0", pool: pool,
            tradeoff: try Tradeoff(tradeoff))
    }

    private func random(seed: UInt64) -> (model: ScoringModel, request: RoutingRequest, dial: Double) {
        var random = SplitMix64(seed: seed)
        let words = (0..<20).map { _ in ["Why", "prove", "12", "is", "x = y?", "the", "not"][Int(random.next() % 7)] }
        return (
            DecisionExplanationModel.random(seed: seed, shift: seed % 3 == 0 ? 0 : Float(random.nextUnit() / 30)),
            RoutingRequest(prompt: words.joined(separator: " ")), Double(random.next() % 1001) / 100
        )
    }

    @Test("contributions add up to the raw score, which calibration makes the quality", arguments: UInt64(1)...10)
    func contributions(seed: UInt64) throws {
        let (model, request, dial) = random(seed: seed)
        let maker = try maker(model, tradeoff: dial)
        let decision = try maker.decide(request, id: "a", seed: 1)
        for (part, verdict) in zip(maker.explain(decision).parts, decision.candidates) {
            for sums in [part.inputContributions, part.skillContributions] {
                // Below 60 terms in Float in each of two stages, all below 5.
                #expect(abs(sums.reduce(0) { $0 + $1.amount } - part.rawScore) < 60 * 60 * 5e-8, "seed \(seed)")
                #expect(Set(sums.map(\.name)).count == sums.count, "a name stands twice")
                #expect(zip(sums, sums.dropFirst()).allSatisfy { abs($0.amount) >= abs($1.amount) })
            }
            let quality = PlattScaling(slope: 4, intercept: -2).quality(part.rawScore)
            #expect(abs(quality - verdict.estimate.quality) < 60 * 60 * 5e-8)
            #expect(part.candidate == verdict.candidate && part.head == verdict.candidate.rawValue)
        }
    }

    @Test("parts of the cost add up to it, and are unknown where the price is")
    func costs() throws {
        let prices = [Self.prices[1], Self.prices[0], Price(promptUSDPerMillion: 1, completionUSDPerMillion: nil)]
        let (model, request, _) = random(seed: 4)
        let maker = try maker(model, prices: prices)
        let decision = try maker.decide(request, id: "a", seed: 1)
        let parts = maker.explain(decision).parts
        for (part, verdict) in zip(parts, decision.candidates).prefix(2) {
            let sum = (part.promptCostUSD ?? 0) + (part.completionCostUSD ?? 0) + (part.requestCostUSD ?? 0)
            #expect(abs(sum - (verdict.estimate.costUSD ?? 0)) < 1e-15)
        }
        #expect(parts[0].requestCostUSD == 0.002 && parts[1].requestCostUSD == nil)
        #expect(parts[2].promptCostUSD == Double(decision.features.promptTokens) / 1e6)
        #expect(parts[2].completionCostUSD == nil)
    }

    @Test("advantage less margin is what the ranking goes by", arguments: UInt64(1)...15)
    func margins(seed: UInt64) throws {
        let (model, request, dial) = random(seed: seed)
        let maker = try maker(model, tradeoff: dial)
        let decision = try maker.decide(request, id: "a", seed: 1)
        let explanation = maker.explain(decision)
        let best = try #require(explanation.parts.first { $0.candidate == explanation.bestOnAverage })
        #expect(best.advantage == 0 && best.margin == 0)
        #expect(explanation.preferred == decision.choice)
        #expect(explanation.runnerUp == decision.ranking[1].candidate)
        let baseUtility = try #require(decision.candidates.first { $0.candidate == best.candidate }).utility
        for (part, verdict) in zip(explanation.parts, decision.candidates) {
            let (advantage, margin) = (try #require(part.advantage), try #require(part.margin))
            // At the dial's end costs weigh 1e9, and so do the last digits of utilities.
            let rounding = 1e-14 * max(1, abs(part.expectedUtility), abs(baseUtility)) * 4
            #expect(abs(advantage - margin - (verdict.utility - baseUtility)) <= rounding, "seed \(seed)")
            #expect(margin >= 0)
            if part.candidate == decision.choice, part.candidate != best.candidate { #expect(advantage > margin) }
        }
    }

    @Test("one candidate, or a client's own choice among excluded ones, is explained without rivals")
    func alone() throws {
        let maker = try maker(DecisionExplanationModel.questions)
        var request = RoutingRequest(prompt: "Hi")
        request.constraints.excluded = [try CandidatePattern("weak"), try CandidatePattern("middle")]
        let explanation = maker.explain(try maker.decide(request, id: "a", seed: 1))
        #expect(explanation.preferred == "strong" && explanation.runnerUp == nil && explanation.bestOnAverage == nil)
        #expect(explanation.parts.allSatisfy { $0.advantage == nil && $0.margin == nil })
        #expect(explanation.flipTowardsCheaper == nil && explanation.flipTowardsQuality == nil)
        #expect(explanation.flipByRise == nil && explanation.flipByFall == nil && explanation.featureFlips.isEmpty)
        request.constraints.excluded.append(try CandidatePattern("strong"))
        let named = maker.explain(maker.record(choice: "weak", for: request, id: "b"))
        #expect(named.preferred == nil && named.parts.count == 3 && named.flipByRise == nil)
    }
}
