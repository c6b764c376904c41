import Foundation
import RouterCore
import Testing

@testable import RouterModel

@Suite("Pool scorer")
struct PoolScorerTests {
    private let model = SmallModel.make()

    @Test("what a candidate is known by decides where its quality comes from")
    func bases() throws {
        let price = Price(promptUSDPerMillion: 3, completionUSDPerMillion: 15)
        let cases: [(Candidate, Estimate.Basis, String)] = [
            (SmallModel.candidate("gpt-4o"), .ownHead, "gpt-4o"),
            (SmallModel.candidate("lab/best", upstream: "gpt-4o"), .ownHead, "gpt-4o"),
            (SmallModel.candidate("openai/GPT-4o@azure"), .ownHead, "gpt-4o"),
            // Two heads share this canonical name; the one with more outcomes stands for it, unless the name is exact.
            (SmallModel.candidate("meta-llama/llama-3.1-8b-instruct"), .ownHead, "llama-3.1-8b-instruct@host"),
            (SmallModel.candidate("Meta-Llama-3_1-8B-Instruct"), .ownHead, "Meta-Llama-3_1-8B-Instruct"),
            (SmallModel.candidate("gpt-4o-mini", like: "openai/gpt-4o"), .like, "gpt-4o"),
            (SmallModel.candidate("gpt-5o-mini", like: "gpt-4o-2024-08-06"), .like, "gpt-4o"),
            (SmallModel.candidate("own-before-like", upstream: "free-model", like: "gpt-4o"), .ownHead, "free-model"),
            (SmallModel.candidate("a", price: price, like: "unheard-of"), .price, "mean"),
            (SmallModel.candidate("b", price: .free), .mean, "mean"),
            (
                SmallModel.candidate("c", price: Price(promptUSDPerMillion: 1, completionUSDPerMillion: nil)), .mean,
                "mean"
            ),
        ]
        let scorer = model.scorer(for: try CandidatePool(cases.map(\.0)))
        #expect(scorer.bases == cases.map(\.1))
        #expect(scorer.headNames == cases.map(\.2))
        #expect(scorer.estimates(for: SmallModel.features(seed: 1)).map(\.basis) == cases.map(\.1))
    }

    @Test("estimates are what the definitions give in plain loops", arguments: UInt64(1)...40)
    func matchesPlainLoops(seed: UInt64) throws {
        let price = Price(promptUSDPerMillion: 3, completionUSDPerMillion: 15)
        let cases: [(candidate: Candidate, head: CandidateHead, offset: Double, sd: Double)] = [
            (SmallModel.candidate("gpt-4o"), model.heads[0], 0, 0),
            (SmallModel.candidate("x", like: "free-model"), model.heads[3], 0, 0.05),
            (SmallModel.candidate("y", price: price), model.meanHead, 0.125 * (log10(6.0) - 0.5), 0.12),
            (SmallModel.candidate("z"), model.meanHead, 0, 0.18),
        ]
        let features = SmallModel.features(seed: seed)
        let estimates = model.scorer(for: try CandidatePool(cases.map(\.candidate))).estimates(for: features)
        for (estimate, one) in zip(estimates, cases) {
            let plain = PlainScore(model, one.head, offset: one.offset, extraVariance: one.sd * one.sd, features)
            // Sums in Float: below 40 terms in all stages, each at most 10 (standardised numbers ≤ 5, dense ones and weights
            // ≤ 1, squares of points ≤ 9, token intercept 5), so raw sums err by 40·400·ε/2, closeness by less than the
            // squared distances that it falls with; through slope ≤ 6.25 and q(1−q) ≤ ¼ that is the quality's error.
            let raw = 40 * 400 * Double(Float.ulpOfOne) / 2
            let slope = one.head.calibration.slope
            #expect(abs(estimate.quality - plain.quality) <= slope / 4 * raw, "seed \(seed)")
            // The deviation moves with q by at most slope² |q(1−q)(1−2q)| ≤ slope²/10 times it, and with the factor's products.
            let deviation = plain.sd / max(1e-300, slope * plain.quality * (1 - plain.quality))
            let sdBound = (slope * slope / 10 * deviation + slope / 4) * 6 * raw
            let tokenBound = 2 * raw * (plain.tokens + 2)
            #expect(abs(estimate.qualitySD - plain.sd) <= sdBound, "seed \(seed)")
            #expect(abs(estimate.completionTokens - min(32_768, plain.tokens)) <= tokenBound, "seed \(seed)")
        }
    }

