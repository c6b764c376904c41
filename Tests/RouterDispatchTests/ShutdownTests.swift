import RouterCore
import RouterDispatch
import RouterTesting
import Testing

#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

@Suite("Shutdown and resources", .timeLimit(.minutes(5)))
struct ShutdownTests {
    @Test("shutting down fails what is running, closes its connections and refuses what comes later")
    func running() async throws {
        let client = try CurlUpstreamClient()
        let upstream = try FakeUpstream {
            $0.path == "/head" ? ScriptedReply([.hang]) : .chunked(steps: [.send([1]), .hang])
        }
        let body = try await client.send(request(upstream, path: "/body")).body
        async let atHead = client.failure(of: request(upstream, path: "/head"))
        await upstream.until { $0.requests == 2 }
        await client.shutdown()
        #expect(await atHead?.code == .shutDown)
        let error = await #expect(throws: DispatchError.self) { try await body.collected() }
        #expect(error?.code == .shutDown)
        #expect(error?.httpStatus == 200)
        await upstream.until { $0.connectionsClosedByPeer == 2 }
        #expect(await client.failure(of: request(upstream))?.code == .shutDown)
        await client.shutdown()
        #expect(upstream.requests.count == 2)
    }

    @Test("releasing the client shuts it down")
    func released() async throws {
        let upstream = try FakeUpstream(always: .chunked(steps: [.send([1]), .hang]))
        var client: CurlUpstreamClient? = try CurlUpstreamClient()
        let body = try await client?.send(request(upstream)).body
        client = nil
        let error = await #expect(throws: DispatchError.self) { _ = try await body?.collected() }
        #expect(error?.code == .shutDown)
        await upstream.until { $0.openConnections == 0 }
    }

    @Test("many clients come and go under load")
    func restart() async throws {
        let upstream = try FakeUpstream(always: .chatStream())
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<40 {
                group.addTask {
                    guard let client = try? CurlUpstreamClient() else { return }
                    async let first = client.failure(of: request(upstream))
                    async let second = client.failure(of: request(upstream))
                    await client.shutdown()
                    for error in await [first, second] { #expect(error == nil || error?.code == .shutDown) }
                }
            }
        }
        await upstream.until { $0.openConnections == 0 }
    }

    @Test("2,000 requests and a shutdown leave no descriptor behind")
    func descriptors() async {
        // In a process of its own: other tests open descriptors too.
        await #expect(processExitsWith: .success) {
            let upstream = try FakeUpstream { $0.path == "/close" ? .chatStream().then(.close) : .chatStream() }
            let before = openDescriptors()
            let client = try CurlUpstreamClient()
            _ = try await client.roundTrip(request(upstream))
            let between = openDescriptors()
            for index in 0..<2_000 {
                _ = try await client.roundTrip(request(upstream, path: index % 10 == 0 ? "/close" : "/keep"))
            }
            // A closed connection may still be held on one side or both: one more round replaces it.
            _ = try await client.roundTrip(request(upstream))
            await upstream.until { $0.openConnections == 1 }
            if await !settles(at: between) { exit(11) }
            await client.shutdown()
            await upstream.until { $0.openConnections == 0 }
            if await !settles(at: before) { exit(12) }
        }
    }

    @Test("the environment's proxy is used, and its exceptions are honoured")
    func proxy() async {
        await #expect(processExitsWith: .success) {
            let upstream = try FakeUpstream(always: .chatCompletion())
            setenv("http_proxy", upstream.url(), 1)
            setenv("no_proxy", "127.0.0.1", 1)
            let client = try CurlUpstreamClient()
            _ = try await client.roundTrip(request(url: "http://upstream.invalid/a"))
            _ = try await client.roundTrip(request(upstream, path: "/b"))
            let paths = upstream.requests.map(\.path)
            precondition(paths == ["http://upstream.invalid/a", "/b"], "\(paths)")
        }
    }
}

/// How many of the first 4,096 descriptors are open sockets or pipes, which is what connections and wake-ups are made of.
///
/// On a busy machine Dispatch opens epoll, event and timer descriptors of its own in the middle of the test; they are not ours.
private func openDescriptors() -> Int {
    (Int32(0)..<4_096).count { descriptor in
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { return false }
        let kind = status.st_mode & S_IFMT
        return kind == S_IFSOCK || kind == S_IFIFO
    }
}

/// Whether so many descriptors are open soon: both sides close theirs a moment after the counters say so.
private func settles(at count: Int) async -> Bool {
    let deadline = ContinuousClock.now + .seconds(10)
    while openDescriptors() != count {
        guard ContinuousClock.now < deadline else { return false }
        await Task.yield()
    }
    return true
}
