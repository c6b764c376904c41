import Foundation
import RouterFeatures
import RouterModel
import RouterTables
import RouterTraining

/// The bundle that a simulated router starts from: one that has never seen the simulated tables.
enum SimulationPrior {
    /// Reads a bundle and checks that none of the tables was trained on.
    ///
    /// - Throws: ``SimulationError`` if one was, by name or by checksum; ``RouterModel/ModelError``.
    static func checked(_ bundle: ModelBundle, tables: [String]) throws -> ModelBundle {
        for path in tables {
            let url = URL(fileURLWithPath: path)
            let checksum = try ModelBundle.sha256(of: url)
            let seen = bundle.manifest.tables.first {
                $0.sha256 == checksum || stem($0.name) == stem(url.lastPathComponent)
            }
            guard seen == nil else {
                throw SimulationError(
                    "the bundle '\(bundle.manifest.name)' was trained on \(url.lastPathComponent): it would be judged on "
                        + "what it has seen; name other tables with --prior-data, or another bundle with --prior")
            }
        }
        return bundle
    }

    /// Trains a bundle on tables, without the questions of the simulated ones.
    ///
    /// - Parameters:
    ///   - data: tables to train on; the simulated ones are refused.
    ///   - tables: the simulated ones.
    ///   - folder: where the bundle is written.
    ///   - isQuiet: whether no progress is shown.
    /// - Returns: the bundle.
    /// - Throws: ``SimulationError``, ``RouterTables/TableError`` or what training throws.
    static func trained(
        on data: [String], without tables: [String], in folder: URL, isQuiet: Bool
    ) throws -> ModelBundle {
        let simulated = Set(tables.map { stem(URL(fileURLWithPath: $0).lastPathComponent) })
        if let same = data.first(where: { simulated.contains(stem(URL(fileURLWithPath: $0).lastPathComponent)) }) {
            throw SimulationError("'\(same)' is simulated and cannot be what the prior is trained on")
        }
        var questions: Set<UInt64> = []
        for path in tables {
            let reader = try OutcomeTableReader(path: path)
            while let row = try reader.next() { questions.insert(QuestionIdentity.hash(of: row.request)) }
        }
        let embedding = try EmbeddingChoice.file(nil)
        var loader = TableLoader(
            extractor: .init(embedding: embedding?.embedding), split: "train", skipsBadRows: false,
            excludedQuestions: questions)
        for path in data {
            let progress = ProgressLine("reading \(path)", isQuiet: isQuiet)
            try loader.add(path: path, progress: progress)
            progress.finish()
        }
        let progress = ProgressLine("training the prior", isQuiet: isQuiet)
        var trainer = try ModelTrainer(loader.training, recipe: TrainingRecipe()) { progress.report($0) }
        progress.finish()
        return try ModelBundle.write(
            try trainer.model(),
            description: BundleDescription(
                name: "prior", seed: TrainingRecipe().seed,
                tables: try loader.tables.map { table in
                    let url = URL(fileURLWithPath: table.path)
                    return .init(
                        name: url.lastPathComponent, sha256: try ModelBundle.sha256(of: url), rows: table.trainingRows,
                        rowsLeftOut: table.rowsLeftOut, licence: nil)
                }, metrics: []),
            embedding: embedding, to: folder)
    }

    /// A table's name without its endings.
    private static func stem(_ name: String) -> String { String(name.prefix { $0 != "." }) }
}