    @Test("qualities lie in [0, 1], deviations are not negative, tokens are at least one", arguments: UInt64(100)...160)
    func ranges(seed: UInt64) throws {
        let pool = try CandidatePool((SmallModel.headNames + ["other"]).map { SmallModel.candidate($0) })
        for estimate in SmallModel.make(seed: seed).scorer(for: pool).estimates(for: SmallModel.features(seed: seed)) {
            #expect((0...1).contains(estimate.quality), "seed \(seed)")
            #expect(estimate.qualitySD >= 0 && estimate.qualitySD.isFinite, "seed \(seed)")
            #expect((1...32_768).contains(estimate.completionTokens), "seed \(seed)")
        }
    }

    @Test("cost is unknown exactly where the price is, and is otherwise the price of the forecast's tokens")
    func cost() throws {
        let prices: [Price] = [
            .unknown, Price(promptUSDPerMillion: 1, completionUSDPerMillion: nil),
            Price(promptUSDPerMillion: nil, completionUSDPerMillion: 1), .free,
            Price(promptUSDPerMillion: 2, completionUSDPerMillion: 8, requestUSD: 0.01),
        ]
        let pool = try CandidatePool(prices.enumerated().map { SmallModel.candidate("c\($0)", price: $1) })
        let features = SmallModel.features(seed: 3)
        for (estimate, price) in zip(model.scorer(for: pool).estimates(for: features), prices) {
            #expect((estimate.costUSD == nil) == !price.isKnown)
            let expected = price.costUSD(
                promptTokens: Double(features.promptTokens), completionTokens: estimate.completionTokens)
            #expect(estimate.costUSD == expected)
        }
    }

    @Test("the client's limit caps the forecast of tokens, and nothing else", arguments: [1, 10, 1_000_000])
    func limit(tokens: Int) throws {
        let scorer = model.scorer(for: try CandidatePool(SmallModel.headNames.map { SmallModel.candidate($0) }))
        let features = SmallModel.features(seed: 5)
        let (free, capped) = (scorer.estimates(for: features), scorer.estimates(for: features, maxOutputTokens: tokens))
        #expect(free.map(\.completionTokens).contains { $0 > 10 })
        #expect(capped.map(\.completionTokens) == free.map { min(Double(tokens), $0.completionTokens) })
        #expect(capped.map(\.quality) == free.map(\.quality))
    }

    @Test("a higher price means a higher quality where nothing else is known, up to a decade and a half")
    func priceOffset() throws {
        let pool = try CandidatePool(
            [0.01, 0.1, 1, 10, 100, 1_000, 10_000].enumerated().map {
                SmallModel.candidate("c\($0)", price: Price(promptUSDPerMillion: $1, completionUSDPerMillion: $1))
            })
        let qualities = model.scorer(for: pool).estimates(for: SmallModel.features(seed: 2)).map(\.quality)
        #expect(qualities[0] == qualities[1])  // log 0.1 is 1.5 below the mean's 0.5
        #expect(zip(qualities[1...3], qualities[2...4]).allSatisfy(<))
        #expect(qualities[4] == qualities[5] && qualities[5] == qualities[6])  // log 100 is 1.5 above it
    }

    @Test("contributions are weight times input")
    func contributions() throws {
        let scorer = model.scorer(for: try CandidatePool(SmallModel.headNames.map { SmallModel.candidate($0) }))
        let input = scorer.headInput(SmallModel.features(seed: 9))
        #expect(input.count == SmallModel.order && input[0] == 1)
        for (index, head) in model.heads.enumerated() {
            #expect(scorer.contributions(of: index, input: input) == zip(head.weights, input).map { $0 * $1 })
        }
    }

