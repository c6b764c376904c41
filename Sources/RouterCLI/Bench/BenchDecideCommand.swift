import ArgumentParser
import RouterConfiguration
import RouterCore
import RouterEngine
import RouterModel

/// `autorouter bench decide`.
struct BenchDecideCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "decide",
        abstract: "Measure one decision: features, estimates and choice, without reading JSON, network or log.",
        discussion: """
            Without --config, the pool is the first ten models that the bundle knows. Without --input, prompts are built from words of \
            English, code, mathematics and non-Latin scripts, another one for each decision, the same ones in every run.

            'allocations' are Swift heap objects made by one decision: class instances, boxes, closures and the storage of arrays, \
            strings and dictionaries, in the mean. Memory that is asked of the system directly, such as large scratch buffers, is not \
            among them. They are counted after everything else, so that counting slows nothing that is timed; elsewhere than on \
            Linux they are not available.

            'fnv-1a' is the median time of one pass of the FNV-1a hash over the same prompt, timed after each decision, and 'ratio' \
            the median decision over it: a measure that depends less on the machine.
            """)

    /// How results are printed.
    enum OutputFormat: String, ExpressibleByArgument, CaseIterable {
        case table
        case json
    }

    @Option(parsing: .upToNextOption, help: "Lengths of the built prompts in bytes.")
    var sizes: [Int] = [100, 500, 2_000, 20_000]

    @Option(help: "File of prompts instead, one a line, as 'route' reads it; '-' is standard input.")
    var input: String?

    @Option(help: "At most so many timed decisions a row.")
    var iterations = 20_000

    @Option(help: "Seconds for everything together.")
    var seconds = 12.0

    @Option(help: "How to print: table or json.")
    var format = OutputFormat.table

    @OptionGroup var shared: SharedOptions

    func validate() throws {
        if let size = sizes.first(where: { !(1...BenchPrompts.maxByteCount).contains($0) }) {
            throw ValidationError("--sizes \(size) is not accepted; 1 to \(BenchPrompts.maxByteCount) bytes are.")
        }
        if iterations < 1 { throw ValidationError("--iterations \(iterations) is not accepted; 1 or more is.") }
        if !(0.01...3600).contains(seconds) {
            throw ValidationError("--seconds \(seconds) is not accepted; 0.01 to 3600 is.")
        }
    }

    func run() async throws { try await CommandFailure.reporting { try measure() } }

    private func measure() throws {
        let setup = try Setup(shared)
        let bundle = try setup.bundle()
        let pool = try shared.config == nil ? Self.defaultPool(of: bundle) : setup.configuredPool()
        let samples = try input.map { [try BenchPrompts.sample(file: $0)] } ?? sizes.map(BenchPrompts.sample)
        let benchmark = DecisionBenchmark(
            maker: DecisionMaker(bundle: bundle, pool: pool, tradeoff: .balanced), iterations: iterations,
            secondsPerSample: seconds / Double(samples.count))
        var rows = try samples.map { try benchmark.time($0) }
        for (index, sample) in samples.enumerated() { rows[index].allocations = try benchmark.allocations(sample) }
        let report = DecisionBenchReport(bundle: bundle.id, candidateCount: pool.candidates.count, rows: rows)
        switch format {
        case .table: Console.print(report.text)
        case .json: Console.write(report.json + [0x0A])
        }
    }

    /// The first ten models of a bundle.
    static func defaultPool(of bundle: ModelBundle) throws -> CandidatePool {
        try CandidatePool(Array(bundle.model.ownPool().candidates.prefix(10)))
    }
}
