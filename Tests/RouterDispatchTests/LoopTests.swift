import RouterCore
import RouterDispatch
import RouterTesting
import Testing

@Suite("Loop", .timeLimit(.minutes(5)))
struct LoopTests {
    private let client: CurlUpstreamClient

    init() throws { client = try CurlUpstreamClient() }

    @Test("150 requests that wait at the same time are all answered")
    func manySockets() async throws {
        let gate = Gate()
        let upstream = try FakeUpstream { request in
            ScriptedReply([.wait(gate)] + ScriptedReply.reply(body: request.body.reversed()).steps)
        }
        try await withThrowingTaskGroup(of: Void.self) { group in
            for index in 0..<150 {
                group.addTask {
                    let body = pattern(1 + index, seed: UInt64(index))
                    let reply = try await client.roundTrip(request(upstream, body: body))
                    #expect(reply.body == body.reversed())
                }
            }
            await upstream.until { $0.requests == 150 }
            gate.open()
            try await group.waitForAll()
        }
        #expect(upstream.counters.acceptedConnections == 150)
    }

    @Test("calls that find the thread asleep, awake or falling asleep are all carried out")
    func wakeUps() async throws {
        let upstream = try FakeUpstream(always: .reply())
        try await withThrowingTaskGroup(of: Void.self) { group in
            for index in 0..<6 {
                group.addTask {
                    for round in 0..<300 {
                        for _ in 0..<((index * 7 + round) % 13) { await Task.yield() }
                        let reply = try await client.roundTrip(request(upstream))
                        #expect(reply.status == 200)
                    }
                }
            }
            try await group.waitForAll()
        }
        #expect(upstream.requests.count == 1_800)
    }

    @Test("limits of many waiting transfers end each of them by its own, whatever the order")
    func deadlines() async throws {
        let upstream = try FakeUpstream(always: ScriptedReply([.hang]))
        await withTaskGroup(of: Void.self) { group in
            for index in [4, 1, 3, 0, 2] {
                group.addTask {
                    let limit = Duration.milliseconds(60 + index * 20)
                    let error = await client.failure(
                        of: request(upstream, timeouts: UpstreamTimeouts(firstByte: limit)))
                    #expect(error?.timeLimit == .firstByte)
                    #expect(error?.description.contains("limit of \(limit) reached") == true)
                }
            }
        }
        await upstream.until { $0.connectionsClosedByPeer == 5 }
    }

    @Test("one handle serves one address after another, and forgets one that cannot be read")
    func addresses() async throws {
        let upstreams = try (0..<2).map { index in try FakeUpstream(always: .reply(text: "from \(index)")) }
        for round in 0..<6 {
            let upstream = upstreams[round / 2 % 2]
            let reply = try await client.roundTrip(request(upstream, path: "/\(round % 3)?q=\(round)"))
            #expect(String(decoding: reply.body, as: UTF8.self) == "from \(round / 2 % 2)")
            #expect(upstream.requests.last?.path == "/\(round % 3)?q=\(round)")
            let error = await client.failure(of: request(url: "http://127.0.0.1:99999/"))
            #expect(error?.code == .invalidRequest)
        }
    }

    @Test("a short reply whose head comes first is handed over when it is whole")
    func shortReply() async throws {
        let gate = Gate()
        let upstream = try FakeUpstream { request in
            let head = ScriptedReply.raw("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n")
            return request.path == "/hang"
                ? head.then(.hang) : ScriptedReply(head.steps + [.wait(gate), .send([1, 2])])
        }
        async let reply = client.roundTrip(request(upstream))
        // Another call, made later, is answered meanwhile: the loop has seen the head of the first.
        let timeouts = UpstreamTimeouts(idle: .milliseconds(80))
        let failure = await client.failure(of: request(upstream, path: "/hang", timeouts: timeouts))
        #expect(failure?.timeLimit == .idle)
        #expect(failure?.httpStatus == 200)
        gate.open()
        #expect(try await reply.body == [1, 2])
    }

    @Test("a short reply that breaks off still hands over its head")
    func shortReplyCut() async throws {
        let upstream = try FakeUpstream(
            always: .raw("HTTP/1.1 200 OK\r\nContent-Length: 5\r\nA: b\r\n\r\nab").then(.close))
        let reply = try await client.send(request(upstream))
        #expect(reply.header("a") == "b")
        var iterator = reply.body.makeAsyncIterator()
        #expect(try await iterator.next() == Array("ab".utf8))
        let error = await #expect(throws: DispatchError.self) { _ = try await iterator.next() }
        #expect(error?.code == .cutOff)
        #expect(error?.httpStatus == 200)
    }
}
