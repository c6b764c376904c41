import Foundation
import RouterCore
import Testing

@testable import RouterModel

@Suite("Platt scaling")
struct PlattScalingTests {
    struct Golden: Decodable, CustomTestStringConvertible {
        let name: String
        let scores: [Double]
        let outcomes: [Double]
        let slope: Double
        let intercept: Double

        var testDescription: String { name }

        static let all: [Golden] = {
            let url = Bundle.module.url(forResource: "Fixtures/platt-v1", withExtension: "json")
            return url.flatMap { try? Data(contentsOf: $0) }
                .flatMap { try? JSONDecoder().decode([Golden].self, from: $0) } ?? []
        }()
    }

    @Test("the golden fits are there")
    func goldensAreThere() { #expect(Golden.all.count == 9) }

    @Test("the fit is where NumPy finds the maximum", arguments: Golden.all)
    func matchesNumPy(golden: Golden) {
        let fit = PlattScaling.fit(scores: golden.scores, outcomes: golden.outcomes)
        // Newton stops where the gradient is below 1e-9 (n + 1), or where the loss has no digits left to fall. At the
        // scores themselves, which is what a scaling is for, log-odds then differ by that gradient over the curvature.
        let n = Double(golden.scores.count)
        let curvature = golden.scores.reduce(0.05) { sum, score in
            let q = 1 / (1 + exp(-(golden.slope * score + golden.intercept)))
            return sum + q * (1 - q)
        }
        let size = golden.scores.reduce(1) { max($0, abs($1)) }
        let loss = (n + 2) * log(2) * .ulpOfOne
        let bound = size * (1e-9 * (n + 1) + (2 * loss * curvature).squareRoot() * 4) / curvature
        for score in golden.scores + [golden.scores.first ?? 0.5] {
            let want = golden.slope * score + golden.intercept
            #expect(abs(fit.slope * score + fit.intercept - want) <= bound)
        }
    }

    @Test(
        "known parameters are recovered from many outcomes", arguments: [(2.0, -1.0), (5, -2.5), (0.5, 1)],
        UInt64(1)...3)
    func recovers(parameters: (slope: Double, intercept: Double), seed: UInt64) {
        var random = SplitMix64(seed: seed)
        let truth = PlattScaling(slope: parameters.slope, intercept: parameters.intercept)
        let scores = (0..<20_000).map { _ in 4 * random.nextUnit() - 2 }
        let outcomes = scores.map { random.nextUnit() < truth.quality($0) ? 1.0 : 0 }
        let fit = PlattScaling.fit(scores: scores, outcomes: outcomes)
        // Five standard errors from the Fisher information, the two prior terms' pull added.
        var (aa, ab, bb) = (0.0, 0.0, 0.0)
        for score in scores {
            let q = truth.quality(score)
            aa += q * (1 - q) * score * score
            ab += q * (1 - q) * score
            bb += q * (1 - q)
        }
        let determinant = aa * bb - ab * ab
        let pull = abs(parameters.slope - 4) + 2
        let slopeBound = 5 * (bb / determinant).squareRoot() + pull * (bb + abs(ab)) / determinant
        let interceptBound = 5 * (aa / determinant).squareRoot() + pull * (aa + abs(ab)) / determinant
        #expect(abs(fit.slope - truth.slope) <= slopeBound, "seed \(seed)")
        #expect(abs(fit.intercept - truth.intercept) <= interceptBound, "seed \(seed)")
    }

    @Test(
        "quality rises with the score, stays in [0, 1], and its slope is the derivative",
        arguments: [(0.5, 0.0), (4, -2), (40, 3)])
    func monotone(slope: Double, intercept: Double) {
        let scaling = PlattScaling(slope: slope, intercept: intercept)
        let scores = stride(from: -3.0, through: 3, by: 0.125)
        let qualities = scores.map(scaling.quality)
        #expect(zip(qualities, qualities.dropFirst()).allSatisfy(<=))
        #expect(qualities.allSatisfy { (0...1).contains($0) })
        #expect([-1e300, 1e300].map(scaling.quality) == [0, 1])
        for score in scores {
            let h = 1e-4
            let difference = (scaling.quality(score + h) - scaling.quality(score - h)) / (2 * h)
            // Third derivative of the logistic function ≤ 1/8, and the rounding of two values below 1.
            let bound = slope * slope * slope * h * h / 48 + 4 * .ulpOfOne / h
            #expect(abs(scaling.derivative(score) - difference) <= bound)
        }
    }

    @Test("degenerate outcomes give finite, rising scalings with qualities on the right side")
    func degenerate() {
        let scores = (0..<50).map { Double($0) / 50 }
        let good = PlattScaling.fit(scores: scores, outcomes: scores.map { _ in 1 })
        let bad = PlattScaling.fit(scores: scores, outcomes: scores.map { _ in 0 })
        let constant = PlattScaling.fit(scores: scores.map { _ in 0.6 }, outcomes: scores.map { $0 < 0.2 ? 1 : 0 })
        let none = PlattScaling.fit(scores: [], outcomes: [])
        #expect(none == PlattScaling(slope: 4, intercept: -2))
        for scaling in [good, bad, constant] { #expect(scaling.slope > 0 && scaling.intercept.isFinite) }
        #expect(scores.allSatisfy { good.quality($0) > 0.5 && bad.quality($0) < 0.5 })
        // Ten of fifty good, and one of the prior's two: Newton ends within its gradient's tolerance over the curvature.
        #expect(abs(constant.quality(0.6) - 11.0 / 52) <= 1e-8)
    }

    @Test(
        "scores that rank the wrong way round give the mean outcome, never a falling quality", arguments: UInt64(1)...20
    )
    func neverFalls(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        let scores = (0..<400).map { _ in random.nextUnit() }
        let outcomes = scores.map { random.nextUnit() < 0.9 - 0.8 * $0 ? 1.0 : 0 }
        let fit = PlattScaling.fit(scores: scores, outcomes: outcomes)
        #expect(fit.slope == 0, "seed \(seed)")
        // With the prior's two outcomes, one of them good.
        let mean = (1 + outcomes.reduce(0, +)) / 402
        for score in scores.prefix(10) {
            #expect(abs(fit.quality(score) - mean) <= 8 * .ulpOfOne, "seed \(seed)")
            #expect(fit.derivative(score) == 0)
        }
    }

    @Test("quality rises or stays with the score, whatever was fitted", arguments: UInt64(1)...20)
    func fittedIsMonotone(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        let n = 3 + Int(random.next() % 60)
        let scores = (0..<n).map { _ in 2 * random.nextUnit() - 1 }
        let fit = PlattScaling.fit(scores: scores, outcomes: scores.map { _ in random.nextUnit().rounded() })
        let qualities = stride(from: -2.0, through: 2, by: 0.25).map(fit.quality)
        #expect(fit.slope >= 0 && zip(qualities, qualities.dropFirst()).allSatisfy(<=), "seed \(seed)")
    }
}
