import RouterCore

/// Why a candidate was chosen, in a few words.
struct ChoiceReason {
    /// The words.
    let text: String

    init(_ decision: RoutingDecision) {
        guard let chosen = decision.chosen else {
            text = decision.degradedBy ?? "named by the client"
            return
        }
        guard !decision.isExploratory else {
            text = "tried in order to learn, drawn with probability \(Format.decimals(decision.propensity.value, 3))"
            return
        }
        let eligible = decision.candidates.filter(\.isEligible)
        let excluded = decision.candidates.count - eligible.count
        let suffix = excluded > 0 ? "; \(excluded) cannot serve it" : ""
        guard eligible.count > 1 else {
            text = "the only one that can serve it"
            return
        }
        let best = eligible.max { $0.estimate.quality < $1.estimate.quality }
        guard let best, best.candidate != chosen.candidate else {
            let costs = eligible.compactMap(\.estimate.costUSD)
            let isCheapest = chosen.estimate.costUSD.map { cost in costs.allSatisfy { cost <= $0 } } ?? false
            text = (isCheapest ? "best and cheapest" : "best expected quality") + suffix
            return
        }
        let loss = Int(((best.estimate.quality - chosen.estimate.quality) * 100).rounded())
        let points = loss == 1 ? "1 point" : "\(loss) points"
        if let dear = best.estimate.costUSD, let cost = chosen.estimate.costUSD, cost > 0, dear > cost {
            text = "\(points) below \(best.candidate) at 1/\(Format.ratio(dear / cost)) of its cost" + suffix
        } else {
            text = "\(points) below \(best.candidate)" + suffix
        }
    }
}
