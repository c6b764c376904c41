package import RouterCore

/// The prices behind the recorded costs of one model.
package enum PriceList {
    /// The price list that explains costs best.
    ///
    /// - Parameter records: prompt tokens by our own estimate, tokens of the reply and USD of each request; those without
    ///   a cost say nothing.
    /// - Returns: unknown where no cost is recorded.
    package static func price(
        of records: [(promptTokens: Double, completionTokens: Int?, costUSD: Double?)]
    ) -> Price {
        PriceFit.fit(
            records.compactMap { record in
                record.costUSD.map {
                    PriceFit.Record(
                        promptTokens: record.promptTokens, completionTokens: record.completionTokens.map(Double.init),
                        costUSD: $0)
                }
            })
    }
}
