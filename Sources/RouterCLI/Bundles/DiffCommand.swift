import ArgumentParser
import RouterConfiguration
import RouterCore
import RouterEngine
import RouterModel
import RouterTables
import RouterWire

/// `autorouter diff`.
struct DiffCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "diff",
        abstract: "What two bundles know differently, and with --prompts what they decide differently.",
        discussion: """
            A bundle is named by \(BundleReference.words). The first one is the old one. Prompts are read as 'route --input' reads them: \
            plain text or a JSON object a line, gzip allowed.
            """)

    @Argument(help: "The old bundle.")
    var old: String

    @Argument(help: "The new bundle.")
    var new: String

    @Option(help: "File of prompts, one a line, that both decide.")
    var prompts: String?

    @Option(help: "How to print: text or json.")
    var format = TextOrJSON.text

    @OptionGroup var choice: ChoiceOptions
    @OptionGroup var shared: SharedOptions

    func validate() throws { try choice.check() }

    func run() async throws {
        try await CommandFailure.reporting {
            let setup = try Setup(shared)
            let (old, new) = (try BundleReference(old, setup), try BundleReference(new, setup))
            let report = BundleDiffReport(
                old: old, new: new,
                comparison: BundleComparison(old: old.bundle.model, new: new.bundle.model),
                decisions: try prompts.map { try decisions(on: $0, old.bundle, new.bundle, setup) })
            switch format {
            case .text: Console.print(report.document.text)
            case .json: Console.write(report.json + [0x0A])
            }
        }
    }

    private func decisions(
        on file: String, _ old: ModelBundle, _ new: ModelBundle, _ setup: Setup
    ) throws -> DecisionComparison {
        let pool = try pool(old, new, setup)
        let constraints = try choice.constraints()
        let batches = [old, new].map { bundle in
            RouteBatch(
                maker: DecisionMaker(bundle: bundle, pool: pool, tradeoff: setup.configuration.tradeoff),
                constraints: constraints, seed: choice.seed, format: .table)
        }
        let reader = try LineReader(path: file)
        var comparison = DecisionComparison()
        while true {
            var lines: [(number: Int, bytes: [UInt8])] = []
            while lines.count < RouteBatch.lineCount, let line = try reader.next() {
                if !line.isEmpty { lines.append((reader.lineNumber, line)) }
            }
            guard !lines.isEmpty else { return comparison }
            let outcomes = batches.map { $0.decide(lines.map(\.bytes), firstNumbers: lines.map(\.number)) }
            for (line, (old, new)) in zip(lines, zip(outcomes[0], outcomes[1])) {
                switch (old, new) {
                case (.decided(.row(let old, _)), .decided(.row(let new, _))): comparison.add(old: old, new: new)
                case (.unreadable(let error), _), (_, .unreadable(let error)):
                    throw TableError(.badLine, path: file, line: line.number, error.description)
                default: comparison.unroutableCount += 1
                }
            }
        }
    }

    /// The configured candidates, or the models that both bundles know.
    private func pool(_ old: ModelBundle, _ new: ModelBundle, _ setup: Setup) throws -> CandidatePool {
        guard choice.pool == .bundle else { return try setup.configuredPool() }
        let known = Set(old.model.candidateNames)
        return try CandidatePool(new.model.ownPool().candidates.filter { known.contains($0.id.rawValue) })
    }
}
