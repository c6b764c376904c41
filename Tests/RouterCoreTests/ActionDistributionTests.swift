import RouterCore
import Testing

@Suite("Action distribution")
struct ActionDistributionTests {
    @Test(
        "what is no distribution is refused",
        arguments: [
            [], [0.5], [0.5, 0.6], [1.5, -0.5], [.nan, 1], [.infinity, 0], [0, 0], [0.5, 0.5 + 1e-8],
        ] as [[Double]])
    func refused(probabilities: [Double]) {
        let error = #expect(throws: CoreError.self) { try ActionDistribution(probabilities) }
        #expect(error?.code == .invalidProbability)
    }

    @Test(
        "a distribution is kept as it is",
        arguments: [[1], [0.25, 0.75], [0, 1, 0], [0.1, 0.2, 0.3, 0.4]] as [[Double]])
    func kept(probabilities: [Double]) throws {
        #expect(try ActionDistribution(probabilities).probabilities == probabilities)
    }

    @Test("a sum that rounding put off one is accepted")
    func roundedSum() throws {
        let tenths = [Double](repeating: 0.1, count: 10)
        #expect(tenths.reduce(0, +) != 1)
        #expect(try ActionDistribution(tenths).probabilities == tenths)
    }

    @Test("the drawn frequency is the reported propensity", arguments: [1, 2, 3] as [UInt64])
    func frequencies(seed: UInt64) throws {
        let probabilities = [0.5, 0, 0.3, 0.15, 0.05]
        let distribution = try ActionDistribution(probabilities)
        var random = SplitMix64(seed: seed)
        let draws = 20_000
        var counts = [Int](repeating: 0, count: probabilities.count)
        for _ in 0..<draws {
            let (index, propensity) = distribution.sample(using: &random)
            counts[index] += 1
            #expect(propensity.value == probabilities[index])
        }
        for (count, probability) in zip(counts, probabilities) {
            // Five standard deviations of a binomial count: one false alarm in 1.7 million tests.
            let bound = 5 * (Double(draws) * probability * (1 - probability)).squareRoot()
            #expect(abs(Double(count) - Double(draws) * probability) <= bound, "\(counts), seed \(seed)")
        }
    }

    @Test("what cannot happen is never drawn, at either end of the unit interval")
    func neverImpossible() throws {
        // The first and the last member are impossible; the sum is a hair below one.
        let distribution = try ActionDistribution([0, 0.5, 0.5 - 5e-10, 0])
        var random = SplitMix64(seed: 11)
        for draw in 0..<20_000 {
            let index = distribution.sample(using: &random).index
            #expect((1...2).contains(index), "draw \(draw), seed 11")
        }
    }

    @Test("certainty is drawn with propensity one, whatever the seed", arguments: 0..<4)
    func certain(index: Int) {
        let distribution = ActionDistribution(certain: index, of: 4)
        #expect(distribution.probabilities.reduce(0, +) == 1)
        for seed in 0..<50 as Range<UInt64> {
            var random = SplitMix64(seed: seed)
            let draw = distribution.sample(using: &random)
            #expect(draw.index == index && draw.propensity == .certain, "seed \(seed)")
        }
    }

    @Test("weights become probabilities in proportion")
    func weights() {
        #expect(ActionDistribution(weights: [1, 0, 3]).probabilities == [0.25, 0, 0.75])
        #expect(ActionDistribution(weights: [1e-300]).probabilities == [1])
    }

    @Test("a probability a hair above one has propensity one")
    func aboveOne() throws {
        var random = SplitMix64(seed: 1)
        #expect(try ActionDistribution([1 + 5e-10]).sample(using: &random).propensity == .certain)
    }

    @Test("the same seed gives the same draws")
    func reproducible() throws {
        let distribution = try ActionDistribution([0.2, 0.3, 0.5])
        var (first, second) = (SplitMix64(seed: 99), SplitMix64(seed: 99))
        let draws = (0..<100).map { _ in distribution.sample(using: &first).index }
        #expect(draws == (0..<100).map { _ in distribution.sample(using: &second).index })
        #expect(Set(draws) == [0, 1, 2])
    }
}
