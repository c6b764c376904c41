import ArgumentParser
import Foundation
import Logging
import RouterConfiguration
import RouterCore
import RouterOutcomeLog
import RouterWire

/// `autorouter feedback`.
struct FeedbackCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "feedback",
        abstract: "Say how good the reply to a decision was.",
        discussion: """
            It is written to the log itself, beside a running server or without one, and is on the disk when the command ends with 0. \
            The same --idempotency-key twice for one decision is one opinion.
            """)

    @Argument(help: "The decision's id, or its beginning.")
    var id: String

    @Option(help: "How good it was, from 0 to 1.")
    var score: Double?

    @Flag(help: "Good: the same as --score 1.")
    var up = false

    @Flag(help: "Bad: the same as --score 0.")
    var down = false

    @Option(help: "A remark to keep.")
    var comment: String?

    @Option(help: "Who says so; of each one, the last word counts.")
    var source = "user"

    @Option(help: "A name of this opinion, so that repeating the command changes nothing.")
    var idempotencyKey: String?

    @Option(name: .customLong("log"), help: "The SQLite file (default: the configured one).")
    var path: String?

    @OptionGroup var shared: SharedOptions

    func validate() throws {
        guard [score != nil, up, down].count(where: { $0 }) == 1 else {
            throw ValidationError("Give one of --score, --up and --down.")
        }
        if let score, !(0...1).contains(score) { throw ValidationError("--score \(score) is not in 0 to 1.") }
        if source.isEmpty { throw ValidationError("--source is empty.") }
        if let comment, comment.count > FeedbackBody.maxCommentLength {
            throw ValidationError("--comment is longer than \(FeedbackBody.maxCommentLength) characters.")
        }
    }

    func run() async throws {
        try await CommandFailure.reporting {
            let file = try path ?? Setup(shared).configuration.log.path
            // Reading first: a log that is not there is not made, and a short id is filled in.
            let decision = try await OutcomeLogReader.open(file).decision(id).decision
            let logger = Logger.program(level: .error)
            let log = try await OutcomeLog.open(OutcomeLogConfiguration(path: file), logger: logger)
            let outcome = Outcome(
                decisionID: decision.id, kind: SignalKind.feedback.rawValue, value: score ?? (up ? 1 : 0),
                source: source, detail: comment, observedAt: Date())
            let receipt: FeedbackReceipt
            do {
                receipt = try await log.record(outcome, idempotencyKey: idempotencyKey)
                try await log.close()
            } catch {
                Console.note("autorouter: \(error)")
                throw ExitStatus.unwritable
            }
            guard !shared.quiet else { return }
            switch receipt {
            case .stored: Console.print("\(decision.id): stored for \(decision.choice)")
            case .repeated: Console.print("\(decision.id): was stored before")
            case .unknownDecision: Console.note("autorouter: the decision '\(decision.id)' is not in the log any more")
            }
            if receipt == .unknownDecision { throw ExitStatus.unreadable }
        }
    }
}
