import Foundation
import GRDB
import RouterCore
import RouterTesting
import Testing

@testable import RouterOutcomeLog

@Suite("Schema of the outcome log")
struct SchemaTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func openingFails(_ path: String) async -> OutcomeLogError? {
        do {
            let log = try await OutcomeLog.open(.init(path: path), logger: LogRecorder().logger)
            try? await log.close()
            return nil
        } catch {
            return error
        }
    }

    @Test("a new file has the current version, is marked as ours, and is in WAL mode")
    func newFile() async throws {
        let log = try await OutcomeLog.opened(in: folder)
        let (state, mode, vacuum) = try await log.database.read { database in
            (
                try Schema.state(of: database), try String.fetchOne(database, sql: "PRAGMA journal_mode"),
                try Int.fetchOne(database, sql: "PRAGMA auto_vacuum")
            )
        }
        #expect(state == .version(Schema.version))
        #expect(mode == "wal")
        #expect(vacuum == 2)
        #expect(Schema.version == Schema.migrator.migrations.count)
    }

    @Test("a new file, its WAL and its index are only for the user")
    func permissions() async throws {
        let log = try await OutcomeLog.opened(in: folder)
        try await log.flush()
        for suffix in ["", "-wal", "-shm"] {
            let attributes = try FileManager.default.attributesOfItem(atPath: folder.path() + suffix)
            #expect(attributes[.posixPermissions] as? Int == 0o600, "\(suffix)")
        }
        withExtendedLifetime(log) {}
    }

    @Test("a file can be opened again and goes on where it ended")
    func reopens() async throws {
        var fixtures = LogFixtures(seed: 3)
        for _ in 0..<3 {
            let log = try await OutcomeLog.opened(in: folder)
            log.append(fixtures.triple())
            try await log.close()
        }
        let log = try await OutcomeLog.opened(in: folder)
        #expect(try await log.reader.records().decisions.count == 3)
        let policyCount = try await log.database.read {
            try Int.fetchOne($0, sql: "SELECT count(*) FROM logging_policies")
        }
        #expect(policyCount == 1)
    }

    @Test("a file of the first schema opens, and its rows are read as they were written")
    func firstSchema() async throws {
        let queue = try DatabaseQueue(path: folder.path())
        try await queue.writeWithoutTransaction { try $0.execute(sql: SchemaFixtures.version1) }
        try queue.close()
        let log = try await OutcomeLog.opened(in: folder)
        let logged = try await log.reader.decision("gen-1763800001")
        #expect(logged.decision.choice == "lab-0/model-0")
        #expect(logged.decision.candidates.map(\.probability) == [0.9625, 0.0125, 0.0125, 0.0125])
        #expect(logged.decision.candidates[3].excludedBy == [.contextLength, .lacks("tools")])
        #expect(logged.decision.fallbackOrder.last == "elsewhere/named-by-client")
        #expect(logged.decision.features.surface == [0.5, 12, 0, -1.25])
        #expect(logged.decision.features.hashed == SparseVector(indices: [3, 700, 131_071], values: [1, 1, 1.693147]))
        #expect(logged.decision.candidates.map(\.switchCostUSD) == [nil, nil, nil, nil])
        #expect(logged.context.prompt == "What is 6 times 7?")
        #expect(logged.context.api == .chatCompletions)
        #expect(logged.context.session == nil)
        #expect(logged.context.clientKey == nil)
        #expect(logged.attempts.map(\.failure) == ["timed_out", nil])
        #expect(logged.attempts.last?.usage.completionTokens == 7)
        #expect(logged.outcomes.map(\.value) == [0.5])
        var fixtures = LogFixtures(seed: 4)
        log.append(fixtures.triple())
        try await log.flush()
        #expect(try await log.reader.decisions().count == 2)
        let migrated = try await log.database.read { database in
            (try Schema.state(of: database), try String.fetchAll(database, sql: "PRAGMA integrity_check"))
        }
        #expect(migrated.0 == .version(Schema.version))
        #expect(migrated.1 == ["ok"])
    }

    @Test("what a file of the first schema holds is spent, on its day and without a key")
    func firstSchemaSpend() async throws {
        let queue = try DatabaseQueue(path: folder.path())
        try await queue.writeWithoutTransaction { try $0.execute(sql: SchemaFixtures.version1) }
        try queue.close()
        let log = try await OutcomeLog.opened(in: folder)
        let spend = try await log.dailySpend(since: Date(timeIntervalSince1970: 0))
        #expect(spend == [DailySpend(clientKey: nil, day: 20_414, costUSD: 0.00025)])
    }

    @Test("a file of an older version is not read as it is, and says when it will be")
    func olderSchema() async throws {
        let queue = try DatabaseQueue(path: folder.path())
        try await queue.writeWithoutTransaction { database in
            try database.execute(sql: SchemaFixtures.version1)
            try database.execute(sql: "PRAGMA journal_mode = WAL")
        }
        try queue.close()
        let error = await #expect(throws: OutcomeLogError.self) { try await OutcomeLogReader.open(folder.path()) }
        #expect(error?.code == .olderSchema)
        #expect(error?.description.contains("version 1") == true)
        let log = try await OutcomeLog.opened(in: folder)
        try await log.close()
        #expect(try await OutcomeLogReader.open(folder.path()).decisions().count == 1)
    }

    @Test("a file of the second schema opens, and its rows are read as they were written")
    func secondSchema() async throws {
        let queue = try DatabaseQueue(path: folder.path())
        try await queue.writeWithoutTransaction { try $0.execute(sql: SchemaFixtures.version2) }
        try queue.close()
        let log = try await OutcomeLog.opened(in: folder)
        let logged = try await log.reader.decision("gen-1763800001")
        #expect(logged.context.api == .messages)
        #expect(logged.context.session == "agent-7")
        #expect(logged.context.clientKey == "ci")
        #expect(logged.attempts.count == 2)
        let spend = try await log.dailySpend(since: Date(timeIntervalSince1970: 0))
        #expect(spend == [DailySpend(clientKey: "ci", day: 20_414, costUSD: 0.00025)])
        log.append(.reply(decisionID: logged.decision.id, candidate: "lab-2/model-2", text: "42"))
        try await log.flush()
        let migrated = try await log.database.read { database in
            (
                try String.fetchAll(database, sql: "SELECT text FROM replies"),
                try String.fetchAll(database, sql: "PRAGMA integrity_check")
            )
        }
        #expect(migrated.0 == ["42"])
        #expect(migrated.1 == ["ok"])
        #expect(log.droppedEntryCount == 0)
    }

    @Test(
        "a file that was migrated has the same tables and views as a new one",
        arguments: [SchemaFixtures.version1, SchemaFixtures.version2])
    func migratedSchema(fixture: String) async throws {
        let queue = try DatabaseQueue(path: folder.path())
        try await queue.writeWithoutTransaction { try $0.execute(sql: fixture) }
        try queue.close()
        let migrated = try await OutcomeLog.opened(in: folder)
        let new = try await OutcomeLog.opened(in: folder, name: "new.sqlite")
        var columns: [[String]] = []
        for log in [migrated, new] {
            columns.append(
                try await log.database.read { database in
                    try String.fetchAll(
                        database,
                        sql: """
                            SELECT m.type || ' ' || m.name || '.' || c.name || ' ' || c.type
                            FROM sqlite_master m JOIN pragma_table_info(m.name) c ORDER BY 1
                            """)
                })
        }
        #expect(columns[0] == columns[1])
        #expect(columns[0].contains("view decisions_with_answer.client_key TEXT"))
        #expect(columns[0].contains { $0.hasPrefix("view decision_candidates.switch_cost_usd") })
    }

    @Test("a file of a newer version is refused, and stays as it is")
    func newerSchema() async throws {
        let log = try await OutcomeLog.opened(in: folder)
        try await log.database.writeWithoutTransaction { try $0.execute(sql: "PRAGMA user_version = 99") }
        try await log.close()
        let before = try Data(contentsOf: URL(filePath: folder.path()))
        let error = await openingFails(folder.path())
        #expect(error?.code == .newerSchema)
        #expect(error?.description.contains("version 99") == true)
        let readingError = await #expect(throws: OutcomeLogError.self) {
            try await OutcomeLogReader.open(folder.path())
        }
        #expect(readingError == error)
        #expect(try Data(contentsOf: URL(filePath: folder.path())) == before)
    }

    @Test("a database of another program is refused, and stays as it is")
    func foreignDatabase() async throws {
        let queue = try DatabaseQueue(path: folder.path())
        try await queue.write { try $0.execute(sql: "CREATE TABLE bookmarks (url TEXT)") }
        try queue.close()
        let before = try Data(contentsOf: URL(filePath: folder.path()))
        #expect(await openingFails(folder.path())?.code == .notALog)
        #expect(try Data(contentsOf: URL(filePath: folder.path())) == before)
    }

    @Test("a file that is no database is refused, and stays as it is")
    func noDatabase() async throws {
        let text = Data(String(repeating: "candidates: [a, b]\n", count: 400).utf8)
        try text.write(to: URL(filePath: folder.path()))
        #expect(await openingFails(folder.path())?.code == .notALog)
        #expect(try Data(contentsOf: URL(filePath: folder.path())) == text)
    }

    @Test("a directory and a path without its folder cannot be opened, and the error names the path")
    func unusablePaths() async throws {
        for path in [folder.url.path, folder.path("missing/log.sqlite"), "/proc/version/log.sqlite"] {
            let error = await openingFails(path)
            #expect(error?.code == .cannotOpen)
            #expect(error?.description.contains(path) == true)
        }
    }

    @Test("reading a file that does not exist makes none; an empty one is not a log")
    func readingWithoutFile() async throws {
        let missing = await #expect(throws: OutcomeLogError.self) { try await OutcomeLogReader.open(folder.path()) }
        #expect(missing?.code == .cannotOpen)
        #expect(!FileManager.default.fileExists(atPath: folder.path()))
        try Data().write(to: URL(filePath: folder.path()))
        let empty = await #expect(throws: OutcomeLogError.self) { try await OutcomeLogReader.open(folder.path()) }
        #expect(empty?.code == .notALog)
    }

    @Test("deleting a decision deletes what belongs to it")
    func cascades() async throws {
        let log = try await OutcomeLog.opened(in: folder)
        var fixtures = LogFixtures(seed: 8)
        for _ in 0..<2 {
            let decision = fixtures.decision()
            log.append([
                .decision(decision, fixtures.context()), .attempt(fixtures.attempt(for: decision)),
                .outcome(fixtures.outcome(for: decision)),
                .reply(decisionID: decision.id, candidate: decision.choice, text: "Yes."),
            ])
        }
        try await log.flush()
        try await log.database.write { try $0.execute(sql: "DELETE FROM decisions WHERE decision_key = 1") }
        let counts = try await log.database.read { database in
            try ["decisions", "decision_details", "attempts", "outcomes", "replies"].map {
                try Int.fetchOne(database, sql: "SELECT count(*) FROM \($0)") ?? 0
            }
        }
        #expect(counts == [1, 1, 1, 1, 1])
    }
}
