import Foundation
import RouterConfiguration
import RouterCore
import RouterEngine
import RouterModel
import Synchronization
import Testing

@testable import RouterCLI

@Suite("Champion watcher", .timeLimit(.minutes(5)))
struct ChampionWatcherTests {
    private let fixture: BundleFixture
    private let setup: Setup
    private let pool: CandidatePool
    private let current: CurrentModel
    private let metrics: GatewayMetrics

    init() throws {
        fixture = try BundleFixture()
        setup = try fixture.setup()
        pool = try setup.configuredPool()
        current = CurrentModel(
            DecisionMaker(bundle: try setup.bundle(), pool: pool, tradeoff: setup.configuration.tradeoff))
        metrics = GatewayMetrics(pool: pool, version: "1", startedAt: Date())
    }

    private func watcher(
        interval: Duration = .seconds(1), note: @escaping @Sendable (String) -> Void = { _ in }
    ) -> ChampionWatcher {
        ChampionWatcher(
            pointer: setup.store.pointerFile, seen: PointerStamp(of: setup.store.pointerFile), current: current,
            metrics: metrics, interval: interval,
            load: { [setup, pool] in
                let chosen = try ChosenBundle(setup.bundlePlace())
                return .init(
                    maker: DecisionMaker(bundle: chosen.bundle, pool: pool, tradeoff: .balanced),
                    reason: chosen.place.reason)
            }, note: note)
    }

    private func changes(_ result: String) throws -> Int {
        let text = metrics.text(logQueueDepth: nil, droppedLogEntryCount: 0, circuits: [])
        let line = try #require(text.split(separator: "\n").first { $0.contains("{result=\"\(result)\"}") })
        return try #require(line.split(separator: " ").last.flatMap { Int($0) })
    }

    @Test("promotions and rollbacks are followed, each once; a quiet pointer is left alone")
    func follow() async throws {
        let notes = Mutex<[String]>([])
        let watcher = watcher { note in notes.withLock { $0.append(note) } }
        let configured = current.value?.bundleID
        var seen = watcher.seen
        await watcher.follow(&seen)
        #expect(try changes("swapped") == 0)
        let first = try fixture.promote(0.5)
        await watcher.follow(&seen)
        #expect(current.value?.bundleID == first.id)
        await watcher.follow(&seen)
        let second = try fixture.promote(0.25)
        await watcher.follow(&seen)
        #expect(current.value?.bundleID == second.id)
        _ = try fixture.store.rollback()
        await watcher.follow(&seen)
        #expect(current.value?.bundleID == first.id)
        _ = try fixture.store.rollback()
        await watcher.follow(&seen)
        #expect(current.value?.bundleID == configured)
        #expect(try changes("swapped") == 4 && changes("refused") == 0)
        #expect(notes.withLock { $0.count } == 4)
        #expect(notes.withLock { $0.first } == "bundle \(first.id ?? "") is in use: the champion, own-v1")
    }

    @Test("a broken champion is refused once, with a line, and the bundle before stays until there is a good one")
    func broken() async throws {
        let notes = Mutex<[String]>([])
        let watcher = watcher { note in notes.withLock { $0.append(note) } }
        var seen = watcher.seen
        let first = try fixture.promote(0.5)
        await watcher.follow(&seen)
        try fixture.promote(0.25)
        let weights = fixture.store.folder.appendingPathComponent("own-v2/weights.safetensors")
        let good = try Data(contentsOf: weights)
        try Data().write(to: weights)
        for _ in 0..<3 { await watcher.follow(&seen) }
        #expect(current.value?.bundleID == first.id)
        #expect(try changes("swapped") == 1 && changes("refused") == 1)
        #expect(notes.withLock { $0.last?.hasPrefix("bundle \(first.id ?? "") stays in use: ") } == true)
        try Data("own-v".utf8).write(to: fixture.store.pointerFile)
        await watcher.follow(&seen)
        #expect(try changes("refused") == 2)
        // As on SIGHUP: what was mended in place is read again.
        try good.write(to: weights)
        try Data("own-v2\n".utf8).write(to: fixture.store.pointerFile)
        await watcher.reload(&seen)
        #expect(try changes("swapped") == 2)
        #expect(current.value?.bundleID == fixture.store.list().last?.id)
    }

    @Test("as a service it finds a promotion by itself, and ends when it is cancelled")
    func service() async throws {
        let (notes, announce) = AsyncStream<String>.makeStream()
        let watcher = watcher(interval: .milliseconds(1)) { announce.yield($0) }
        let running = Task { try await watcher.run() }
        let champion = try fixture.promote(0.5)
        let note = await notes.first { _ in true }
        #expect(note?.contains("own-v1") == true)
        #expect(current.value?.bundleID == champion.id)
        running.cancel()
        try await running.value
    }

