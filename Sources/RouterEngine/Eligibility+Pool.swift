import RouterCore
import RouterFeatures
import RouterModel

extension Eligibility {
    /// Why each candidate of a pool cannot serve a request; empty = it can.
    ///
    /// After the filters of each candidate for itself come those that look at what is left:
    /// - Health: candidates to which no calls are let through are excluded, unless these are all that are left.
    /// - Cost tier: see ``CostBand``.
    ///
    /// - Parameters:
    ///   - pool: the candidates, m of them.
    ///   - request: needs and constraints.
    ///   - promptTokens: estimated tokens of the prompt.
    ///   - conditions: how they have done, shape `(m)`; empty = all are healthy.
    ///   - cost: of a candidate by its place, in any unit; `nil` = unknown.
    /// - Returns: shape `(m)`, each code once.
    static func exclusions(
        of pool: CandidatePool, for request: RoutingRequest, promptTokens: Int, conditions: [CandidateCondition],
        cost: (Int) -> Double?
    ) -> [[ExclusionCode]] {
        precondition(
            conditions.isEmpty || conditions.count == pool.candidates.count,
            "\(conditions.count) conditions for \(pool.candidates.count) candidates")
        var exclusions = pool.candidates.map {
            self.exclusions(of: $0, for: request, promptTokens: promptTokens)
        }
        if conditions.contains(where: { !$0.isHealthy }) { addHealth(conditions, to: &exclusions) }
        if let tier = request.constraints.costTier {
            let eligible = exclusions.indices.filter { exclusions[$0].isEmpty }
            let members = Set(CostBand.members(of: tier, among: eligible, cost: cost))
            for place in eligible where !members.contains(place) { exclusions[place].append(.costTier) }
        }
        return exclusions
    }

    /// Why each candidate cannot serve a request, where there is no model to estimate costs with: prices are compared
    /// instead.
    ///
    /// - Parameters:
    ///   - pool: the candidates, m of them.
    ///   - request: needs and constraints.
    ///   - conditions: how they have done, shape `(m)`; empty = all are healthy.
    /// - Returns: shape `(m)`, each code once.
    static func exclusions(
        of pool: CandidatePool, for request: RoutingRequest, conditions: [CandidateCondition] = []
    ) -> [[ExclusionCode]] {
        exclusions(
            of: pool, for: request, promptTokens: TokenEstimator.tokens(of: request), conditions: conditions,
            cost: pool.blendedPrice(at:))
    }

    private static func addHealth(_ conditions: [CandidateCondition], to exclusions: inout [[ExclusionCode]]) {
        let eligible = exclusions.indices.filter { exclusions[$0].isEmpty }
        // A call that may fail is better than none.
        guard eligible.isEmpty || eligible.contains(where: { conditions[$0].isHealthy }) else { return }
        for place in exclusions.indices where !conditions[place].isHealthy { exclusions[place].append(.unhealthy) }
    }
}

extension CandidatePool {
    /// USD per million tokens of a mix of prompt and reply of one candidate; `nil` = unknown.
    func blendedPrice(at place: Int) -> Double? { candidates[place].price.blendedUSDPerMillion }
}
