import RouterModel

/// A line from the tokens of a reply to the time that it took.
enum LatencyFit {
    private static let minRecordCount = 10

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
        guard points.count >= minRecordCount else { return nil }
        let n = Double(points.count)
        let (mx, my) = (points.reduce(0) { $0 + $1.x } / n, points.reduce(0) { $0 + $1.y } / n)
        let variance = points.reduce(0) { $0 + ($1.x - mx) * ($1.x - mx) }
        let covariance = points.reduce(0) { $0 + ($1.x - mx) * ($1.y - my) }
        let slope = variance > 0 ? covariance / variance : 0
        if slope <= 0 { return LatencyForecast(baseSeconds: my, secondsPerToken: 0) }
        if my - slope * mx < 0 {
            let squares = points.reduce(0) { $0 + $1.x * $1.x }
            return LatencyForecast(
                baseSeconds: 0, secondsPerToken: points.reduce(0) { $0 + $1.x * $1.y } / squares)
        }
        return LatencyForecast(baseSeconds: my - slope * mx, secondsPerToken: slope)
    }
}
