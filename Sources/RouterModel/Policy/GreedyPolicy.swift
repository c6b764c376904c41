public import RouterCore

/// Always the highest utility; the first of several equal ones.
public struct GreedyPolicy: RoutingPolicy {
    /// `greedy`.
    public let name = "greedy"

    /// Makes the policy; it has no parameters.
    public init() {}

    /// All probability on the highest utility.
    ///
    /// - Precondition: `utilities` is not empty.
    public func distribution(over utilities: [Double]) -> ActionDistribution {
        precondition(!utilities.isEmpty, "no utilities")
        let best = utilities.indices.dropFirst().reduce(0) { utilities[$1] > utilities[$0] ? $1 : $0 }
        return ActionDistribution(certain: best, of: utilities.count)
    }
}
