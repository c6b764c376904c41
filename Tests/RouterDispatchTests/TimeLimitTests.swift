import RouterCore
import RouterDispatch
import RouterTesting
import Testing

@Suite("Time limits", .timeLimit(.minutes(5)))
struct TimeLimitTests {
    private let client: CurlUpstreamClient

    init() throws { client = try CurlUpstreamClient() }

    /// Limits that are out of reach but for one.
    private func limits(_ change: (inout UpstreamTimeouts) -> Void) -> UpstreamTimeouts {
        var timeouts = UpstreamTimeouts(
            connect: .seconds(50), firstByte: .seconds(50), idle: .seconds(50), total: .seconds(50))
        change(&timeouts)
        return timeouts
    }

    private func expect(_ limit: DispatchError.TimeLimit, _ error: DispatchError?, seconds: Double = 0.08) {
        #expect(error?.code == .timedOut)
        #expect(error?.isTimeout == true)
        #expect(error?.timeLimit == limit)
        #expect(error?.description.contains("\(limit.rawValue) limit of \(seconds) seconds") == true)
    }

    @Test("connecting, TLS included, has a limit")
    func connect() async throws {
        let upstream = try FakeUpstream(always: .reply())
        let timeouts = limits { $0.connect = .milliseconds(80) }
        expect(
            .connect, await client.failure(of: request(url: "https://127.0.0.1:\(upstream.port)/", timeouts: timeouts)))
        await upstream.until { $0.connectionsClosedByPeer == 1 }
    }

    @Test(
        "the first byte has a limit, which an interim head does not lift",
        arguments: [
            ScriptedReply([.hang]), .raw("HTTP/1.1 100 Continue\r\n\r\n").then(.hang),
        ])
    func firstByte(script: ScriptedReply) async throws {
        let upstream = try FakeUpstream(always: script)
        expect(
            .firstByte,
            await client.failure(of: request(upstream, timeouts: limits { $0.firstByte = .milliseconds(80) })))
        await upstream.until { $0.connectionsClosedByPeer == 1 }
    }

    @Test(
        "a pause between two pieces has a limit, also within the head",
        arguments: [
            (ScriptedReply.chunked(steps: [.send([1]), .hang]), 200),
            (.raw("HTTP/1.1 200 OK\r\nA: 1\r\n").then(.hang), nil),
        ] as [(ScriptedReply, Int?)])
    func idle(script: ScriptedReply, status: Int?) async throws {
        let upstream = try FakeUpstream(always: script)
        let error = await client.failure(of: request(upstream, timeouts: limits { $0.idle = .milliseconds(80) }))
        expect(.idle, error)
        #expect(error?.httpStatus == status)
        await upstream.until { $0.connectionsClosedByPeer == 1 }
    }

    @Test(
        "the whole call has a limit, whatever it is doing",
        arguments: [
            ScriptedReply([.hang]), .chunked(steps: [.send([1]), .hang]),
        ])
    func total(script: ScriptedReply) async throws {
        let upstream = try FakeUpstream(always: script)
        expect(.total, await client.failure(of: request(upstream, timeouts: limits { $0.total = .milliseconds(80) })))
        await upstream.until { $0.connectionsClosedByPeer == 1 }
    }

    @Test("a stream that its consumer holds back is not idle")
    func pausedIsNotIdle() async throws {
        let upstream = try FakeUpstream(always: .reply(body: pattern(20_000_000)))
        let reply = try await client.send(request(upstream, timeouts: limits { $0.idle = .milliseconds(200) }))
        // A quarter of a second without a byte: longer than the limit.
        await upstream.until { $0.stalledSends > 0 }
        #expect(try await reply.body.collected().count == 20_000_000)
    }

    @Test("a stream that its consumer holds back still has its total limit")
    func pausedHasTotal() async throws {
        let upstream = try FakeUpstream(always: .reply(body: pattern(20_000_000)))
        let reply = try await client.send(request(upstream, timeouts: limits { $0.total = .milliseconds(500) }))
        await upstream.until { $0.connectionsClosedByPeer == 1 }
        let error = await #expect(throws: DispatchError.self) { try await reply.body.collected() }
        expect(.total, error, seconds: 0.5)
    }
}
