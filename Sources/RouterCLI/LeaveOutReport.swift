import RouterCore
import RouterTraining
import RouterWire

/// What `evaluate --leave-out` says of one table.
struct LeaveOutReport {
    /// What was left out.
    enum Content {
        case categories([LeaveOut.CategoryFold])
        case models([LeaveOut.ModelFold], labelCount: Int)
    }

    let path: String
    let tradeoff: Tradeoff
    let content: Content

    /// For people.
    var document: ReportDocument {
        switch content {
        case .categories(let folds): categoryDocument(folds)
        case .models(let folds, let labelCount): modelDocument(folds, labelCount)
        }
    }

    private func categoryDocument(_ folds: [LeaveOut.CategoryFold]) -> ReportDocument {
        let rows = folds.map { fold in
            let policy = fold.evaluation.strategy(.policy)
            return [
                fold.categories.joined(separator: ", "), String(fold.evaluation.table.rowCount),
                fold.evaluation.table.models[fold.evaluation.table.bestSingle],
                Format.score(fold.evaluation.metrics.bestSingleQuality),
                policy.map { "\(Format.signed($0.gain)) ± \(Format.decimals($0.gainStandardError, 3))" } ?? "–",
                policy.map { "\(Format.signed($0.gainInterval.low)) to \(Format.signed($0.gainInterval.high))" } ?? "–",
                Format.signed(fold.evaluation.metrics.gain), Format.score(fold.evaluation.metrics.auc),
            ]
        }
        return ReportDocument(
            title: "\(path): categories that training did not see",
            parts: [
                .text(
                    "Policy at trade-off \(tradeoff); the best single model is that of the categories that were seen."),
                .table(
                    title: nil,
                    header: [
                        "left out", "prompts", "best single", "its score", "policy gain ± se", "95 % interval",
                        "highest estimate", "AUC",
                    ], rows: rows, rightAligned: [1, 3, 4, 5, 6, 7]),
            ])
    }

    private func modelDocument(_ folds: [LeaveOut.ModelFold], _ labelCount: Int) -> ReportDocument {
        ReportDocument(
            title: "\(path): models that training did not see, but for \(labelCount) labelled prompts",
            parts: [
                .table(
                    title: nil, header: ["model", "labels", "prompts", "AUC", "Brier", "score", "estimate"],
                    rows: folds.map { fold in
                        [
                            fold.model, String(fold.labelCount), String(fold.promptCount), Format.score(fold.auc),
                            Format.score(fold.brierScore), Format.score(fold.meanScore), Format.score(fold.meanQuality),
                        ]
                    }, rightAligned: [1, 2, 3, 4, 5, 6]),
                .text("Mean AUC over \(folds.count) models: \(Format.score(Self.meanAUC(folds)))"),
            ])
    }

    private static func meanAUC(_ folds: [LeaveOut.ModelFold]) -> Double? {
        let aucs = folds.compactMap(\.auc)
        return aucs.isEmpty ? nil : aucs.reduce(0, +) / Double(aucs.count)
    }

    /// Reports as one object: `tables`, each with `left_out` and `folds`.
    static func json(of reports: [LeaveOutReport]) -> [UInt8] {
        var json = JSONWriter()
        json.object { json in
            json.key("tables")
            json.array { json in for report in reports { report.write(to: &json) } }
        }
        return json.bytes
    }

    private func write(to json: inout JSONWriter) {
        json.object { json in
            json.key("table", string: path)
            switch content {
            case .categories(let folds):
                json.key("left_out", string: "category")
                json.key("tradeoff", double: tradeoff.value)
                json.key("folds")
                json.array { json in for fold in folds { Self.write(fold, to: &json) } }
            case .models(let folds, let labelCount):
                json.key("left_out", string: "model")
                json.key("labels", int: labelCount)
                json.key("auc", double: Self.meanAUC(folds), digits: 9)
                json.key("folds")
                json.array { json in for fold in folds { Self.write(fold, to: &json) } }
            }
        }
    }

    private static func write(_ fold: LeaveOut.CategoryFold, to json: inout JSONWriter) {
        let metrics = fold.evaluation.metrics
        let policy = fold.evaluation.strategy(.policy)
        json.object { json in
            json.key("categories", strings: fold.categories)
            json.key("training_rows", int: fold.trainingRowCount)
            json.key("prompts", int: metrics.promptCount)
            json.key("best_single_model", string: fold.evaluation.table.models[metrics.bestSingle])
            for (key, value) in [
                ("best_single", metrics.bestSingleQuality), ("policy_gain", metrics.policyGain),
                ("policy_gain_se", metrics.policyGainStandardError), ("policy_gain_low", policy?.gainInterval.low),
                ("policy_gain_high", policy?.gainInterval.high), ("gain", metrics.gain),
                ("gain_se", metrics.gainStandardError), ("oracle", metrics.oracleQuality), ("auc", metrics.auc),
            ] as [(String, Double?)] { json.key(key, double: value, digits: 9) }
        }
    }

    private static func write(_ fold: LeaveOut.ModelFold, to json: inout JSONWriter) {
        json.object { json in
            json.key("model", string: fold.model)
            json.key("labels", int: fold.labelCount)
            json.key("prompts", int: fold.promptCount)
            json.key("auc", double: fold.auc, digits: 9)
            json.key("brier", double: fold.brierScore, digits: 9)
            json.key("score", double: fold.meanScore, digits: 9)
            json.key("quality", double: fold.meanQuality, digits: 9)
        }
    }
}
