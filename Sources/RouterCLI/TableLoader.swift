import Foundation
import RouterCore
import RouterFeatures
import RouterTables
import RouterTraining

/// Reads outcome tables into a training set, and keeps what evaluation needs of the rows that are held out.
///
/// Of tables too long for memory a sample is kept; ``forEachRowBeyondSample(_:_:)`` reads the others.
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

    private(set) var training: TrainingSet
    private(set) var heldOut: [HeldOutRow] = []
    private(set) var tables: [TableSummary] = []
    private let extractor: FeatureExtractor
    private var trainingSample: RowSample
    private var heldOutSample: RowSample

    init(
        extractor: FeatureExtractor, split: String?, skipsBadRows: Bool, excludedQuestions: Set<UInt64> = [],
        sampleCapacity: Int = TrainingRecipe().skillRowCount
    ) {
        self.extractor = extractor
        training = TrainingSet(schema: extractor.schema)
        self.split = split
        self.skipsBadRows = skipsBadRows
        self.excludedQuestions = excludedQuestions
        trainingSample = RowSample(capacity: sampleCapacity)
        heldOutSample = RowSample(capacity: sampleCapacity)
    }

    /// Rows that may be trained on, in memory or not.
    var trainingRowCount: Int { tables.reduce(0) { $0 + $1.trainingRows } }

    /// Adds one table.
    ///
    /// - Throws: ``RouterTables/TableError``.
    mutating func add(path: String, progress: ProgressLine) throws {
        var summary = TableSummary(path: path)
        summary.skippedRows = try forEachRow(of: path, progress) { loader, row in
            let hash = RowSample.hash(of: row.id)
            guard loader.isForTraining(row) else {
                loader.keepHeldOut(row, hash, table: path)
                return
            }
            guard !loader.excludedQuestions.contains(QuestionIdentity.hash(of: row.request)) else {
                summary.rowsLeftOut += 1
                return
            }
            summary.trainingRows += 1
            let observations = loader.observations(row)
            guard loader.trainingSample.contains(hash) else { return }
            loader.training.append(
                loader.extractor.features(of: row.request), category: row.category, dataset: row.dataset,
                observations)
            if let kept = loader.trainingSample.append(hash) { loader.training = loader.training.selecting(kept) }
        }
        tables.append(summary)
    }

    /// Reads the training rows that are not in memory once more.
    ///
    /// - Throws: ``RouterTables/TableError``.
    mutating func forEachRowBeyondSample(
        _ progress: ProgressLine, _ body: (FeatureVector, [Observation]) throws -> Void
    ) throws {
        guard trainingSample.isPartial else { return }
        for table in tables {
            _ = try forEachRow(of: table.path, progress) { loader, row in
                guard loader.isForTraining(row), !loader.trainingSample.contains(RowSample.hash(of: row.id)),
                    !loader.excludedQuestions.contains(QuestionIdentity.hash(of: row.request))
                else { return }
                try body(loader.extractor.features(of: row.request), loader.observations(row))
            }
        }
    }

    /// - Returns: how many rows were skipped for not following the format.
    private mutating func forEachRow(
        of path: String, _ progress: ProgressLine, _ body: (inout TableLoader, OutcomeRow) throws -> Void
    ) throws -> Int {
        let size = (try? FileManager.default.attributesOfItem(atPath: path)[.size] as? Int) ?? 0
        let reader = try OutcomeTableReader(path: path, skipsBadRows: skipsBadRows)
        while let row = try reader.next() {
            if size > 0 { progress.report(Double(reader.consumedBytes) / Double(size)) }
            try body(&self, row)
        }
        return reader.skippedRowCount
    }

    private mutating func observations(_ row: OutcomeRow) -> [Observation] {
        row.outcomes.map { outcome in
            Observation(
                candidate: training.candidateIndex(outcome.model), score: outcome.score, costUSD: outcome.costUSD,
                completionTokens: outcome.completionTokens, latencySeconds: outcome.latencySeconds)
        }
    }

    private mutating func keepHeldOut(_ row: OutcomeRow, _ hash: UInt64, table: String) {
        guard heldOutSample.contains(hash) else { return }
        heldOut.append(
            HeldOutRow(table: table, features: extractor.features(of: row.request), outcomes: row.outcomes))
        if let kept = heldOutSample.append(hash) { heldOut = kept.map { heldOut[$0] } }
    }

    private func isForTraining(_ row: OutcomeRow) -> Bool {
        guard let split else {
            // The last digit of a stable hash deals rows the same way in every run.
            return QuestionIdentity.hash(of: row.id) % 5 != 0
        }
        return row.split == split
    }
}
