/// How long a model takes: a time to begin with, and a time for each token of the reply.
public struct LatencyForecast: Sendable, Codable, Hashable {
    /// Seconds that do not depend on the reply's length, not negative.
    public let baseSeconds: Double
    /// Seconds for each token of the reply, not negative.
    public let secondsPerToken: Double

    /// Keeps the times.
    package init(baseSeconds: Double, secondsPerToken: Double) {
        self.baseSeconds = baseSeconds
        self.secondsPerToken = secondsPerToken
    }

    /// Expected seconds to the whole reply.
    package func seconds(completionTokens: Double) -> Double { baseSeconds + secondsPerToken * completionTokens }
}
