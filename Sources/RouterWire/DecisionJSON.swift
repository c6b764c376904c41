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
            json.key("id")
            json.string(decision.id)
            json.key("model")
            json.string(decision.choice.rawValue)
            json.key("propensity")
            json.double(decision.propensity.value, digits: 9)
            json.key("policy")
            json.string(decision.policy)
            json.key("bundle")
            json.string(decision.bundle)
            json.key("tradeoff")
            json.double(decision.tradeoff.value)
            json.key("seed")
            json.string(String(decision.seed))
            json.key("prompt_tokens")
            json.int(decision.features.promptTokens)
            json.key("fallbacks")
            json.array { json in
                for candidate in decision.fallbackOrder.dropFirst() { json.string(candidate.rawValue) }
            }
            if let reason = decision.degradedBy {
                json.key("degraded_by")
                json.string(reason)
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
            json.key("model")
            json.string(verdict.candidate.rawValue)
            json.key("quality")
            json.double(estimate.quality, digits: 7)
            json.key("quality_sd")
            json.double(estimate.qualitySD, digits: 4)
            json.key("basis")
            json.string(estimate.basis.rawValue)
            json.key("completion_tokens")
            json.double(estimate.completionTokens, digits: 4)
            json.key("cost_usd")
            json.double(estimate.costUSD, digits: 6)
            json.key("latency_ms")
            json.double(estimate.latencySeconds.map { $0 * 1000 }, digits: 4)
            json.key("utility")
            json.double(verdict.utility, digits: 7)
            json.key("probability")
            json.double(verdict.probability, digits: 9)
            guard !verdict.isEligible else { return }
            json.key("excluded_by")
            json.array { json in
                for code in verdict.excludedBy { json.string(code.rawValue) }
            }
        }
    }
}
