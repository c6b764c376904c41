import RouterModel
import Testing

@testable import RouterTraining

@Suite("Latency fit")
struct LatencyFitTests {
    private func observations(_ seconds: (Int) -> Double?) -> [Observation] {
        (1...20).map {
            Observation(
                candidate: 0, score: 1, costUSD: nil, completionTokens: 10 * $0, latencySeconds: seconds(10 * $0))
        }
    }

    @Test("a base and a time for each token are found")
    func line() throws {
        let fit = try #require(LatencyFit.fit(observations { 0.4 + 0.02 * Double($0) }))
        #expect(abs(fit.baseSeconds - 0.4) < 1e-9 && abs(fit.secondsPerToken - 0.02) < 1e-9)
        #expect(abs(fit.seconds(completionTokens: 100) - 2.4) < 1e-9)
    }

    @Test("neither part is negative")
    func notNegative() throws {
        let steep = try #require(LatencyFit.fit(observations { max(0, 0.02 * Double($0) - 0.5) }))
        #expect(steep.baseSeconds == 0 && steep.secondsPerToken > 0)
        let falling = try #require(LatencyFit.fit(observations { 5 - 0.02 * Double($0) }))
        #expect(falling.secondsPerToken == 0 && abs(falling.baseSeconds - 2.9) < 1e-9)
    }

    @Test("too few recorded times give none")
    func tooFew() {
        #expect(LatencyFit.fit(observations { $0 <= 50 ? 1 : nil }) == nil)
        #expect(LatencyFit.fit([]) == nil)
    }

    @Test("sums of times say the same as the times themselves, also where few replies are left of many")
    func sums() throws {
        let observations = observations { 0.4 + 0.02 * Double($0) + ($0 % 3 == 0 ? 0.25 : 0) }
        var statistics = LinearStatistics(order: 2)
        for observation in observations {
            statistics.add(
                inputs: [1, Double(observation.completionTokens ?? 0)], targets: [observation.latencySeconds ?? 0])
        }
        let (fit, want) = (try #require(LatencyFit.fit(statistics)), try #require(LatencyFit.fit(observations)))
        // Sums of 20 terms of at most 200² in another order, over a variance of the tokens of a twelfth of that.
        let bound = 12 * 2 * 20 * 20 * Double.ulpOfOne * want.seconds(completionTokens: 200)
        #expect(abs(fit.baseSeconds - want.baseSeconds) <= bound)
        #expect(abs(fit.secondsPerToken - want.secondsPerToken) <= bound)
        statistics.decay(by: 0.5)
        #expect(try #require(LatencyFit.fit(statistics)) == fit)
        statistics.decay(by: 0.5)
        #expect(LatencyFit.fit(statistics) == nil)
    }
}
