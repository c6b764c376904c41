import ArgumentParser
import Logging
import RouterConfiguration
import RouterCore
import RouterOutcomeLog

/// `autorouter judge`.
struct JudgeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "judge",
        abstract: "Have a model grade logged replies, or compare two models on the same prompts.",
        discussion: """
            Grading needs texts in the log: 'log: { prompts: text, replies: text }'. The judge sees prompts and replies; a reply is graded \
            once by the same model and criteria. Grades are on the disk one by one: Ctrl-C loses none.
            """)

    @Option(
        help: "The judge: a candidate, a model of the catalog, or <provider>/<model> (default: the configured one).")
    var model: String?

    @Option(help: "What the run may spend, in USD (default: 1, or the configured amount).")
    var maxUSD: Double?

    @Option(help: "At most so many replies or prompts.")
    var limit = 100

    @Option(help: "Only decisions since then: a date, or an age such as 7d.")
    var since: PointInTime?

    @Option(help: "Calls at the same time, 1 to 64 (default: 4, or the configured number).")
    var concurrency: Int?

    @Option(help: "Seed of a random sample; without it, the newest are taken.")
    var seed: UInt64?

    @Flag(help: "Say what would be asked and what it would cost at most; send nothing.")
    var dryRun = false

    @Flag(help: "Go on where a price is unknown: such calls do not count against the ceiling.")
    var allowUnknownPrice = false

    @Option(
        parsing: .upToNextOption, help: "Two models: both get each prompt, and the judge compares their replies.")
    var compare: [String] = []

    @Option(help: "With --compare: file of prompts, one a line; '-' is standard input (default: prompts of the log).")
    var input: String?

    @Option(help: "With --compare: tokens that each reply may have.")
    var maxTokens = 1024

    @Option(name: .customLong("log"), help: "The SQLite file (default: the configured one).")
    var logPath: String?

    @Option(help: "How to print: text or json.")
    var format = TextOrJSON.text

    @OptionGroup var shared: SharedOptions

    func validate() throws {
        if limit < 0 { throw ValidationError("--limit \(limit) is negative.") }
        if let maxUSD, !(maxUSD >= 0 && maxUSD.isFinite) {
            throw ValidationError("--max-usd \(maxUSD) is no amount; a number from 0 is expected.")
        }
        if let concurrency, !(1...64).contains(concurrency) {
            throw ValidationError("--concurrency \(concurrency) is not in 1 to 64.")
        }
        if !compare.isEmpty, compare.count != 2 || compare[0] == compare[1] {
            throw ValidationError("--compare takes two different models, such as --compare openai/gpt-5.1 lab/small.")
        }
        if compare.isEmpty, input != nil { throw ValidationError("--input is for --compare only.") }
        if !(1...1_000_000).contains(maxTokens) {
            throw ValidationError("--max-tokens \(maxTokens) is not in 1 to 1000000.")
        }
    }

    func run() async throws {
        try await CommandFailure.reporting {
            var setup = try Setup(shared)
            if let logPath { setup.configuration.log.path = logPath }
            if let model { setup.configuration.judge.model = model }
            if let maxUSD { setup.configuration.judge.maxUSD = maxUSD }
            if let concurrency { setup.configuration.judge.concurrency = concurrency }
            let session = try JudgeSession(
                setup, compared: compare, allowsUnknownPrice: allowUnknownPrice,
                logger: .program(level: shared.quiet ? .error : .warning))
            let query = StoredTextQuery(since: since?.date, limit: limit, seed: seed)
            let report = try await InterruptFlag.watching { flag in
                let manner = JudgeSession.Manner(
                    isDryRun: dryRun, isQuiet: shared.quiet, isInterrupted: { flag.isSet })
                return compare.isEmpty
                    ? try await session.grade(query, manner)
                    : try await session.compare(input, query, maxTokens: maxTokens, manner)
            }
            switch format {
            case .text: Console.print(report.text)
            case .json: Console.write(report.json + [0x0A])
            }
        }
    }
}
