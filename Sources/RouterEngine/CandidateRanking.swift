import RouterCore

/// Puts candidates in the order in which a client wants them tried.
///
/// Candidates that were seen to miss a preferred bound come last; before that, candidates of the providers that the
/// client has put in order come first, in that order; before that, the order itself decides:
/// - `utility`: the highest first.
/// - `price`: the lowest estimated cost first, those of unknown cost last.
/// - `throughput`: the most tokens per second first, in the median of observed calls.
/// - `latency`: the fewest seconds to the first token first, likewise.
///
/// Where no call was observed, candidates come behind the observed ones, by the time that is forecast for the whole
/// reply, those without a forecast last. Ties are settled by utility, then by place in the pool.
struct CandidateRanking {
    /// What is asked for.
    let order: CandidateOrder

    private let providers: [String]
    private let minThroughput: PreferredBound?
    private let maxLatency: PreferredBound?
    private let pool: CandidatePool
    private let conditions: [CandidateCondition]

    /// Keeps what a ranking goes by; `nil` if the client leaves everything to utility.
    ///
    /// - Parameters:
    ///   - constraints: of the request.
    ///   - pool: the candidates, m of them.
    ///   - conditions: how they have done, shape `(m)`; empty = nothing was observed.
    init?(_ constraints: RoutingConstraints, pool: CandidatePool, conditions: [CandidateCondition]) {
        let hasBounds =
            constraints.providers.preferredMinThroughput != nil || constraints.providers.preferredMaxLatency != nil
        guard hasBounds || !constraints.leavesOrderToUtility else { return nil }
        order = constraints.providers.sort ?? constraints.order
        providers = constraints.providers.order.map { $0.lowercased() }
        minThroughput = constraints.providers.preferredMinThroughput
        maxLatency = constraints.providers.preferredMaxLatency
        self.pool = pool
        self.conditions = conditions
    }

    /// Whether it is the client's wish that decides who comes first among these places: with bounds alone, that some
    /// candidate misses one.
    func overrulesUtility(among eligible: [Int]) -> Bool {
        order != .utility || !providers.isEmpty || eligible.contains { missesBound($0) }
    }

    /// The candidates in order.
    ///
    /// - Parameters:
    ///   - places: some of the pool.
    ///   - utilities: shape `(m)`.
    ///   - cost: estimated, of a candidate by its place, in any unit; `nil` = unknown.
    ///   - latency: seconds that are forecast, likewise.
    /// - Returns: `places`, the first to try first.
    func ranked(
        _ places: [Int], utilities: [Double], cost: (Int) -> Double?, latency: (Int) -> Double?
    ) -> [Int] {
        let keys = places.map { place in
            let (value, forecast) = key(place, cost: cost, latency: latency)
            return (missesBound(place) ? 1 : 0, providerPlace(place), value, forecast, -utilities[place], place)
        }
        return keys.sorted { $0 < $1 }.map { $0.5 }
    }

    /// What a candidate is ranked by, and by what where that is the same: the lower, the better.
    private func key(
        _ place: Int, cost: (Int) -> Double?, latency: (Int) -> Double?
    ) -> (value: Double, forecast: Double) {
        switch order {
        case .utility: return (0, 0)
        case .price: return (cost(place) ?? .infinity, 0)
        case .throughput:
            guard let speed = condition(place)?.tokensPerSecond[50] else { break }
            return (-speed, 0)
        case .latency:
            guard let seconds = condition(place)?.firstTokenSeconds[50] else { break }
            return (seconds, 0)
        }
        return (.infinity, latency(place) ?? .infinity)
    }

    private func condition(_ place: Int) -> CandidateCondition? { conditions.isEmpty ? nil : conditions[place] }

    private func providerPlace(_ place: Int) -> Int {
        guard !providers.isEmpty else { return 0 }
        return providers.firstIndex(of: pool.candidates[place].provider.lowercased()) ?? providers.count
    }

    /// Whether a candidate was observed to be slower than is preferred; one that was not observed is not.
    private func missesBound(_ place: Int) -> Bool {
        guard let condition = condition(place) else { return false }
        let isTooSlow = minThroughput?.byPercentile.contains { percentile, least in
            condition.tokensPerSecond[percentile].map { $0 < least } ?? false
        }
        let isTooLate = maxLatency?.byPercentile.contains { percentile, most in
            condition.firstTokenSeconds[percentile].map { $0 > most } ?? false
        }
        return isTooSlow ?? false || isTooLate ?? false
    }
}

extension RoutingConstraints {
    /// Whether the client asks for no other order than that of utility.
    var leavesOrderToUtility: Bool { (providers.sort ?? order) == .utility && providers.order.isEmpty }
}
