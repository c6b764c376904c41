import RouterCore
import RouterTraining
import RouterWire

extension EvaluationReport {
    /// Reports as one object: `tables`, an object for each with the keys of the reference figures (`gain`, `gap_closed`,
    /// …), `strategies`, `candidates`, `reliability`, `categories` and `verdict`; costs are USD a request.
    static func json(of reports: [EvaluationReport]) -> [UInt8] {
        var json = JSONWriter()
        json.object { json in
            json.key("tables")
            json.array { json in for report in reports { report.write(to: &json) } }
        }
        return json.bytes
    }

    private func write(to json: inout JSONWriter) {
        let (table, metrics, curve) = (evaluation.table, evaluation.metrics, evaluation.curve)
        json.object { json in
            json.key("table", string: path)
            json.key("split", string: split.label)
            json.key("estimates", string: source)
            json.key("tradeoff", double: tradeoff?.value)
            json.key("prompts", int: metrics.promptCount)
            json.key("incomplete_rows", int: table.incompleteRowCount)
            json.key("skipped_lines", int: skippedRowCount)
            json.key("other_rows", int: table.otherRowCount ?? 0)
            json.key("models", int: table.models.count)
            json.key("best_single_model", string: table.models[table.bestSingle])
            for (key, value) in [
                ("best_single", metrics.bestSingleQuality), ("oracle", metrics.oracleQuality),
                ("max_quality", metrics.maxQuality), ("gain", metrics.gain), ("gain_se", metrics.gainStandardError),
                ("policy_gain", metrics.policyGain), ("policy_gain_se", metrics.policyGainStandardError),
                ("policy_cost_usd", metrics.policyCostUSD), ("auc", metrics.auc),
                ("brier", evaluation.meanBrierScore), ("ece", evaluation.meanCalibrationError), ("aiq", curve?.aiq),
                ("aiq_zero", curve?.aiqZero), ("aiq_oracle", curve?.aiqOracle), ("gap_closed", metrics.gapClosed),
                ("cost_at_best", metrics.costAtBest),
            ] as [(String, Double?)] { json.key(key, double: value, digits: 9) }
            if let pair = evaluation.pair {
                json.key("pair", strings: [pair.strong, pair.weak])
                json.key("apgr", double: pair.apgr, digits: 9)
                json.key("cpt50_percent", double: pair.cpt50, digits: 9)
                json.key("cpt80_percent", double: pair.cpt80, digits: 9)
            }
            writeParts(to: &json)
        }
    }

    private func writeParts(to json: inout JSONWriter) {
        json.key("strategies")
        json.array { json in
            for strategy in evaluation.strategies {
                json.object { json in
                    json.key("choice", string: strategy.kind.rawValue)
                    json.key("model", string: strategy.model)
                    json.key("score", double: strategy.quality, digits: 9)
                    json.key("cost_usd", double: strategy.costUSD, digits: 9)
                    json.key("gain", double: strategy.gain, digits: 9)
                    json.key("gain_se", double: strategy.gainStandardError, digits: 9)
                    json.key("gain_low", double: strategy.gainInterval.low, digits: 9)
                    json.key("gain_high", double: strategy.gainInterval.high, digits: 9)
                }
            }
        }
        json.key("candidates")
        json.array { json in
            for candidate in evaluation.candidates {
                json.object { json in
                    json.key("model", string: candidate.model)
                    json.key("score", double: candidate.meanScore, digits: 9)
                    json.key("quality", double: candidate.meanQuality, digits: 9)
                    json.key("cost_usd", double: candidate.meanCostUSD, digits: 9)
                    json.key("chosen_share", double: candidate.chosenShare, digits: 9)
                    json.key("auc", double: candidate.auc, digits: 9)
                    json.key("brier", double: candidate.brierScore, digits: 9)
                    json.key("ece", double: candidate.calibrationError, digits: 9)
                }
            }
        }
        json.key("reliability")
        json.array { json in
            for bin in evaluation.reliability.bins {
                json.object { json in
                    json.key("low", double: bin.low, digits: 6)
                    json.key("high", double: bin.high, digits: 6)
                    json.key("count", int: bin.count)
                    json.key("quality", double: bin.meanQuality, digits: 9)
                    json.key("score", double: bin.meanScore, digits: 9)
                }
            }
        }
        json.key("categories")
        json.array { json in
            for category in evaluation.categories {
                json.object { json in
                    json.key("category", string: category.category)
                    json.key("prompts", int: category.promptCount)
                    json.key("best_single", double: category.bestSingleQuality, digits: 9)
                    json.key("router", double: category.routerQuality, digits: 9)
                    json.key("gain", double: category.gain, digits: 9)
                    json.key("gain_se", double: category.gainStandardError, digits: 9)
                    json.key("oracle", double: category.oracleQuality, digits: 9)
                }
            }
        }
        json.key("verdict")
        json.object { json in
            json.key("answer", string: evaluation.verdict.answer.rawValue)
            json.key("model", string: evaluation.verdict.model)
            json.key("text", string: evaluation.verdict.text)
        }
    }
}
