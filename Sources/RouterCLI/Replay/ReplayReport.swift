import RouterTraining
import RouterWire

/// What policies would have earned, as a table or as JSON.
enum ReplayReport {
    /// One line a policy.
    static func table(_ evaluations: [ReplayEvaluation]) -> TextTable {
        TextTable(
            header: ["policy", "quality", "cost a request", "utility", "effective n", "warnings"],
            rows: evaluations.map { evaluation in
                let diagnostics = evaluation.estimators.diagnostics
                return [
                    evaluation.name, decimals(evaluation.quality), dollars(evaluation.costUSD),
                    decimals(evaluation.utility), Format.decimals(diagnostics.effectiveSampleSize, 0),
                    diagnostics.warnings.map(\.description).joined(separator: "; "),
                ]
            }, rightAligned: [1, 2, 3, 4])
    }

    private static func decimals(_ figure: ReplayEvaluation.Figure) -> String {
        "\(Format.decimals(figure.value, 4)) [\(Format.decimals(figure.interval.low, 4)), \(Format.decimals(figure.interval.high, 4))]"
    }

    private static func dollars(_ figure: ReplayEvaluation.Figure) -> String {
        "\(Format.dollars(figure.value)) [\(Format.dollars(max(0, figure.interval.low))), \(Format.dollars(figure.interval.high))]"
    }

    /// A list with an object a policy: doubly robust figures, and all estimators in utility.
    static func write(_ evaluations: [ReplayEvaluation], to json: inout JSONWriter) {
        json.array { json in
            for evaluation in evaluations {
                json.object { json in
                    json.key("policy", string: evaluation.name)
                    write("quality", evaluation.quality, to: &json)
                    write("cost_usd", evaluation.costUSD, to: &json)
                    write("utility", evaluation.utility, to: &json)
                    json.key("estimators")
                    json.object { json in
                        for result in evaluation.estimators.results {
                            json.key(result.estimate.estimator.rawValue)
                            json.object { json in
                                json.key("value", double: result.estimate.value, digits: 6)
                                json.key("low", double: result.intervals.bootstrap.low, digits: 6)
                                json.key("high", double: result.intervals.bootstrap.high, digits: 6)
                                json.key("bernstein_low", double: result.intervals.empiricalBernstein.low, digits: 6)
                                json.key("bernstein_high", double: result.intervals.empiricalBernstein.high, digits: 6)
                            }
                        }
                    }
                    let diagnostics = evaluation.estimators.diagnostics
                    json.key("effective_sample_size", double: diagnostics.effectiveSampleSize, digits: 6)
                    json.key("largest_weight", double: diagnostics.weights.maximum, digits: 6)
                    json.key("mean_weight", double: diagnostics.weights.mean, digits: 6)
                    json.key("unsupported_share", double: diagnostics.support.impossibleShare, digits: 6)
                    json.key("warnings", strings: diagnostics.warnings.map(\.description))
                }
            }
        }
    }

    private static func write(_ key: String, _ figure: ReplayEvaluation.Figure, to json: inout JSONWriter) {
        json.key(key, double: figure.value, digits: 6)
        json.key(key + "_low", double: figure.interval.low, digits: 6)
        json.key(key + "_high", double: figure.interval.high, digits: 6)
    }
}
