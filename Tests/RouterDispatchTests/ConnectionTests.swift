import RouterCore
import RouterDispatch
import RouterTesting
import Testing

@Suite("Connections", .timeLimit(.minutes(5)))
struct ConnectionTests {
    private let client: CurlUpstreamClient

    init() throws { client = try CurlUpstreamClient() }

    @Test("requests one after another use one connection")
    func keepAlive() async throws {
        let upstream = try FakeUpstream(always: .chatCompletion())
        for _ in 0..<50 { #expect(try await client.roundTrip(request(upstream)).status == 200) }
        #expect(upstream.counters.acceptedConnections == 1)
        #expect(upstream.requests.map(\.indexOnConnection) == Array(0..<50))
    }

    @Test("a server that closes after each reply without a word loses no request")
    func silentClose() async throws {
        let upstream = try FakeUpstream(always: .chatCompletion().then(.close))
        for _ in 0..<50 { #expect(try await client.roundTrip(request(upstream)).status == 200) }
        #expect(upstream.requests.count == 50)
    }

    @Test(
        "a kept connection that breaks under the next request is replaced",
        arguments: [
            (ScriptedReply([.close]), 2), (ScriptedReply([.reset]), 2), (ScriptedReply([.close]), 5_000_000),
        ])
    func stale(end: ScriptedReply, size: Int) async throws {
        let upstream = try FakeUpstream { $0.indexOnConnection == 0 ? .chatCompletion() : end }
        let body = pattern(size)
        for _ in 0..<10 { #expect(try await client.roundTrip(request(upstream, body: body)).status == 200) }
        #expect(upstream.counters.acceptedConnections == 10)
        #expect(upstream.requests.count == 19)
        #expect(upstream.requests.allSatisfy { $0.body == body })
    }

    @Test("a kept connection that breaks while a body is being sent is replaced", arguments: [10, 100_000, 3_000_000])
    func staleWhileSending(size: Int) async throws {
        let upstream = try FakeUpstream(breaksKeptConnections: true) { _ in .chatCompletion() }
        let body = pattern(size)
        for _ in 0..<30 { #expect(try await client.roundTrip(request(upstream, body: body)).status == 200) }
        #expect(upstream.counters.acceptedConnections == 30)
        #expect(upstream.requests.allSatisfy { $0.body == body })
    }

    @Test("64 requests at once each get their own reply")
    func concurrent() async throws {
        let upstream = try FakeUpstream { .reply(body: $0.body.reversed()) }
        try await withThrowingTaskGroup(of: Void.self) { group in
            for index in 0..<64 {
                group.addTask {
                    for round in 0..<8 {
                        let body = pattern(1 + index * 97, seed: UInt64(index * 8 + round))
                        let reply = try await client.roundTrip(request(upstream, body: body))
                        #expect(reply.body == body.reversed())
                    }
                }
            }
            try await group.waitForAll()
        }
        #expect(upstream.requests.count == 512)
        #expect(upstream.counters.acceptedConnections <= 64)
    }

    @Test("no more idle connections are kept than configured")
    func idleConnections() async throws {
        let client = try CurlUpstreamClient(configuration: .init(maxIdleConnections: 4, maxSpareHandles: 2))
        let gate = Gate()
        let upstream = try FakeUpstream(always: ScriptedReply([.wait(gate)] + ScriptedReply.reply().steps))
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<16 { group.addTask { _ = try await client.roundTrip(request(upstream)) } }
            await upstream.until { $0.requests == 16 }
            gate.open()
            try await group.waitForAll()
        }
        await upstream.until { $0.openConnections <= 4 }
        #expect(upstream.counters.acceptedConnections == 16)
    }

    @Test("shutting down closes the kept connections")
    func shutdownCloses() async throws {
        let upstream = try FakeUpstream(always: .reply())
        _ = try await client.roundTrip(request(upstream))
        #expect(upstream.counters.openConnections == 1)
        await client.shutdown()
        await upstream.until { $0.openConnections == 0 }
    }
}
