import RouterCore

extension RoutingRequest {
    /// Takes over what a body demands of the choice.
    ///
    /// - Parameters:
    ///   - parameters: what was read of the body.
    ///   - root: the body itself, for the parameters that it sets.
    mutating func add(_ parameters: RoutingParameters, of root: JSONValue) {
        constraints = parameters.constraints
        if constraints.providers.requiresParameters { needs.parameters = ParameterWords.words(of: root) }
    }
}
