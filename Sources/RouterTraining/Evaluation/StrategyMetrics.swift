/// One way of choosing on the evaluated rows, beside the best single model.
package struct StrategyMetrics: Sendable, Hashable {
    /// Ways of choosing.
    package enum Kind: String, Sendable, Hashable, CaseIterable {
        /// The model that is best on other rows, for every prompt.
        case bestSingle = "best_single"
        /// The model with the lowest mean cost, for every prompt.
        case cheapest
        /// Any model with the same probability.
        case random
        /// The highest estimated quality, whatever it costs.
        case maxQuality = "max_quality"
        /// What the policy chose at its trade-off.
        case policy
        /// The highest true score, of several the cheapest.
        case oracle
    }

    /// The way of choosing.
    package let kind: Kind
    /// The model, where it is one for every prompt.
    package let model: String?
    /// Mean score.
    package let quality: Double
    /// Mean cost in USD; `nil` = a cost is missing.
    package let costUSD: Double?
    /// ``quality`` − that of the best single model.
    package let gain: Double
    /// Standard error of the gain, paired by prompt.
    package let gainStandardError: Double
    /// 95 % interval of the gain, by bootstrap.
    package let gainInterval: Interval

    /// The figures of each way that the table has data for.
    ///
    /// - Parameters:
    ///   - table: predictions and outcomes.
    ///   - seed: seed of the bootstrap.
    /// - Returns: in the order of ``Kind``.
    package static func all(_ table: EvaluationTable, seed: UInt64) -> [StrategyMetrics] {
        let m = table.models.count
        let ways = Kind.allCases.compactMap { Way($0, table) }
        let single = table.picked(table.scores) { _ in table.bestSingle }
        let columns = ways.map { way in
            way.places.map { places in table.picked(table.scores) { places[$0] } }
                ?? (0..<table.rowCount).map { Array(table.scores[$0 * m..<($0 + 1) * m]).mean }
        }
        let intervals = Bootstrap.meanIntervals(of: columns.map { zip($0, single).map { $0 - $1 } }, seed: seed)
        return ways.indices.map { index in
            let gain = PairedGain(columns[index], over: single)
            return StrategyMetrics(
                kind: ways[index].kind, model: ways[index].model, quality: gain.mean,
                costUSD: table.costsUSD.map { costs in
                    ways[index].places.map { places in table.picked(costs) { places[$0] }.mean } ?? costs.mean
                }, gain: gain.gain, gainStandardError: gain.standardError, gainInterval: intervals[index])
        }
    }

    /// Which candidate a way of choosing picks for each row; `nil` places = each with the same probability.
    private struct Way {
        let kind: Kind
        let model: String?
        let places: [Int]?

        init?(_ kind: Kind, _ table: EvaluationTable) {
            self.kind = kind
            switch kind {
            case .bestSingle: (model, places) = Self.one(table.bestSingle, table)
            case .cheapest:
                guard let costs = table.costsUSD else { return nil }
                (model, places) = Self.one(EvaluationTable.argmax(table.columnMeans(of: costs).map { -$0 }), table)
            case .random: (model, places) = (nil, nil)
            case .maxQuality: (model, places) = (nil, table.argmaxima(of: table.qualities))
            case .policy:
                guard let choices = table.choices else { return nil }
                (model, places) = (nil, choices)
            case .oracle: (model, places) = (nil, Self.oracle(table))
            }
        }

        private static func one(_ place: Int, _ table: EvaluationTable) -> (String?, [Int]?) {
            (table.models[place], [Int](repeating: place, count: table.rowCount))
        }

        private static func oracle(_ table: EvaluationTable) -> [Int] {
            let m = table.models.count
            guard let costs = table.costsUSD else { return table.argmaxima(of: table.scores) }
            return (0..<table.rowCount).map { row in
                (row * m..<(row + 1) * m).reduce(row * m) { best, cell in
                    (-table.scores[cell], costs[cell]) < (-table.scores[best], costs[best]) ? cell : best
                } - row * m
            }
        }
    }
}
