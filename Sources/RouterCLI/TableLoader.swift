import Foundation
import RouterCore
import RouterFeatures
import RouterTables
import RouterTraining

/// Reads outcome tables into a training set, and keeps what evaluation needs of the rows that are held out.
struct TableLoader {
    /// A row that training does not see.
    struct HeldOutRow {
        let table: String
        let features: FeatureVector
        let outcomes: [ModelOutcome]
    }

    /// What is known of one table after reading it.
    struct TableSummary {
        let path: String
        var trainingRows = 0
        var rowsLeftOut = 0
        var skippedRows = 0
    }

    /// Only rows of this split are for training; `nil` = four fifths of all rows, by a hash of their ids.
    let split: String?
    /// Whether rows that do not follow the format are counted instead of ending the reading.
    let skipsBadRows: Bool
    /// Questions that must not be trained on.
    let excludedQuestions: Set<UInt64>

    private(set) var training = TrainingSet(schema: FeatureExtractor.schema)
    private(set) var heldOut: [HeldOutRow] = []
    private(set) var tables: [TableSummary] = []
    private let extractor = FeatureExtractor()

    init(split: String?, skipsBadRows: Bool, excludedQuestions: Set<UInt64> = []) {
        self.split = split
        self.skipsBadRows = skipsBadRows
        self.excludedQuestions = excludedQuestions
    }

    /// Adds one table.
    ///
    /// - Throws: ``RouterTables/TableError``.
    mutating func add(path: String, progress: ProgressLine) throws {
        let size = (try? FileManager.default.attributesOfItem(atPath: path)[.size] as? Int) ?? 0
        let reader = try OutcomeTableReader(path: path, skipsBadRows: skipsBadRows)
        var summary = TableSummary(path: path)
        while let row = try reader.next() {
            if size > 0 { progress.report(Double(reader.consumedBytes) / Double(size)) }
            let features = extractor.features(of: row.request)
            guard isForTraining(row) else {
                heldOut.append(HeldOutRow(table: path, features: features, outcomes: row.outcomes))
                continue
            }
            guard !excludedQuestions.contains(QuestionIdentity.hash(of: row.request)) else {
                summary.rowsLeftOut += 1
                continue
            }
            training.append(
                features,
                row.outcomes.map { outcome in
                    Observation(
                        candidate: training.candidateIndex(outcome.model), score: outcome.score,
                        costUSD: outcome.costUSD, completionTokens: outcome.completionTokens)
                })
            summary.trainingRows += 1
        }
        summary.skippedRows = reader.skippedRowCount
        tables.append(summary)
    }

    private func isForTraining(_ row: OutcomeRow) -> Bool {
        guard let split else {
            // The last digit of a stable hash deals rows the same way in every run.
            return QuestionIdentity.hash(of: row.id) % 5 != 0
        }
        return row.split == split
    }
}
