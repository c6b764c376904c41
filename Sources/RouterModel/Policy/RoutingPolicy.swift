public import RouterCore

/// Maps what is known of the eligible candidates to a distribution over them.
///
/// The choice is drawn from the distribution as it is returned, so the probability that the log holds is exactly the
/// one that the choice had, however a policy has come to it.
public protocol RoutingPolicy: Sendable {
    /// Name and parameters, as the log holds them.
    var name: String { get }

    /// The probability of each candidate.
    ///
    /// - Parameter context: m eligible candidates, at least one.
    /// - Returns: shape `(m)`.
    func distribution(over context: PolicyContext) -> ActionDistribution
}
