import ArgumentParser
import Foundation
import RouterCore
import RouterFeatures
import RouterModel
import RouterTables
import RouterTraining

/// `autorouter train`.
struct TrainCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "train",
        abstract: "Train a bundle from outcome tables.",
        discussion: """
            A table holds one prompt a line with several models' scores (JSON Lines, gzip allowed, or CSV). Rows of the split are \
            trained on, all others measured on at the end; without --split a fifth of the rows is held out. The same tables and seed \
            give the same bytes.
            """)

    @Option(parsing: .upToNextOption, help: "Outcome tables to train on.")
    var data: [String]

    @Option(help: "Folder for the bundle.")
    var output: String

    @Option(help: "Train on rows of this split only.")
    var split: String?

    @Option(help: "Name of the bundle (default: the folder's name).")
    var name: String?

    @Option(parsing: .upToNextOption, help: "Tables whose questions must not be trained on.")
    var exclude: [String] = []

    @Option(help: "Licence of each table, as name=licence; may be repeated.")
    var licence: [String] = []

    @Option(help: "Static embedding of the dense block; 'none' = train without (default: the shipped one).")
    var embedding: String?

    @Option(help: "Seed of everything that is drawn.")
    var seed: UInt64 = TrainingRecipe().seed

    @Flag(help: "Leave out and count lines that do not follow the format.")
    var skipBad = false

    @Flag(help: "No progress on standard error.")
    var quiet = false

    func run() async throws { try await CommandFailure.reporting { try train() } }

    private func train() throws {
        let started = ContinuousClock.now
        var excluded: Set<UInt64> = []
        for path in exclude {
            let reader = try OutcomeTableReader(path: path, skipsBadRows: skipBad)
            while let row = try reader.next() { excluded.insert(QuestionIdentity.hash(of: row.request)) }
        }
        let embedding = try EmbeddingChoice.file(embedding)
        let extractor = FeatureExtractor(embedding: embedding?.embedding)
        var loader = TableLoader(
            extractor: extractor, split: split, skipsBadRows: skipBad, excludedQuestions: excluded)
        for path in data {
            let progress = ProgressLine("reading \(path)", isQuiet: quiet)
            try loader.add(path: path, progress: progress)
            progress.finish()
        }
        for table in loader.tables where !quiet {
            let skipped = table.skippedRows > 0 ? ", \(table.skippedRows) bad lines skipped" : ""
            let left = table.rowsLeftOut > 0 ? ", \(table.rowsLeftOut) excluded" : ""
            Console.note("\(table.path): \(table.trainingRows) rows to train on\(left)\(skipped)")
        }
        var recipe = TrainingRecipe()
        recipe.seed = seed
        let progress = ProgressLine("training", isQuiet: quiet)
        var trainer = try ModelTrainer(loader.training, recipe: recipe) { progress.report($0) }
        progress.finish()
        let further = ProgressLine("learning from further rows", isQuiet: quiet)
        try loader.forEachRowBeyondSample(further) { trainer.add($0, $1) }
        further.finish()
        let model = try trainer.model()
        let metrics = HeldOutMetrics.metrics(of: model, on: loader.heldOut, training: loader.training)
        let folder = URL(fileURLWithPath: output)
        let bundle = try ModelBundle.write(
            model,
            description: BundleDescription(
                name: name ?? folder.lastPathComponent, seed: seed, tables: try manifestTables(loader),
                metrics: metrics, settings: trainer.kernels.sentences),
            embedding: embedding, to: folder)
        Console.print("bundle \(bundle.id) in \(output)")
        Console.print(
            "\(loader.trainingRowCount) prompts, \(model.candidateNames.count) models, \(bundle.manifest.skills) skills"
        )
        for sentence in trainer.kernels.sentences { Console.print("  \(sentence)") }
        for metric in bundle.manifest.metrics {
            let error = metric.standardError.map { " ± \(Format.decimals($0, 4))" } ?? ""
            Console.print("  \(metric.name): \(Format.decimals(metric.value, 4))\(error)")
        }
        if !quiet { Console.note("trained in \(Format.decimals((ContinuousClock.now - started).seconds, 1)) s") }
    }

    private func manifestTables(_ loader: TableLoader) throws -> [BundleManifest.TrainingTable] {
        let licences = Dictionary(
            licence.map { entry in
                let parts = entry.split(separator: "=", maxSplits: 1).map(String.init)
                return (parts[0], parts.count > 1 ? parts[1] : "")
            }, uniquingKeysWith: { $1 })
        return try loader.tables.map { table in
            let url = URL(fileURLWithPath: table.path)
            let fileName = url.lastPathComponent
            return BundleManifest.TrainingTable(
                name: fileName, sha256: try ModelBundle.sha256(of: url), rows: table.trainingRows,
                rowsLeftOut: table.rowsLeftOut,
                licence: licences[fileName] ?? licences[String(fileName.prefix { $0 != "." })])
        }
    }
}
