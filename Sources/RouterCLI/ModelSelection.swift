import RouterTables
import RouterTraining

/// Which models and rows of a table are judged.
struct ModelSelection {
    /// The models; in alphabetical order unless they were named.
    let models: [String]
    /// The rows.
    let split: EvaluationSplit
    /// What the user should know of the choice; `nil` = nothing.
    let note: String?

    /// Takes the named models, or the pair, or all of the table.
    ///
    /// Where a row in two would be lost because it lacks some model's score, models that are missing from half of the
    /// rows or more are left out instead, with a note.
    ///
    /// - Throws: ``RouterTraining/EvaluationError`` with `.unknownModel` or `.noRows`.
    init(
        _ rows: OutcomeRows, options: EvaluationOptions, pair: (strong: String, weak: String)?
    ) throws(EvaluationError) {
        let table = rows.rows
        split =
            switch options.split {
            case "all": .all
            case let name?: .named(name)
            case nil: table.contains { $0.split == "test" } ? .named("test") : .all
            }
        let split = split
        let judged = table.filter { split.contains($0.split) }
        guard !judged.isEmpty else {
            let splits = table.map { $0.split ?? "none" }.uniqued().sorted().joined(separator: ", ")
            throw EvaluationError(
                .noRows,
                "\(rows.path): no row is of split '\(split.label)'; \(table.isEmpty ? "the table is empty" : "splits of the table: \(splits)")"
            )
        }
        var counts: [String: Int] = [:]
        for row in table { for outcome in row.outcomes { counts[outcome.model, default: 0] += 1 } }
        let named = options.models.map(EvaluationOptions.names) ?? pair.map { [$0.strong, $0.weak] }
        if let named {
            if let unknown = named.first(where: { counts[$0] == nil }) {
                throw EvaluationError(
                    .unknownModel,
                    "\(rows.path): there is no model '\(unknown)'; the table has \(counts.keys.sorted().joined(separator: ", "))"
                )
            }
            (models, note) = (named, nil)
            return
        }
        let all = counts.keys.sorted()
        let complete = judged.count { $0.outcomes.count == all.count }
        guard complete * 2 < judged.count else {
            (models, note) = (all, nil)
            return
        }
        var own: [String: Int] = [:]
        for row in judged { for outcome in row.outcomes { own[outcome.model, default: 0] += 1 } }
        let frequent = all.filter { own[$0, default: 0] * 2 > judged.count }
        models = frequent
        let rare = all.filter { own[$0, default: 0] * 2 <= judged.count }
        note =
            rare.isEmpty
            ? nil
            : "models with scores of at most half of the \(judged.count) rows are left out (name them with --models to keep them): \(rare.joined(separator: ", "))"
    }
}
