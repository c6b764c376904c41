import RouterCore

/// Which of several candidates a cost tier means: a band of percentiles of what the request would cost.
///
/// The percentile of a candidate is its mid-rank: `100 · (cheaper ones + half of those that cost the same, itself
/// included) / all of them`. So the only one of all is in the middle, of five different ones each tier has one, and
/// candidates of the same cost share a tier. Where a pool is too small or too uniform for a tier to have members, the
/// nearest tier below that has some stands in, and if there is none, the nearest above.
///
/// Candidates of unknown cost are in no tier; if no cost is known, there are no tiers and everybody stays.
enum CostBand {
    /// The members of a tier.
    ///
    /// - Parameters:
    ///   - tier: the band.
    ///   - places: the candidates to choose from.
    ///   - cost: of a candidate by its place; `nil` = unknown.
    /// - Returns: some of `places`, at least one unless there is none.
    static func members(of tier: CostTier, among places: [Int], cost: (Int) -> Double?) -> [Int] {
        let ranked = places.compactMap { place in cost(place).map { (place: place, cost: $0) } }
            .sorted { ($0.cost, $0.place) < ($1.cost, $1.place) }
        guard !ranked.isEmpty else { return places }
        var members: [CostTier: [Int]] = [:]
        var start = 0
        while start < ranked.count {
            let end = ranked[start...].firstIndex { $0.cost > ranked[start].cost } ?? ranked.count
            let percentile = 50 * Double(start + end) / Double(ranked.count)
            let own = CostTier.allCases.first { $0.percentiles.contains(percentile) } ?? .max
            members[own, default: []] += ranked[start..<end].map(\.place)
            start = end
        }
        return nearest(to: tier).lazy.compactMap { members[$0] }.first ?? places
    }

    /// All tiers: this one, those below from the nearest on, those above from the nearest on.
    private static func nearest(to tier: CostTier) -> [CostTier] {
        let place = CostTier.allCases.firstIndex(of: tier) ?? 0
        return CostTier.allCases[...place].reversed() + CostTier.allCases[(place + 1)...]
    }
}
