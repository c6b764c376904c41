import RouterCore
import RouterModel
import RouterWire

extension BundleDiffReport {
    /// As one object; quality and cost of decisions are means over the prompts.
    var json: [UInt8] {
        var json = JSONWriter()
        json.object { json in
            for (key, reference) in [("old", old), ("new", new)] {
                json.key(key)
                Self.write(reference, to: &json)
            }
            json.key("models_added", strings: comparison.added)
            json.key("models_removed", strings: comparison.removed)
            json.key("same_inputs", bool: comparison.hasSameInputs)
            json.key("models")
            json.array { json in for candidate in comparison.candidates { Self.write(candidate, to: &json) } }
            json.key("decisions")
            if let decisions { Self.write(decisions, to: &json) } else { json.null() }
        }
        return json.bytes
    }

    private static func write(_ reference: BundleReference, to json: inout JSONWriter) {
        let manifest = reference.bundle.manifest
        json.object { json in
            json.key("bundle", string: reference.text)
            json.key("id", string: reference.bundle.id)
            json.key("schema", int: manifest.schema.version)
            json.key("models", int: manifest.models.count)
            json.key("skills", int: manifest.skills)
            json.key("training_rows", int: manifest.tables.reduce(0) { $0 + $1.rows })
            json.key("outcomes", int: manifest.models.reduce(0) { $0 + $1.outcomes })
        }
    }

    private static func write(_ candidate: BundleComparison.Candidate, to json: inout JSONWriter) {
        json.object { json in
            json.key("model", string: candidate.name)
            json.key("changed", bool: candidate.isChanged)
            json.key("outcomes_old", int: candidate.outcomes.old)
            json.key("outcomes_new", int: candidate.outcomes.new)
            for (key, old, new) in [
                ("ability", candidate.ability.old, candidate.ability.new),
                ("mean_score", candidate.meanScore.old, candidate.meanScore.new),
                ("calibration_slope", candidate.calibrationSlope.old, candidate.calibrationSlope.new),
                ("calibration_intercept", candidate.calibrationIntercept.old, candidate.calibrationIntercept.new),
                ("prompt_usd_per_million", candidate.promptUSDPerMillion.old, candidate.promptUSDPerMillion.new),
                (
                    "completion_usd_per_million", candidate.completionUSDPerMillion.old,
                    candidate.completionUSDPerMillion.new
                ),
            ] as [(String, Double?, Double?)] {
                json.key("\(key)_old", double: old, digits: 9)
                json.key("\(key)_new", double: new, digits: 9)
            }
            json.key("weight_shift_sd", double: candidate.weightShift?.meanSquareRoot, digits: 9)
            json.key("largest_weight_shift_sd", double: candidate.weightShift?.largest, digits: 9)
        }
    }

    private static func write(_ decisions: DecisionComparison, to json: inout JSONWriter) {
        json.object { json in
            json.key("prompts", int: decisions.promptCount)
            json.key("unroutable", int: decisions.unroutableCount)
            json.key("changed", int: decisions.changedCount)
            json.key("moves")
            json.array { json in
                for (move, count) in decisions.rankedMoves {
                    json.object { json in
                        json.key("from", string: move.from.rawValue)
                        json.key("to", string: move.to.rawValue)
                        json.key("count", int: count)
                    }
                }
            }
            for (key, judgement) in [("by_old", decisions.byOld), ("by_new", decisions.byNew)] {
                let count = decisions.promptCount > 0 ? Double(decisions.promptCount) : nil
                let priced = judgement.pricedCount > 0 ? Double(judgement.pricedCount) : nil
                json.key(key)
                json.object { json in
                    json.key("quality_old", double: count.map { judgement.oldQuality / $0 }, digits: 9)
                    json.key("quality_new", double: count.map { judgement.newQuality / $0 }, digits: 9)
                    json.key("cost_usd_old", double: priced.map { judgement.oldCostUSD / $0 }, digits: 9)
                    json.key("cost_usd_new", double: priced.map { judgement.newCostUSD / $0 }, digits: 9)
                    json.key("priced_prompts", int: judgement.pricedCount)
                }
            }
        }
    }
}
