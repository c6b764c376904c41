import Foundation
import GRDB
import RouterCore
import Testing

@testable import RouterOutcomeLog

@Suite("Reading logs of older schemas")
struct OutcomeLogReaderMigratedTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    @Test("a log of the first schema is brought to the current one, with its rows, and then opens for reading only")
    func migrates() async throws {
        let queue = try DatabaseQueue(path: folder.path())
        try await queue.writeWithoutTransaction { try $0.execute(sql: SchemaFixtures.version1) }
        try queue.close()
        let older = await #expect(throws: OutcomeLogError.self) { try await OutcomeLogReader.open(folder.path()) }
        #expect(older?.code == .olderSchema)
        let reader = try await OutcomeLogReader.openMigrated(folder.path())
        #expect(try await reader.decision("gen-1763800001").decision.choice == "lab-0/model-0")
        var count = 0
        try await reader.forEachLearningRecord { count += $0.count }
        #expect(count == 1)
        #expect(try await OutcomeLogReader.open(folder.path()).page().decisions.count == 1)
    }

    @Test("a log of the current schema is not written to")
    func current() async throws {
        try await OutcomeLog.opened(in: folder).close()
        let before = try Data(contentsOf: URL(filePath: folder.path()))
        _ = try await OutcomeLogReader.openMigrated(folder.path())
        #expect(try Data(contentsOf: URL(filePath: folder.path())) == before)
    }

    @Test("a missing file is not made, and what is no log is refused as it is")
    func refused() async throws {
        let missing = await #expect(throws: OutcomeLogError.self) {
            try await OutcomeLogReader.openMigrated(folder.path())
        }
        #expect(missing?.code == .cannotOpen && !FileManager.default.fileExists(atPath: folder.path()))
        let text = Data(String(repeating: "no log\n", count: 400).utf8)
        try text.write(to: URL(filePath: folder.path()))
        let foreign = await #expect(throws: OutcomeLogError.self) {
            try await OutcomeLogReader.openMigrated(folder.path())
        }
        #expect(foreign?.code == .notALog)
        #expect(try Data(contentsOf: URL(filePath: folder.path())) == text)
    }
}
