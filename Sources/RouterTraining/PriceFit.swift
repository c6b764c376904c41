import RouterCore
import RouterNumerics

/// The price list behind recorded costs: USD a request, a prompt token and a completion token, by least squares.
///
/// What the tables' prompts held beside the prompt's text, such as worked examples, shows up in the price of a request.
enum PriceFit {
    /// One recorded cost.
    struct Record: Sendable {
        /// Tokens of the prompt by our own estimate.
        let promptTokens: Double
        /// Tokens of the reply; `nil` = not recorded.
        let completionTokens: Double?
        /// USD.
        let costUSD: Double
    }

    /// The price list; unknown without records.
    ///
    /// A part that would come out negative is left out; without token counts all is the mean cost of a request.
    static func fit(_ records: [Record]) -> Price {
        guard !records.isEmpty else { return .unknown }
        let counted = records.filter { $0.completionTokens != nil }
        if counted.count >= 8 {
            for columns in [[0, 1, 2], [1, 2], [0, 2], [2]] {
                guard let parts = solve(counted, columns), parts.allSatisfy({ $0 >= 0 && $0.isFinite }) else {
                    continue
                }
                return Price(
                    promptUSDPerMillion: parts[1] * 1e6, completionUSDPerMillion: parts[2] * 1e6, requestUSD: parts[0])
            }
        }
        let mean = records.reduce(0) { $0 + $1.costUSD } / Double(records.count)
        return Price(promptUSDPerMillion: 0, completionUSDPerMillion: 0, requestUSD: mean)
    }

    /// Least squares on some of the columns request, prompt, completion; 0 for the others, `nil` if they cannot be told
    /// apart.
    private static func solve(_ records: [Record], _ columns: [Int]) -> [Double]? {
        let inputs = records.flatMap { record in
            let all = [1, record.promptTokens / 1000, (record.completionTokens ?? 0) / 1000]
            return columns.map { all[$0] }
        }
        var statistics = LinearStatistics(order: columns.count)
        statistics.add(inputs: inputs, targets: records.map(\.costUSD))
        let scale = 1e-9 * Double(records.count)
        guard
            let posterior = try? statistics.posterior(
                prior: [Double](repeating: 0, count: columns.count),
                precision: [Double](repeating: scale, count: columns.count))
        else { return nil }
        var parts = [0.0, 0, 0]
        for (column, weight) in zip(columns, posterior.weights) { parts[column] = column == 0 ? weight : weight / 1000 }
        return parts
    }
}
