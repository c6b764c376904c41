import RouterCore
import RouterOutcomeLog
import RouterTraining

/// The estimates of logged decisions, as a table in which they stand for outcomes.
struct LoggedEstimates {
    private let path: String
    private let models: [String]
    private let rows: [PredictionRow]
    /// Decisions that were left out, and why; `nil` = none.
    let note: String?

    /// Reads a log: the decisions over the newest decision's pool, with an estimate and a forecast cost of each model.
    ///
    /// - Parameters:
    ///   - path: the SQLite file.
    ///   - wanted: only these; `nil` = the whole pool.
    /// - Throws: ``RouterOutcomeLog/OutcomeLogError``, or ``RouterTraining/EvaluationError`` for unknown models.
    init(path: String, models wanted: [String]?) async throws {
        let reader = try await OutcomeLogReader.open(path)
        var kept: [[CandidateID: Estimate]] = []
        var ids: [String] = []
        var pool: [CandidateID] = []
        var position: Int64 = 0
        var seen = 0
        while true {
            let page = try await reader.page(after: position)
            guard !page.decisions.isEmpty else { break }
            position = page.position
            for decision in page.decisions.map(\.decision) where !decision.candidates.isEmpty {
                seen += 1
                // The pool in use is the newest one: what was decided over others says nothing of it.
                if decision.candidates.map(\.candidate) != pool {
                    pool = decision.candidates.map(\.candidate)
                    (kept, ids) = ([], [])
                }
                kept.append(
                    Dictionary(
                        decision.candidates.filter(\.isEligible).map { ($0.candidate, $0.estimate) },
                        uniquingKeysWith: { first, _ in first }))
                ids.append(decision.id)
            }
        }
        if let unknown = wanted?.first(where: { !pool.contains(CandidateID($0)) }) {
            throw EvaluationError(
                .unknownModel,
                "\(path): the newest pool has no model '\(unknown)'; it has \(pool.map(\.rawValue).joined(separator: ", "))"
            )
        }
        let names = wanted ?? pool.map(\.rawValue)
        self.path = path
        models = names
        rows = zip(ids, kept).compactMap { id, estimates in
            let own = names.compactMap { estimates[CandidateID($0)] }
            let costs = own.compactMap(\.costUSD)
            guard own.count == names.count, costs.count == names.count else { return nil }
            return PredictionRow(
                id: id, category: "", split: nil, scores: own.map(\.quality), costsUSD: costs,
                prediction: .init(qualities: own.map(\.quality), forecastsUSD: costs, choice: nil))
        }
        note =
            rows.count < seen
            ? "\(seen - rows.count) of \(seen) decisions are left out: another pool, or a model that was excluded or has no price"
            : nil
    }

    /// The table.
    ///
    /// - Throws: ``RouterTraining/EvaluationError`` with `.noRows`.
    func table() throws(EvaluationError) -> EvaluationTable {
        guard !rows.isEmpty else {
            throw EvaluationError(
                .noRows,
                "\(path): no decision has an estimate and a cost of each model of the newest pool; one is needed")
        }
        return try EvaluationTable(models: models, rows: rows, split: .all)
    }
}
