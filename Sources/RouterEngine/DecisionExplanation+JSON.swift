package import RouterCore
package import RouterWire

extension DecisionExplanation {
    /// Appends the parts of the explanation and what would change the choice, as members of an object.
    ///
    /// Contributions are in raw score, `…_usd` in USD for the request, utilities, advantages, margins and swings in
    /// quality (dimensionless), factors of prices without unit.
    ///
    /// - Parameters:
    ///   - decision: what is explained; the parts are those of its candidates, in their order.
    ///   - json: inside of an object.
    package func writeMembers(of decision: RoutingDecision, to json: inout JSONWriter) {
        json.key("read_bytes", int: decision.features.extent.readBytes)
        json.key("total_bytes", int: decision.features.extent.totalBytes)
        json.key("preferred", string: preferred?.rawValue)
        json.key("runner_up", string: runnerUp?.rawValue)
        json.key("best_on_average", string: bestOnAverage?.rawValue)
        json.key("flips")
        writeFlips(to: &json)
        json.key("candidates")
        json.array { json in
            for (part, verdict) in zip(parts, decision.candidates) {
                Self.write(part, verdict.estimate, to: &json)
            }
        }
    }

    /// The explanation as one JSON object, its members those of ``writeMembers(of:to:)``.
    package func json(of decision: RoutingDecision) -> [UInt8] {
        var json = JSONWriter(reservingBytes: 8192)
        json.object { writeMembers(of: decision, to: &$0) }
        return json.bytes
    }

    private func writeFlips(to json: inout JSONWriter) {
        json.object { json in
            json.key("towards_cheaper")
            Self.write(flipTowardsCheaper, to: &json)
            json.key("towards_quality")
            Self.write(flipTowardsQuality, to: &json)
            json.key("price_rise")
            Self.write(flipByRise, to: &json)
            json.key("price_fall")
            Self.write(flipByFall, to: &json)
            json.key("average_features")
            json.array { json in
                for flip in featureFlips { Self.write(flip, to: &json) }
            }
        }
    }

    private static func write(_ flip: DecisionExplanation.Flip?, to json: inout JSONWriter) {
        guard let flip else { return json.null() }
        json.object { json in
            json.key("tradeoff", double: flip.tradeoff)
            json.key("model", string: flip.candidate.rawValue)
        }
    }

    private static func write(_ flip: DecisionExplanation.PriceFlip?, to json: inout JSONWriter) {
        guard let flip else { return json.null() }
        json.object { json in
            json.key("repriced", string: flip.repriced.rawValue)
            json.key("price_factor", double: flip.factor, digits: 4)
            json.key("model", string: flip.candidate.rawValue)
        }
    }

    private static func write(_ flip: DecisionExplanation.FeatureFlip, to json: inout JSONWriter) {
        json.object { json in
            json.key("feature", string: flip.feature)
            json.key("value", double: flip.value, digits: 4)
            json.key("average", double: flip.average, digits: 4)
            json.key("model", string: flip.candidate.rawValue)
            json.key("utility_swing", double: flip.swing, digits: 4)
        }
    }

    private static func write(
        _ part: DecisionExplanation.Part, _ estimate: Estimate, to json: inout JSONWriter
    ) {
        json.object { json in
            json.key("model", string: part.candidate.rawValue)
            json.key("known_by", string: part.head)
            json.key("raw_score", double: part.rawScore, digits: 6)
            json.key("quality", double: estimate.quality, digits: 7)
            json.key("completion_tokens", double: estimate.completionTokens, digits: 4)
            json.key("prompt_cost_usd", double: part.promptCostUSD, digits: 6)
            json.key("completion_cost_usd", double: part.completionCostUSD, digits: 6)
            json.key("request_cost_usd", double: part.requestCostUSD, digits: 6)
            json.key("cost_usd", double: estimate.costUSD, digits: 6)
            if let switchCost = part.switchCostUSD { json.key("switch_cost_usd", double: switchCost, digits: 6) }
            json.key("expected_utility", double: part.expectedUtility, digits: 7)
            json.key("advantage", double: part.advantage, digits: 4)
            json.key("margin", double: part.margin, digits: 4)
            json.key("contributions")
            write(part.inputContributions, to: &json)
            json.key("skill_contributions")
            write(part.skillContributions, to: &json)
        }
    }

    private static func write(_ contributions: [DecisionExplanation.Contribution], to json: inout JSONWriter) {
        json.object { json in
            for contribution in contributions { json.key(contribution.name, double: contribution.amount, digits: 6) }
        }
    }
}
