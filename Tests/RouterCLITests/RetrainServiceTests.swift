import Foundation
import RouterConfiguration
import RouterCore
import RouterEngine
import RouterModel
import RouterOutcomeLog
import Synchronization
import Testing

@testable import RouterCLI

@Suite("Retraining of a running server", .timeLimit(.minutes(5)))
struct RetrainServiceTests {
    private let fixture: BundleFixture
    private let setup: Setup
    private let metrics: GatewayMetrics
    private let notes = Notes()

    /// Lines for people.
    private final class Notes: Sendable {
        private let lines = Mutex<[String]>([])
        var all: [String] { lines.withLock { $0 } }
        func add(_ line: String) { lines.withLock { $0.append(line) } }
    }

    init() throws {
        fixture = try BundleFixture()
        setup = try fixture.learningSetup()
        metrics = GatewayMetrics(pool: try setup.configuredPool(), version: "1", startedAt: Date())
    }

    private func service(_ setup: Setup? = nil) async throws -> RetrainService {
        RetrainService(
            setup: setup ?? self.setup, log: try await OutcomeLogReader.open(fixture.logPath),
            interval: .seconds(3600), board: metrics.learning, note: { [notes] in notes.add($0) })
    }

    private func count(_ verdict: String) -> Bool {
        metrics.text(logQueueDepth: nil, droppedLogEntryCount: 0, circuits: [])
            .contains("autorouter_retrainings_total{verdict=\"\(verdict)\"} 1\n")
    }

    @Test("what it promotes is in use at once, and without more outcomes it does not retrain again")
    func promotes() async throws {
        try await LoggedTraffic().write(0..<600, to: fixture.logPath, setup)
        let pool = try setup.configuredPool()
        let current = CurrentModel(DecisionMaker(bundle: try setup.bundle(), pool: pool, tradeoff: .balanced))
        let watcher = ChampionWatcher(
            pointer: setup.store.pointerFile, seen: PointerStamp(of: setup.store.pointerFile), current: current,
            metrics: metrics,
            load: { [setup] in
                let chosen = try ChosenBundle(setup.bundlePlace())
                return .init(
                    maker: DecisionMaker(bundle: chosen.bundle, pool: pool, tradeoff: .balanced),
                    reason: chosen.place.reason)
            }, note: { _ in })
        var seen = watcher.seen
        let request = RoutingRequest(prompt: "Why?")
        #expect(try current.value?.decide(request, id: "a", seed: 1).choice == "steady")
        let key = try await service().retrain(after: 0)
        #expect(key > 0 && notes.all.count == 1 && notes.all.first?.hasPrefix("retrained: Promote") == true)
        #expect(count("promoted"))
        await watcher.follow(&seen)
        #expect(try current.value?.bundleID == setup.store.champion()?.id)
        #expect(try current.value?.decide(request, id: "a", seed: 1).choice == "curious")
        #expect(try await service().retrain(after: key) == key)
        #expect(notes.all.count == 1)
    }

    @Test("it retrains once enough was said since the last time, and keeps no challenger of which nothing can be said")
    func enough() async throws {
        var setup = setup
        setup.configuration.retrain.minOutcomes = 30
        try await LoggedTraffic().write(0..<29, to: fixture.logPath, setup)
        #expect(try await service(setup).retrain(after: 0) == 0)
        #expect(notes.all.isEmpty)
        try await LoggedTraffic().write(29..<40, to: fixture.logPath, setup)
        #expect(try await service(setup).retrain(after: 0) > 0)
        #expect(count("too_little_evidence") && setup.store.list().isEmpty)
    }

    @Test("what the router itself has seen is not enough where it weighs nothing")
    func observations() async throws {
        var traffic = LoggedTraffic()
        traffic.kind = ""
        try await traffic.write(0..<150, to: fixture.logPath, setup)
        #expect(try await service().retrain(after: 0) == 0)
        #expect(notes.all.isEmpty)
    }

    @Test("a retraining that fails is counted, says why, and is tried again")
    func fails() async throws {
        try await LoggedTraffic().write(0..<120, to: fixture.logPath, setup)
        try FileManager.default.removeItem(at: fixture.folder.appendingPathComponent("configured"))
        #expect(try await service().retrain(after: 0) == 0)
        #expect(count("failed") && notes.all.first?.hasPrefix("retraining failed: ") == true)
    }
}
