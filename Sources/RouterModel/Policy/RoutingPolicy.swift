public import RouterCore

/// Maps utilities of eligible candidates to a distribution over them.
public protocol RoutingPolicy: Sendable {
    /// Name and parameters, as the log holds them.
    var name: String { get }

    /// The probability of each candidate.
    ///
    /// - Parameter utilities: shape `(m)`, finite, at least one.
    /// - Returns: shape `(m)`.
    func distribution(over utilities: [Double]) -> ActionDistribution
}
