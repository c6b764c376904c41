import RouterCore
import RouterEngine
import RouterWire

/// An explanation for people, and for programs.
struct ExplanationReport {
    let decision: RoutingDecision
    let explanation: DecisionExplanation

    /// Contributions that are shown of each candidate.
    private static let shownContributions = 5

    /// The explanation in sentences and tables.
    var text: String {
        let extent = decision.features.extent
        let read =
            extent.isPartial
            ? "read \(extent.readBytes) of \(extent.totalBytes) bytes (beginning and end of the user's words)"
            : "read all \(extent.totalBytes) bytes"
        var lines = [
            "\(read), about \(decision.features.promptTokens) prompt tokens; trade-off \(decision.tradeoff), bundle \(decision.bundle)",
            "", DecisionTable([(decision, nil)]).text, "",
        ]
        if let part = explanation.parts.first(where: { $0.candidate == decision.choice }) {
            lines.append(
                "What counts for \(part.candidate) (raw score against an average prompt; known by '\(part.head)'):")
            for contribution in part.contributions.prefix(Self.shownContributions) {
                let sign = contribution.amount < 0 ? "−" : "+"
                lines.append("  \(sign)\(Format.decimals(abs(contribution.amount), 3))  \(contribution.name)")
            }
            lines.append(
                "Expected cost: \(Format.dollars(part.promptCostUSD)) for the prompt, \(Format.dollars(part.completionCostUSD)) for the reply"
            )
        }
        if let runnerUp = explanation.runnerUp { lines.append("Runner-up: \(runnerUp)") }
        if let flip = explanation.flipTowardsCheaper {
            lines.append("From trade-off \(Format.decimals(flip.tradeoff, 1)) up: \(flip.candidate)")
        }
        if let flip = explanation.flipTowardsQuality {
            lines.append("From trade-off \(Format.decimals(flip.tradeoff, 1)) down: \(flip.candidate)")
        }
        if explanation.flipTowardsCheaper == nil, explanation.flipTowardsQuality == nil {
            lines.append("No trade-off changes the choice.")
        }
        return lines.joined(separator: "\n")
    }

    /// The explanation as one JSON object: the decision, and beside it the parts.
    var json: [UInt8] {
        var json = JSONWriter()
        json.object { json in
            json.key("decision")
            DecisionJSON.write(decision, to: &json)
            json.key("read_bytes", int: decision.features.extent.readBytes)
            json.key("total_bytes", int: decision.features.extent.totalBytes)
            json.key("runner_up", string: explanation.runnerUp?.rawValue)
            json.key("flip_towards_cheaper")
            Self.write(explanation.flipTowardsCheaper, to: &json)
            json.key("flip_towards_quality")
            Self.write(explanation.flipTowardsQuality, to: &json)
            json.key("candidates")
            json.array { json in
                for part in explanation.parts { Self.write(part, to: &json) }
            }
        }
        return json.bytes
    }

    private static func write(_ flip: DecisionExplanation.Flip?, to json: inout JSONWriter) {
        guard let flip else { return json.null() }
        json.object { json in
            json.key("tradeoff", double: flip.tradeoff, digits: 4)
            json.key("model", string: flip.candidate.rawValue)
        }
    }

    private static func write(_ part: DecisionExplanation.Part, to json: inout JSONWriter) {
        json.object { json in
            json.key("model", string: part.candidate.rawValue)
            json.key("known_by", string: part.head)
            json.key("prompt_cost_usd", double: part.promptCostUSD, digits: 6)
            json.key("completion_cost_usd", double: part.completionCostUSD, digits: 6)
            json.key("contributions")
            json.object { json in
                for contribution in part.contributions {
                    json.key(contribution.name, double: contribution.amount, digits: 4)
                }
            }
        }
    }
}
