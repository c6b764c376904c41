import Foundation
import RouterCore
import Testing

@testable import RouterTraining

@Suite("Routing metrics")
struct RoutingMetricsTests {
    struct Golden: Decodable {
        let rows: Int
        let candidates: Int
        let best: Int
        let scores: [Double]
        let costs: [Double]
        let qualities: [Double]
        let forecasts: [Double]
        let bestSingle: Double
        let maxQuality: Double
        let oracle: Double
        let gain: Double
        let gainError: Double
        let auc: Double
        let gapClosed: Double
        let costAtBest: Double?

        var table: [RoutingMetrics.Row] {
            (0..<rows).map { row in
                let range = row * candidates..<(row + 1) * candidates
                return .init(
                    scores: Array(scores[range]), costsUSD: Array(costs[range]), qualities: Array(qualities[range]),
                    forecastsUSD: Array(forecasts[range]))
            }
        }
    }

    private func row(
        _ scores: [Double], _ qualities: [Double], costs: [Double?]? = nil, forecasts: [Double?]? = nil
    ) -> RoutingMetrics.Row {
        let unknown = [Double?](repeating: nil, count: scores.count)
        return .init(
            scores: scores, costsUSD: costs ?? unknown, qualities: qualities, forecastsUSD: forecasts ?? unknown)
    }

    @Test("every figure is the reference's", arguments: 0..<3)
    func matchesReference(index: Int) throws {
        let golden = try fixture("metrics-v1", as: [Golden].self)[index]
        let metrics = RoutingMetrics(golden.table, bestSingle: golden.best)
        // Means of at most 60 numbers in [0, 1] in another order; an area is a mean of 4,001 of them, over a gap above .05.
        let rounding = 60 * Double.ulpOfOne
        let area = 4_001 * 4 * Double.ulpOfOne / 0.05
        #expect(metrics.promptCount == golden.rows && metrics.bestSingle == golden.best)
        #expect(abs(metrics.bestSingleQuality - golden.bestSingle) <= rounding)
        #expect(abs(metrics.maxQuality - golden.maxQuality) <= rounding)
        #expect(abs(metrics.oracleQuality - golden.oracle) <= rounding)
        #expect(abs(metrics.gain - golden.gain) <= rounding)
        #expect(abs(metrics.gainStandardError - golden.gainError) <= rounding)
        #expect(abs(try #require(metrics.auc) - golden.auc) <= rounding)
        #expect(abs(try #require(metrics.gapClosed) - golden.gapClosed) <= area)
        #expect((metrics.costAtBest == nil) == (golden.costAtBest == nil))
        if let got = metrics.costAtBest, let want = golden.costAtBest {
            #expect(abs(got - want) <= rounding * max(1, want))
        }
    }

    @Test("estimates that are the truth close the gap, estimates that say nothing have an AUC of one half")
    func extremes() throws {
        let golden = try fixture("metrics-v1", as: [Golden].self)[2]
        let truth = RoutingMetrics(
            golden.table.map { row($0.scores, $0.scores, costs: $0.costsUSD, forecasts: $0.costsUSD) },
            bestSingle: golden.best)
        #expect(truth.auc == 1 && truth.gapClosed == 1 && truth.maxQuality == truth.oracleQuality)
        let blind = RoutingMetrics(
            golden.table.map { row($0.scores, $0.scores.map { _ in 0.5 }) }, bestSingle: golden.best)
        #expect(blind.auc == 0.5)
    }

    @Test("a missing cost or forecast leaves cost figures out and nothing else")
    func missingCosts() throws {
        let rows = [
            row([1, 0], [0.9, 0.1], costs: [1, nil], forecasts: [1, 1]),
            row([0, 1], [0.2, 0.8], costs: [1, 2], forecasts: [1, 2]),
        ]
        let metrics = RoutingMetrics(rows, bestSingle: 0)
        #expect(metrics.gapClosed == nil && metrics.costAtBest == nil)
        #expect(metrics.auc == 1 && metrics.gain == 0.5)
    }

    @Test("the first of several equal estimates is picked, and one kind of outcome has no AUC")
    func ties() {
        #expect(RoutingMetrics.argmax([0.5, 0.7, 0.7]) == 1)
        let metrics = RoutingMetrics([row([1, 1], [0.5, 0.5])], bestSingle: 1)
        #expect(metrics.auc == nil && metrics.gain == 0 && metrics.gainStandardError == 0)
    }

    @Test("a best single model that costs nothing has no relative cost")
    func freeBest() {
        let rows = [
            row([1, 0], [0.9, 0.1], costs: [0, 1], forecasts: [0, 1]),
            row([1, 1], [0.5, 0.6], costs: [0, 2], forecasts: [0, 2]),
        ]
        let metrics = RoutingMetrics(rows, bestSingle: 0)
        #expect(metrics.costAtBest == nil)
        #expect(metrics.gapClosed?.isFinite == true)
    }
}
