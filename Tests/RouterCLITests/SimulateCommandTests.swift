import ArgumentParser
import Foundation
import Testing

@testable import RouterCLI

@Suite("simulate", .timeLimit(.minutes(5)))
struct SimulateCommandTests {
    @Test(
        "bad options are refused with what is accepted",
        arguments: [
            (["--runs", "0"], "1 or more"), (["--requests", "99"], "100 or more"), (["--tradeoff", "10.5"], "10"),
            (["--explore", "often"], "explore"),
        ])
    func badFlags(arguments: [String], message: String) {
        let error = #expect(throws: (any Error).self) { try SimulateCommand.parse(["--data", "x"] + arguments) }
        #expect(error.map { SimulateCommand.fullMessage(for: $0).contains(message) } == true)
    }

    @Test("a prior and tables to train one on exclude each other, and a prior that has seen the table is refused")
    func prior() async throws {
        let fixture = try SimulationFixture()
        _ = try BundleFixture.write(0, to: fixture.folder.appendingPathComponent("seen"), table: "table.jsonl")
        for options in [
            ["--prior", fixture.folder.appendingPathComponent("prior").path, "--prior-data", "other.jsonl"],
            ["--prior", fixture.folder.appendingPathComponent("seen").path],
        ] {
            let command = try SimulateCommand.parse(["--data", fixture.table, "--quiet"] + options)
            let error = await #expect(throws: ExitCode.self) { try await command.run() }
            #expect(error == ExitStatus.badData)
        }
    }

    @Test("logs that are kept are not written over")
    func keptLogs() async throws {
        let fixture = try SimulationFixture()
        try Data().write(to: fixture.folder.appendingPathComponent("run-1.sqlite"))
        let command = try SimulateCommand.parse([
            "--data", fixture.table, "--requests", "100", "--runs", "1", "--pool", "large, small", "--prior",
            fixture.folder.appendingPathComponent("prior").path, "--keep-logs", fixture.folder.path, "--quiet",
        ])
        let error = await #expect(throws: ExitCode.self) { try await command.run() }
        #expect(error == ExitStatus.badData)
    }
}