    @Test("the average quality of a candidate is its head's ability, with what its price says, within [0, 1]")
    func averageQualities() throws {
        let candidates =
            SmallModel.headNames.map { SmallModel.candidate($0) } + [
                SmallModel.candidate("x", like: "gpt-4o"), SmallModel.candidate("y"),
                SmallModel.candidate("z", price: Price(promptUSDPerMillion: 1_000, completionUSDPerMillion: 1_000)),
            ]
        let averages = model.scorer(for: try CandidatePool(candidates)).averageQualities
        // Abilities are ¼ + index/16, the mean head's index is 9; 1.5 decades of price are worth an eighth each.
        #expect(averages == [0.25, 0.3125, 0.375, 0.4375, 0.25, 0.8125, 1])
    }

    @Test(
        "how far a difference may be off: the pair's shift and both heads' deviations, squared, guesses of ability apart"
    )
    func differenceDeviation() throws {
        let candidates = [
            SmallModel.candidate("gpt-4o"), SmallModel.candidate("free-model"),
            SmallModel.candidate("stand-in", like: "gpt-4o"), SmallModel.candidate("unheard-of"),
        ]
        let scorer = model.scorer(for: try CandidatePool(candidates))
        let estimates = scorer.estimates(for: SmallModel.features(seed: 4))
        let measured = Double(model.shiftDeviations[3])
        let shifts = [
            [0, measured, 0, DoNoHarm.unknownShift], [measured, 0, measured, DoNoHarm.unknownShift],
            [0, measured, 0, DoNoHarm.unknownShift], [Double](repeating: DoNoHarm.unknownShift, count: 4),
        ]
        #expect(measured == 13.0 / 128)
        // The stand-in has the head of the first; of the mean head's deviation .18 is what is not known of the model.
        let mean = estimates[3]
        let steepness = model.meanHead.calibration.slope * mean.quality * (1 - mean.quality)
        let own = [
            estimates[0].qualitySD, estimates[1].qualitySD, estimates[0].qualitySD,
            (mean.qualitySD * mean.qualitySD - steepness * steepness * 0.18 * 0.18).squareRoot(),
        ]
        for i in 0..<4 {
            for j in 0..<4 {
                let want = (shifts[i][j] * shifts[i][j] + own[i] * own[i] + own[j] * own[j]).squareRoot()
                #expect(abs(scorer.differenceDeviation(i, j, estimates) - want) <= 1e-9 * want)
            }
        }
    }

    @Test("the model's own pool has its names, in order, with the prices of the tables")
    func ownPool() throws {
        let pool = try model.ownPool()
        #expect(pool.candidates.map(\.id.rawValue) == model.candidateNames)
        #expect(pool.candidates.map(\.price) == model.heads.map(\.price))
        #expect(model.scorer(for: pool).bases.allSatisfy { $0 == .ownHead })
        #expect(throws: CoreError.self) { try SmallModel.make(names: []).ownPool() }
    }

    @Test(
        "of a head with own outcomes a fifth of its deviation counts towards the margin, and its estimates are the same"
    )
    func ownOutcomes() throws {
        let pool = try CandidatePool(["gpt-4o", "free-model"].map { SmallModel.candidate($0) })
        let learned = model.replacingFirstHead(model.heads[0].known(by: .ownHead, ownOutcomeCount: 1))
        let (before, after) = (model.scorer(for: pool), learned.scorer(for: pool))
        let estimates = before.estimates(for: SmallModel.features(seed: 6))
        #expect(after.estimates(for: SmallModel.features(seed: 6)) == estimates)
        let shift = Double(model.shiftDeviations[3])
        let own = estimates.map { $0.qualitySD * $0.qualitySD }
        for (scorer, share) in [(before, 1), (after, DoNoHarm.ownDeviationShare)] {
            let want = (shift * shift + share * share * own[0] + own[1]).squareRoot()
            #expect(abs(scorer.differenceDeviation(0, 1, estimates) - want) <= 1e-12)
        }
    }

    @Test("estimates from what the heads see are those from the features", arguments: UInt64(1)...5)
    func fromInput(seed: UInt64) throws {
        let scorer = model.scorer(for: try CandidatePool(SmallModel.headNames.map { SmallModel.candidate($0) }))
        let features = SmallModel.features(seed: seed)
        let estimates = scorer.estimates(
            input: scorer.headInput(features), promptTokens: features.promptTokens, maxOutputTokens: 50)
        #expect(estimates == scorer.estimates(for: features, maxOutputTokens: 50), "seed \(seed)")
    }
}
