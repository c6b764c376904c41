import RouterCore
import Testing

@testable import RouterTraining

@Suite("Bootstrap")
struct BootstrapTests {
    @Test("the interval is about 1.96 standard errors wide on each side, and the same for the same seed")
    func width() {
        var random = SplitMix64(seed: 11)
        let values = (0..<400).map { _ in random.nextUnit() }
        let interval = Bootstrap.meanIntervals(of: [values], seed: 3)[0]
        let error = PairedGain(values, over: values.map { _ in 0 }).standardError
        let mean = values.mean
        // Percentiles of 2,000 draws have a standard error of about 6 % of the half width.
        #expect(abs((mean - interval.low) / error - 1.96) < 0.25)
        #expect(abs((interval.high - mean) / error - 1.96) < 0.25)
        #expect(Bootstrap.meanIntervals(of: [values], seed: 3) == [interval])
        #expect(Bootstrap.meanIntervals(of: [values], seed: 4) != [interval])
    }

    @Test("all columns see the same draws, and a constant has no width")
    func columns() {
        let values = (0..<50).map { Double($0 % 7) }
        let intervals = Bootstrap.meanIntervals(of: [values, values.map { $0 + 1 }, values.map { _ in 2 }], seed: 1)
        #expect(abs(intervals[1].low - intervals[0].low - 1) < 1e-12)
        #expect(abs(intervals[1].high - intervals[0].high - 1) < 1e-12)
        #expect(intervals[2] == Interval(low: 2, high: 2))
        #expect(Bootstrap.meanIntervals(of: [], seed: 1).isEmpty)
    }

    @Test("percentiles are interpolated between neighbours")
    func percentiles() {
        #expect([0, 0.25, 0.5, 0.9, 1].map { Bootstrap.percentile($0, of: [0, 10, 20]) } == [0, 5, 10, 18, 20])
    }
}
