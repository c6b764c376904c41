import ArgumentParser
import Foundation
import Logging
import RouterCore
import RouterOutcomeLog
import RouterTesting
import Testing

@testable import RouterCLI

@Suite("Feedback by command")
struct FeedbackCommandTests {
    /// A log of one decision and its file, which is removed afterwards.
    private func withLog(_ body: (_ path: String, _ id: String) async throws -> Void) async throws {
        let path = FileManager.default.temporaryDirectory.appending(path: "feedback-\(UUID().uuidString).sqlite").path
        defer { for end in ["", "-wal", "-shm"] { try? FileManager.default.removeItem(atPath: path + end) } }
        var fixtures = LogFixtures(seed: 1)
        let decision = fixtures.decision()
        let log = try await OutcomeLog.open(
            OutcomeLogConfiguration(path: path), logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
        log.append(.decision(decision, fixtures.context()))
        try await log.close()
        try await body(path, decision.id)
    }

    private func outcomes(_ path: String, _ id: String) async throws -> [Outcome] {
        try await OutcomeLogReader.open(path).decision(id).outcomes
    }

    @Test(
        "what is said is in the log when the command has ended",
        arguments: [
            (["--score", "0.8"], 0.8, "user", nil), (["--up"], 1, "user", nil),
            (["--down", "--comment", "wrong", "--source", "ci"], 0, "ci", "wrong"),
        ] as [([String], Double, String, String?)])
    func stored(options: [String], value: Double, source: String, detail: String?) async throws {
        try await withLog { path, id in
            let beginning = String(id.prefix(id.count - 3))
            try await FeedbackCommand.parse([beginning, "--log", path, "--quiet"] + options).run()
            let outcomes = try await outcomes(path, id)
            #expect(outcomes.map(\.kind) == ["feedback"] && outcomes.map(\.value) == [value])
            #expect(outcomes.map(\.source) == [source] && outcomes.map(\.detail) == [detail])
        }
    }

    @Test("the same key twice is one opinion, and without a key each call counts")
    func idempotent() async throws {
        try await withLog { path, id in
            for options in [["--idempotency-key", "k"], ["--idempotency-key", "k"], [], []] {
                try await FeedbackCommand.parse([id, "--up", "--log", path, "--quiet"] + options).run()
            }
            #expect(try await outcomes(path, id).count == 3)
        }
    }

    @Test("an unknown id ends with the exit code of what cannot be read, and no log is made where there is none")
    func unknown() async throws {
        try await withLog { path, _ in
            let command = try FeedbackCommand.parse(["gen-none", "--up", "--log", path, "--quiet"])
            let error = await #expect(throws: ExitCode.self) { try await command.run() }
            #expect(error == ExitStatus.unreadable)
            let missing = try FeedbackCommand.parse(["gen-none", "--up", "--log", path + ".none", "--quiet"])
            let other = await #expect(throws: ExitCode.self) { try await missing.run() }
            #expect(other == ExitStatus.unreadable && !FileManager.default.fileExists(atPath: path + ".none"))
        }
    }
}
