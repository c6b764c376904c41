import RouterPlot

/// Charts for tests.
enum PlotFixtures {
    static func chart(models: Int) -> CostQualityChart {
        let singles = (0..<models).map { index -> CostQualityChart.Point in
            let rank = Double(index + 1)
            let score = Double(index * 7 % 11)
            return .init(usdPerThousand: 0.05 * rank * rank, score: 0.3 + score / 28)
        }
        let curve = (0...20).map { step -> CostQualityChart.Point in
            let share = Double(step)
            return .init(usdPerThousand: 0.05 + share / 10, score: 0.5 + share / 100)
        }
        return CostQualityChart(
            subtitle: "a & b", models: (0..<models).map { "maker/model-\($0)<x>" }, singles: singles,
            bestSingle: models - 1,
            zeroRouter: [singles[0], singles[models - 1]], router: curve, oracle: curve,
            policy: (name: "trade-off 5", point: curve[10]))
    }

    static let reliability = ReliabilityChart(
        caption: "expected calibration error 0.031",
        bins: (0..<15).map { bin in
            let (low, high) = (Double(bin) / 15, Double(bin + 1) / 15)
            return .init(
                low: low, high: high, count: bin == 3 ? 0 : 10 * bin * bin,
                estimated: bin == 3 ? nil : (low + high) / 2,
                observed: bin == 3 ? nil : low)
        })
}