    @Test("decisions made while bundles change are each made with one of them, and none fails")
    func underLoad() async throws {
        let watcher = watcher()
        var seen = watcher.seen
        let configured = current.value?.bundleID
        let load = LoopedLoad()
        let (current, request) = (current, RoutingRequest(prompt: "Why? How?"))
        let bundles = try await withThrowingTaskGroup(of: Set<String>.self) { tasks in
            for index in 0..<2 {
                tasks.addTask {
                    var bundles: Set<String> = []
                    while !load.isOver.load(ordering: .relaxed) {
                        let maker = try #require(current.value)
                        let decision = try maker.decide(request, id: "\(index)", seed: 0)
                        #expect(decision.bundle == maker.bundleID)
                        bundles.insert(decision.bundle)
                        await Task.yield()
                    }
                    return bundles
                }
            }
            for boost in [0.5, 0.25] as [Float] {
                try fixture.promote(boost)
                await watcher.follow(&seen)
            }
            load.isOver.store(true, ordering: .relaxed)
            return try await tasks.reduce(into: Set<String>()) { $0.formUnion($1) }
        }
        let known = Set(fixture.store.list().compactMap(\.id) + [configured].compactMap { $0 })
        #expect(bundles.isSubset(of: known) && !bundles.isEmpty)
    }

    @Test(
        "a server under load loses no request while champions come and go, and says which bundle is in use",
        .enabled(if: BundleFixture.program != nil, "the program was not built"))
    func server() async throws {
        let requests = GatewayBenchmark.requests(isStreamed: false)
        let server = try await BenchedProgram(
            try #require(BundleFixture.program),
            ["serve", "--sandbox", "--sandbox-speed", "0", "--port", "0"] + fixture.arguments(),
            folder: fixture.folder, port: nil, probe: requests[0])
        defer { server.stop() }
        let port = server.port
        let load = LoopedLoad()
        await withTaskGroup(of: Void.self) { tasks in
            tasks.addTask { await load.run(requests, port: port) }
            for step in 0..<3 {
                let id = try? step < 2 ? fixture.promote(Float(step + 1) / 4).id : fixture.store.rollback()?.id
                let inUse = "autorouter_bundle_info{bundle=\"\(id ?? "none")\"} 1\n"
                #expect(Self.waits(for: inUse, port: port), "step \(step)")
            }
            #expect(Self.waits(for: "autorouter_bundle_changes_total{result=\"swapped\"} 3\n", port: port))
            load.isOver.store(true, ordering: .relaxed)
        }
        let all = load.figures.withLock { $0 }
        #expect(all.reduce(0) { $0 + $1.failures } == 0)
        #expect(all.reduce(0) { $0 + $1.latencies.count } > 8)
    }

    /// Whether `/metrics` comes to hold a text within a time that is long for any machine.
    private static func waits(for text: String, port: UInt16) -> Bool {
        let deadline = ContinuousClock.now + .seconds(30)
        repeat {
            if metrics(port: port).contains(text) { return true }
            usleep(50_000)
        } while ContinuousClock.now < deadline
        return false
    }

    private static func metrics(port: UInt16) -> String {
        let request = "GET /metrics HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n"
        guard let socket = try? LoadSocket(port: port), socket.send(Array(request.utf8)) else { return "" }
        var (bytes, buffer) = ([UInt8](), [UInt8](repeating: 0, count: 64 << 10))
        while true {
            let count = recv(socket.descriptor, &buffer, buffer.count, 0)
            guard count > 0 else { return String(decoding: bytes, as: UTF8.self) }
            bytes += buffer[..<count]
        }
    }
}

/// Requests that are sent until it is over.
private final class LoopedLoad: Sendable {
    let isOver = Atomic(false)
    let figures = Mutex<[LoadFigures]>([])

    /// Sends requests on a thread of their own, as each wait blocks.
    func run(_ requests: [[UInt8]], port: UInt16) async {
        await withCheckedContinuation { continuation in
            Thread.detachNewThread {
                let run = LoadRun(port: port, requests: requests, connectionCount: 8, isStreamed: false)
                repeat {
                    let some = (try? run.figures(seconds: 0.25, warmUp: 0)) ?? LoadFigures()
                    self.figures.withLock { $0.append(some) }
                } while !self.isOver.load(ordering: .relaxed)
                continuation.resume()
            }
        }
    }
}
