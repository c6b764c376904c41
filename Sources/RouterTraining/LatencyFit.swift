import RouterModel

/// A line from the tokens of a reply to the time that it took.
enum LatencyFit {
    private static let minRecordCount = 10.0

    /// The forecast of one candidate by least squares; `nil` = too few recorded times.
    ///
    /// - Parameter observations: of the candidate; those without time or tokens say nothing.
    /// - Returns: neither part negative: where the line would have one, that part is 0 and the other fitted alone.
    static func fit(_ observations: [Observation]) -> LatencyForecast? {
        let points = observations.compactMap { observation -> (x: Double, y: Double)? in
            guard let tokens = observation.completionTokens, let seconds = observation.latencySeconds else {
                return nil
            }
            return (Double(tokens), seconds)
        }
        var statistics = LinearStatistics(order: 2)
        statistics.add(inputs: points.flatMap { [1, $0.x] }, targets: points.map(\.y))
        return fit(statistics)
    }

    /// The forecast of sums of seconds on `[1, completion tokens]`; `nil` = too few recorded times.
    static func fit(_ statistics: LinearStatistics) -> LatencyForecast? {
        let n = statistics.count
        guard n >= minRecordCount else { return nil }
        let (mx, my) = (statistics.gram[1] / n, statistics.moment[0] / n)
        let (squares, products) = (statistics.gram[3], statistics.moment[1])
        let variance = squares - n * mx * mx
        // Of equal lengths, rounding leaves a little.
        let slope = variance > 1e-9 * squares ? (products - n * mx * my) / variance : 0
        if slope <= 0 { return LatencyForecast(baseSeconds: my, secondsPerToken: 0) }
        if my - slope * mx < 0 { return LatencyForecast(baseSeconds: 0, secondsPerToken: products / squares) }
        return LatencyForecast(baseSeconds: my - slope * mx, secondsPerToken: slope)
    }
}
