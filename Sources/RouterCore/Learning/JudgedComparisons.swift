extension RoutingDecision {
    /// The policy of decisions that a judge's comparison has made: each of two candidates gets the same prompt.
    ///
    /// Their propensity is 1 and tells nothing of how choices are made: they teach what replies are worth, and have no
    /// place in off-policy estimates.
    package static let comparedPolicy = "judge_compare"
}
