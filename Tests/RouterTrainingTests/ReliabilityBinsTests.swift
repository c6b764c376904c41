import RouterCore
import Testing

@testable import RouterTraining

@Suite("Reliability")
struct ReliabilityBinsTests {
    @Test("estimates go into bins of equal width, those at the ends included")
    func bins() {
        let reliability = ReliabilityBins(qualities: [0, 1, 1 / 15, -0.5, 2, 0.5], scores: [0, 1, 0, 1, 1, 0])
        #expect(reliability.bins.count == 15 && reliability.bins.map(\.count).reduce(0, +) == 6)
        #expect(reliability.bins[0].count == 2 && reliability.bins[14].count == 2)
        #expect(reliability.bins[1].count == 1 && reliability.bins[7].count == 1)
        #expect(reliability.bins[3].meanQuality == nil && reliability.bins[3].meanScore == nil)
    }

    @Test("true chances have a small error, and promises half as good have half")
    func error() {
        var random = SplitMix64(seed: 8)
        let qualities = (0..<20_000).map { _ in random.nextUnit() }
        let scores = qualities.map { random.nextUnit() < $0 ? 1.0 : 0 }
        // Each bin's mean has a standard error of at most .5 / √1,300.
        #expect(ReliabilityBins(qualities: qualities, scores: scores).calibrationError < 0.014)
        let broken = ReliabilityBins(qualities: qualities, scores: qualities.map { $0 / 2 }).calibrationError
        #expect(abs(broken - 0.25) < 0.01)
        #expect(ReliabilityBins(qualities: [], scores: []).calibrationError == 0)
    }
}
