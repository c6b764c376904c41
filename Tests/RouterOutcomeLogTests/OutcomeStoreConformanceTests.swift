import RouterCore
import RouterTesting
import Testing

@testable import RouterOutcomeLog

@Suite("Outcome stores")
struct OutcomeStoreConformanceTests {
    @Test("the outcome log keeps the contract", arguments: OutcomeStoreConformance.Check.allCases)
    func outcomeLogConforms(check: OutcomeStoreConformance.Check) async throws {
        let folder = try TemporaryFolder()
        let suite = OutcomeStoreConformance {
            let log = try await OutcomeLog.opened(in: folder)
            return .init(store: log) { try await log.reader.records() }
        }
        try await suite.run(check)
    }

    @Test("the recording double keeps the contract", arguments: OutcomeStoreConformance.Check.allCases)
    func recordingStoreConforms(check: OutcomeStoreConformance.Check) async throws {
        let suite = OutcomeStoreConformance {
            let store = RecordingOutcomeStore()
            return .init(store: store) { store.records }
        }
        try await suite.run(check)
    }

    @Test("the recording double counts what is beyond its capacity and fails flushes when told to")
    func recordingStoreFails() async throws {
        let store = RecordingOutcomeStore(capacity: 2)
        var fixtures = LogFixtures(seed: 1)
        fixtures.triple().forEach(store.append)
        #expect(store.droppedEntryCount == 1)
        #expect(store.entries.count == 2)
        store.failFlushes(with: CancellationError())
        await #expect(throws: CancellationError.self) { try await store.flush() }
        store.failFlushes(with: nil)
        try await store.flush()
        #expect(store.flushCount == 2)
    }
}
