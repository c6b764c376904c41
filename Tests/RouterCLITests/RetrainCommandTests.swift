import ArgumentParser
import Foundation
import RouterCore
import RouterModel
import Testing

@testable import RouterCLI

@Suite("retrain and replay", .timeLimit(.minutes(5)))
struct RetrainCommandTests {
    private func object(_ output: String) throws -> [String: Any] {
        try #require(JSONSerialization.jsonObject(with: Data(output.utf8)) as? [String: Any])
    }

    @Test(
        "a flag out of its range is refused with the range",
        arguments: [
            (["--half-life", "0"], "--half-life 0.0 is not in 0.01 to"), (["--evaluated", "1"], "0.05 to 0.9"),
            (["--margin=-0.1"], "0.0 to 1.0"), (["--margin=nan"], "0.0 to 1.0"),
            (["--confidence", "1"], "0.5 to 0.9999"), (["--since", "soon"], "since"),
            (["--log", "a.sqlite", "--log", "./a.sqlite"], "named twice"),
        ])
    func badFlags(arguments: [String], message: String) {
        let error = #expect(throws: (any Error).self) { try RetrainCommand.parse(arguments) }
        #expect(error.map { RetrainCommand.fullMessage(for: $0).contains(message) } == true)
    }

    @Test(
        "a missing log is a file that cannot be read, and an empty one bad data",
        arguments: [(false, ExitStatus.unreadable), (true, ExitStatus.badData)])
    func noLog(isThere: Bool, status: ExitCode) async throws {
        let fixture = try BundleFixture()
        if isThere { try await LoggedTraffic().write(0..<0, to: fixture.logPath, fixture.learningSetup()) }
        let retrain = try RetrainCommand.parse(fixture.arguments(["--quiet"]))
        let learning = await #expect(throws: ExitCode.self) { try await retrain.run() }
        #expect(learning == status)
        let replay = try ReplayCommand.parse(fixture.arguments(["--quiet"]))
        let replaying = await #expect(throws: ExitCode.self) { try await replay.run() }
        #expect(replaying == status)
        #expect(fixture.store.list().isEmpty)
    }

    @Test(
        "the program learns, says what it has done and what to do next, and a dry run writes nothing",
        .enabled(if: BundleFixture.program != nil, "the program was not built"))
    func program() async throws {
        let fixture = try BundleFixture()
        try await LoggedTraffic().write(0..<400, to: fixture.logPath, fixture.learningSetup())
        let dry = try fixture.run(["retrain", "--dry-run", "--evaluated", "0.5", "--format", "json"])
        let report = try object(dry.output)
        #expect(dry.status == 0 && fixture.store.list().isEmpty)
        #expect(report["decisions"] as? Int == 400 && report["verdict"] as? String == "promote")
        #expect(report["version"] is NSNull)
        let candidates = try #require(report["candidates"] as? [[String: Any]])
        #expect(candidates.map { $0["model"] as? String } == ["curious", "steady"])
        let policies = try #require(report["policies"] as? [[String: Any]])
        #expect(
            policies.map { $0["policy"] as? String } == [
                "challenger", "champion", "best single (curious)", "cheapest", "random", "as logged",
            ])
        let real = try fixture.run(["retrain", "--evaluated", "0.5"])
        #expect(
            real.status == 0 && real.output.contains("own-v1 is the champion now; 'autorouter rollback' goes back."))
        #expect(try fixture.store.champion()?.version.description == "own-v1")
    }

    @Test(
        "versions stay in the configured place, whatever log they were learned from",
        .enabled(if: BundleFixture.program != nil, "the program was not built"))
    func otherLog() async throws {
        let fixture = try BundleFixture()
        let folder = fixture.folder.appendingPathComponent("elsewhere")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let path = folder.appendingPathComponent("other.sqlite").path
        try await LoggedTraffic().write(0..<200, to: path, fixture.learningSetup())
        #expect(try fixture.run(["retrain", "--log", path]).status == 0)
        #expect(fixture.store.list().map(\.version.description) == ["own-v1"])
        #expect(!FileManager.default.fileExists(atPath: folder.appendingPathComponent("bundles").path))
    }
}
