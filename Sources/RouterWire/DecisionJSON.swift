package import RouterCore

/// The decision on the wire: the same shape for files, `POST /v1/route` and replies that explain themselves.
package enum DecisionJSON {
    /// Appends the decision as one object.
    ///
    /// - Parameters:
    ///   - decision: what to write.
    ///   - json: where to write it.
    package static func write(_ decision: RoutingDecision, to json: inout JSONWriter) {
        json.object { json in
            json.key("id", string: decision.id)
            json.key("model", string: decision.choice.rawValue)
            json.key("propensity", double: decision.propensity.value, digits: 9)
            if decision.isExploratory { json.key("explored", bool: true) }
            json.key("policy", string: decision.policy)
            json.key("bundle", string: decision.bundle)
            json.key("tradeoff", double: decision.tradeoff.value)
            json.key("seed", string: String(decision.seed))
            json.key("prompt_tokens", int: decision.features.promptTokens)
            json.key("fallbacks", strings: decision.fallbackOrder.dropFirst().map(\.rawValue))
            if let reason = decision.degradedBy {
                json.key("degraded_by", string: reason)
            }
            json.key("candidates")
            json.array { json in
                for verdict in decision.candidates { write(verdict, to: &json) }
            }
        }
    }

    private static func write(_ verdict: CandidateVerdict, to json: inout JSONWriter) {
        let estimate = verdict.estimate
        json.object { json in
            json.key("model", string: verdict.candidate.rawValue)
            json.key("quality", double: estimate.quality, digits: 7)
            json.key("quality_sd", double: estimate.qualitySD, digits: 4)
            json.key("basis", string: estimate.basis.rawValue)
            json.key("completion_tokens", double: estimate.completionTokens, digits: 4)
            json.key("cost_usd", double: estimate.costUSD, digits: 6)
            json.key("latency_ms", double: estimate.latencySeconds.map { $0 * 1000 }, digits: 4)
            json.key("utility", double: verdict.utility, digits: 7)
            json.key("probability", double: verdict.probability, digits: 9)
            if let cost = verdict.switchCostUSD { json.key("switch_cost_usd", double: cost, digits: 6) }
            guard !verdict.isEligible else { return }
            json.key("excluded_by", strings: verdict.excludedBy.map(\.rawValue))
        }
    }
}
