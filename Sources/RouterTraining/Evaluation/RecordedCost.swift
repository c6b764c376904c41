package import RouterCore

/// What one reply cost, as a table has it.
package struct RecordedCost: Sendable, Hashable {
    private let promptTokens: Int?
    private let completionTokens: Int?
    private let costUSD: Double

    /// Keeps the values.
    ///
    /// - Parameters:
    ///   - promptTokens: as billed; `nil` = not recorded.
    ///   - completionTokens: tokens of the reply; `nil` = not recorded.
    ///   - costUSD: USD.
    package init(promptTokens: Int?, completionTokens: Int?, costUSD: Double) {
        self.promptTokens = promptTokens
        self.completionTokens = completionTokens
        self.costUSD = costUSD
    }

    /// The price list that fits recorded costs best; unknown without records.
    package static func price(behind records: [RecordedCost]) -> Price {
        PriceFit.fit(
            records.map { record in
                PriceFit.Record(
                    promptTokens: Double(record.promptTokens ?? 0),
                    completionTokens: record.promptTokens == nil ? nil : record.completionTokens.map(Double.init),
                    costUSD: record.costUSD)
            })
    }
}
