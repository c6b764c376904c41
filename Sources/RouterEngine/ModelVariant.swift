import RouterCore

/// What stands behind the colon of a model's name: OpenRouter's variants.
enum ModelVariant: String, CaseIterable {
    /// The cheapest that can.
    case floor
    /// The fastest writer.
    case nitro
    /// Only what costs nothing.
    case free
    /// Providers that call tools well; every candidate here has one provider, so there is nothing to choose.
    case exacto
    /// Reasons before it answers.
    case thinking
    /// The longest context that there is; requests that need it are filtered by it anyway.
    case extended

    /// Adds what the variant demands.
    func apply(to request: inout RoutingRequest) {
        switch self {
        case .floor: request.constraints.order = .price
        case .nitro: request.constraints.order = .throughput
        case .free: request.constraints.requiresFree = true
        case .thinking: request.needs.capabilities.insert(.reasoning)
        case .exacto, .extended: break
        }
    }
}
