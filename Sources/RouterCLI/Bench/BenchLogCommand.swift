import ArgumentParser
import Foundation
import RouterConfiguration
import RouterCore
import RouterEngine
import RouterModel

/// `autorouter bench log`.
struct BenchLogCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "log",
        abstract: "Measure how many decisions a second can be logged, and how long that holds the caller up.",
        discussion: """
            Real decisions over ten candidates are made beforehand from prompts of 500 characters. One thread then appends them on \
            a schedule, whatever becomes of them, each as a decision, a call and an outcome, to a log in a temporary file that is \
            deleted afterwards. 'append' is the time of one decision's three calls, which is all that a reply waits for; 'late' is \
            how long after its time on the schedule they were done, pauses of the thread itself included.

            Afterwards everything is read back as learning reads it. Processor time is that of the whole process less what the appending thread spends beside the calls.
            """)

    @Option(help: "Decisions a second.")
    var rate = 10_000

    @Option(help: "How long to append, in seconds.")
    var seconds = 10.0

    @Option(name: .customLong("log"), help: "File for the log; it must not exist (default: a temporary one).")
    var path: String?

    @Option(help: "How to print: table or json.")
    var format = BenchDecideCommand.OutputFormat.table

    @OptionGroup var shared: SharedOptions

    func validate() throws {
        if !(1...1_000_000).contains(rate) {
            throw ValidationError("--rate \(rate) is not accepted; 1 to 1000000 a second are.")
        }
        if !(0.1...3600).contains(seconds) {
            throw ValidationError("--seconds \(seconds) is not accepted; 0.1 to 3600 is.")
        }
        if let path, FileManager.default.fileExists(atPath: path) {
            throw ValidationError("--log '\(path)' exists; it would be deleted afterwards.")
        }
    }

    func run() async throws {
        MallocArenas.limit()
        try await CommandFailure.reporting {
            let setup = try Setup(shared)
            let bundle = try setup.bundle()
            let pool = try shared.config == nil ? BenchDecideCommand.defaultPool(of: bundle) : setup.configuredPool()
            let maker = DecisionMaker(bundle: bundle, pool: pool, tradeoff: .balanced)
            let folder = FileManager.default.temporaryDirectory
            let file = path ?? folder.appendingPathComponent("autorouter-bench-\(UUID().uuidString).sqlite").path
            defer {
                for suffix in ["", "-wal", "-shm"] { try? FileManager.default.removeItem(atPath: file + suffix) }
            }
            let result = try await LogBenchmark(maker: maker, rate: rate, seconds: seconds, path: file).run()
            switch format {
            case .table: Console.print(result.text)
            case .json: Console.write(result.json + [0x0A])
            }
        }
    }
}
