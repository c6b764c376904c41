import RouterCore
import RouterDispatch
import RouterTesting
import Testing

@Suite("Cancellation", .timeLimit(.minutes(5)))
struct CancellationTests {
    private let client: CurlUpstreamClient

    init() throws { client = try CurlUpstreamClient() }

    /// Sends in a task of its own, which a test can cancel; the test awaits it.
    private func sending(_ request: UpstreamRequest) -> Task<UpstreamReply, any Error> {
        Task { [client] in try await client.send(request) }
    }

    @Test("a task that is cancelled already sends nothing")
    func beforeTheStart() async throws {
        let upstream = try FakeUpstream(always: .reply())
        let task = Task { [client] in
            withUnsafeCurrentTask { $0?.cancel() }
            return try await client.send(request(upstream))
        }
        await #expect(throws: CancellationError.self) { try await task.value }
        #expect(try await client.roundTrip(request(upstream)).status == 200)
        #expect(upstream.requests.count == 1)
    }

    @Test("during the handshake the connection is closed")
    func whileConnecting() async throws {
        // The server waits for the end of a request head, which a TLS greeting never brings.
        let upstream = try FakeUpstream(always: .reply())
        // The usual limit of 5 s can pass before a busy machine comes to cancel.
        let timeouts = UpstreamTimeouts(connect: .seconds(50))
        let task = sending(request(url: "https://127.0.0.1:\(upstream.port)/", timeouts: timeouts))
        await upstream.until { $0.acceptedConnections == 1 }
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
        await upstream.until { $0.connectionsClosedByPeer == 1 }
    }

    @Test("while waiting for the head the connection is closed")
    func atTheHead() async throws {
        let upstream = try FakeUpstream(always: ScriptedReply([.hang]))
        let task = sending(request(upstream))
        await upstream.until { $0.requests == 1 }
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
        await upstream.until { $0.connectionsClosedByPeer == 1 }
    }

    @Test("while waiting for a piece the connection is closed")
    func atAPiece() async throws {
        let upstream = try FakeUpstream(always: .chunked(steps: [.send([1]), .hang]))
        let body = try await client.send(request(upstream)).body
        let (pieces, arrivals) = AsyncStream.makeStream(of: [UInt8].self)
        let task = Task {
            for try await piece in body { arrivals.yield(piece) }
        }
        for await piece in pieces {
            #expect(piece == [1])
            break
        }
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
        await upstream.until { $0.connectionsClosedByPeer == 1 }
    }

    @Test("a cancelled consumer does not go on with what is buffered")
    func withBufferedBytes() async throws {
        let upstream = try FakeUpstream(always: .chunked(steps: [.send([1]), .hang]))
        let body = try await client.send(request(upstream)).body
        let task = Task {
            withUnsafeCurrentTask { $0?.cancel() }
            var iterator = body.makeAsyncIterator()
            return try await iterator.next()
        }
        await #expect(throws: CancellationError.self) { try await task.value }
        await upstream.until { $0.connectionsClosedByPeer == 1 }
    }

    @Test("dropping a reply unread closes the connection", arguments: [1, 20_000_000])
    func dropped(size: Int) async throws {
        let upstream = try FakeUpstream(always: .chunked(steps: [.send(pattern(size)), .hang]))
        _ = try await client.send(request(upstream))
        await upstream.until { $0.connectionsClosedByPeer == 1 }
    }

    @Test("dropping a half-read body closes the connection; a copy keeps it open")
    func droppedHalfway() async throws {
        let gate = Gate()
        let upstream = try FakeUpstream(always: .chunked(steps: [.send([1]), .wait(gate), .send([2]), .hang]))
        var copy: UpstreamBody?
        do {
            let body = try await client.send(request(upstream)).body
            copy = body
            var iterator = body.makeAsyncIterator()
            #expect(try await iterator.next() == [1])
        }
        gate.open()
        var iterator = copy?.makeAsyncIterator()
        #expect(try await iterator?.next() == [2])
        iterator = nil
        copy = nil
        await upstream.until { $0.connectionsClosedByPeer == 1 }
    }

    @Test("dropping a paused body closes the connection")
    func droppedWhilePaused() async throws {
        let upstream = try FakeUpstream(always: .reply(body: pattern(20_000_000)))
        var reply: UpstreamReply? = try await client.send(request(upstream))
        await upstream.until { $0.stalledSends > 0 }
        #expect(reply?.status == 200)
        reply = nil
        await upstream.until { $0.connectionsClosedByPeer == 1 }
    }

    @Test("a body read to its end leaves the connection for the next request")
    func readToTheEnd() async throws {
        let upstream = try FakeUpstream(always: .chatStream())
        for _ in 0..<5 { _ = try await client.roundTrip(request(upstream)) }
        #expect(upstream.counters.acceptedConnections == 1)
        #expect(upstream.counters.connectionsClosedByPeer == 0)
    }

    @Test("cancelling at any moment ends in a reply or in a CancellationError, never in silence")
    func storm() async throws {
        let upstream = try FakeUpstream(always: .chatStream(pieces: Array(repeating: "x", count: 20)))
        await withTaskGroup(of: Void.self) { group in
            for index in 0..<400 {
                group.addTask { [client] in
                    let task = Task { try await client.roundTrip(request(upstream)).status }
                    for _ in 0..<(index % 40) { await Task.yield() }
                    task.cancel()
                    switch await task.result {
                    case .success(let status): #expect(status == 200)
                    case .failure(let error): #expect(error is CancellationError)
                    }
                }
            }
        }
        #expect(try await client.roundTrip(request(upstream)).status == 200)
    }
}
