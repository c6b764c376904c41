package import RouterCore

/// A further name that means "decide", and what it demands where the request itself says nothing.
package struct RoutingPreset: Sendable, Hashable {
    /// The dial.
    package var tradeoff: Tradeoff?
    /// Only candidates that fit one of these; `nil` = all.
    package var allowed: [CandidatePattern]?
    /// Never candidates that fit one of these.
    package var excluded: [CandidatePattern]
    /// What candidates must be able to do.
    package var capabilities: Capabilities
    /// The band of costs.
    package var costTier: CostTier?
    /// How eligible candidates are put in order.
    package var order: CandidateOrder

    /// Keeps the values.
    package init(
        tradeoff: Tradeoff? = nil, allowed: [CandidatePattern]? = nil, excluded: [CandidatePattern] = [],
        capabilities: Capabilities = [], costTier: CostTier? = nil, order: CandidateOrder = .utility
    ) {
        self.tradeoff = tradeoff
        self.allowed = allowed
        self.excluded = excluded
        self.capabilities = capabilities
        self.costTier = costTier
        self.order = order
    }

    /// Adds what the preset demands; what the request says itself wins.
    func apply(to request: inout RoutingRequest) {
        request.needs.capabilities.formUnion(capabilities)
        request.constraints.excluded += excluded
        request.constraints.allowed = request.constraints.allowed ?? allowed
        if request.constraints.tradeoff == nil, request.constraints.costTier == nil {
            request.constraints.tradeoff = tradeoff
            request.constraints.costTier = costTier
        }
        if request.constraints.order == .utility { request.constraints.order = order }
    }
}
