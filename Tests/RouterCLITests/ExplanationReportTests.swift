import Foundation
import RouterCore
import RouterEngine
import RouterFeatures
import RouterModel
import Testing

@testable import RouterCLI

@Suite("Explanation report")
struct ExplanationReportTests {
    private static let surfaceNames = FeatureExtractor.schema.surfaceNames

    /// Two models: `curious` is good where there are many question marks, `steady` is the same for all prompts.
    private static func model(shift: Float) -> ScoringModel {
        let (p, hashedCount) = (surfaceNames.count, FeatureExtractor.schema.hashedCount)
        let map = SkillMap(
            surface: SurfaceMap(mean: [Float](repeating: 0, count: p), scale: [Float](repeating: 1, count: p)),
            inverseDocumentFrequency: [Float](repeating: 0, count: hashedCount),
            hashedWeights: [Float](repeating: 0, count: hashedCount), numericWeights: [Float](repeating: 0, count: p),
            bias: [0])
        func head(_ name: String, _ average: Float, questions: Float) -> CandidateHead {
            var weights = [average, 0] + [Float](repeating: 0, count: p)
            weights[2 + (surfaceNames.firstIndex(of: "question_marks") ?? 0)] = questions
            return CandidateHead(
                name: name, weights: weights, covarianceFactor: [Float](repeating: 0, count: (p + 2) * (p + 2)),
                calibration: PlattScaling(slope: 4, intercept: -2),
                tokenWeights: [5] + [Float](repeating: 0, count: p + 1), tokenSmearing: 1, price: .unknown,
                outcomeCount: 1, meanScore: Double(average), ability: Double(average))
        }
        let heads = [head("curious", 0.3, questions: 0.5), head("steady", 0.5, questions: 0)]
        return ScoringModel(
            schemaVersion: FeatureExtractor.schema.version, skillMap: map, heads: heads, meanHead: heads[0],
            scorePerPriceDecade: 0, meanLogPrice: 0, shiftDeviations: [0, shift, shift, 0])
    }

    /// Decides between the two.
    static func maker(
        tradeoff: Double = 5, shift: Float = 0, policy: any RoutingPolicy = GreedyPolicy()
    ) throws -> DecisionMaker {
        let prices = [
            "curious": Price(promptUSDPerMillion: 2, completionUSDPerMillion: 8, requestUSD: 0.001),
            "steady": Price(promptUSDPerMillion: 1, completionUSDPerMillion: 4),
        ]
        let pool = try CandidatePool(
            prices.sorted { $0.key < $1.key }.map {
                Candidate(id: CandidateID($0.key), provider: "lab", upstreamModel: $0.key, price: $0.value)
            })
        return DecisionMaker(
            model: model(shift: shift), extractor: FeatureExtractor(), bundleID: "small@0", pool: pool,
            tradeoff: try Tradeoff(tradeoff), policy: policy)
    }

    private func report(_ prompt: String, tradeoff: Double = 5, shift: Float = 0) throws -> ExplanationReport {
        let maker = try Self.maker(tradeoff: tradeoff, shift: shift)
        let decision = try maker.decide(RoutingRequest(prompt: prompt), id: "prompt", seed: 0)
        return ExplanationReport(decision: decision, explanation: maker.explain(decision))
    }

    @Test("the text names who is best on average, what counted, the cost's parts and what would change the choice")
    func text() throws {
        let text = try report("Why? How? Who? When?").text
        for line in [
            "curious: best expected quality", "Best on an average prompt: steady.",
            "  curious is expected to be better by 0.4", ", beyond the margin of 0.000",
            "+0.805  question_marks", "+0.300  average", "By skill, curious (known by 'curious'): average +0.300",
            "an average question_marks (0.00 instead of 1.61): steady", " or more: steady",
            "curious at 19.3 times its price: steady", "curious less steady: average −0.200, question_marks +0.805",
            "What would change the choice:", "$0.001",
        ] {
            #expect(text.contains(line), "'\(line)' is missing in\n\(text)")
        }
    }

    @Test("an advantage within the margin is said to be so")
    func margin() throws {
        let text = try report("Why? How? Who? When?", shift: 0.2).text
        #expect(text.contains("\n  curious would be expected to be better by 0.4"), "\(text)")
        #expect(text.contains(", within the margin of 0.500"), "\(text)")
        let plain = try report("Tell me.", tradeoff: 10).text
        #expect(plain.contains("Best on an average prompt: steady. No other candidate is expected to be better here."))
    }

    @Test("where nothing changes the choice, the text says that")
    func noFlips() throws {
        let text = try report("Tell me.", tradeoff: 0).text
        #expect(text.hasSuffix("No other trade-off, price or average feature would change the choice."), "\(text)")
    }

    @Test("JSON has the numbers of the explanation under stable keys")
    func json() throws {
        let report = try report("Why? How? Who? When?")
        let object = try JSONSerialization.jsonObject(with: Data(report.json)) as? [String: Any]
        let json = try #require(object)
        #expect(
            Set(json.keys) == [
                "decision", "read_bytes", "total_bytes", "preferred", "runner_up", "best_on_average", "flips",
                "candidates",
            ])
        #expect(json["preferred"] as? String == "curious" && json["runner_up"] as? String == "steady")
        #expect(json["best_on_average"] as? String == "steady")
        let flips = try #require(json["flips"] as? [String: Any])
        #expect(
            Set(flips.keys) == [
                "towards_cheaper", "towards_quality", "price_rise", "price_fall", "average_features",
            ])
        #expect(flips["towards_quality"] is NSNull)
        let features = try #require(flips["average_features"] as? [[String: Any]])
        #expect(features.first?["feature"] as? String == "question_marks")
        let candidates = try #require(json["candidates"] as? [[String: Any]])
        for candidate in candidates {
            #expect(
                Set(candidate.keys) == [
                    "model", "known_by", "raw_score", "quality", "completion_tokens", "prompt_cost_usd",
                    "completion_cost_usd", "request_cost_usd", "cost_usd", "expected_utility", "advantage", "margin",
                    "contributions", "skill_contributions",
                ])
            let rawScore = try #require(candidate["raw_score"] as? Double)
            for key in ["contributions", "skill_contributions"] {
                let sum = try #require(candidate[key] as? [String: Double]).values.reduce(0, +)
                // Two numbers that are not 0, each of six digits, below 1.
                #expect(abs(sum - rawScore) <= 3e-6, "\(key)")
            }
        }
        #expect(candidates.count == 2 && candidates[1]["request_cost_usd"] is NSNull)
    }
}
