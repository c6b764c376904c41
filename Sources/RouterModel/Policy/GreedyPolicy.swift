public import RouterCore

/// Always the highest utility; the first of several equal ones.
public struct GreedyPolicy: RoutingPolicy {
    /// `greedy`.
    public let name = "greedy"

    /// Makes the policy; it has no parameters.
    public init() {}

    /// All probability on the highest utility.
    public func distribution(over context: PolicyContext) -> ActionDistribution {
        ActionDistribution(certain: context.best, of: context.count)
    }
}
