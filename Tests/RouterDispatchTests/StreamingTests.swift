import RouterCore
import RouterDispatch
import RouterTesting
import Testing

@Suite("Streaming", .timeLimit(.minutes(5)))
struct StreamingTests {
    private let client: CurlUpstreamClient

    init() throws { client = try CurlUpstreamClient() }

    @Test("head and pieces arrive before the rest is sent")
    func early() async throws {
        let gates = (0..<6).map { _ in Gate() }
        let upstream = try FakeUpstream(always: .chatStream(pieces: ["a", "b", "c", "d", "e", "f"], gates: gates))
        let reply = try await client.send(request(upstream))
        #expect(reply.header("content-type") == "text/event-stream")
        var iterator = reply.body.makeAsyncIterator()
        for (index, content) in ["a", "b", "c", "d", "e"].enumerated() {
            gates[index].open()
            let piece = try #require(try await iterator.next())
            #expect(String(decoding: piece, as: UTF8.self).contains(#"{"content":"\#(content)"}"#))
        }
        gates[5].open()
        var rest: [UInt8] = []
        while let piece = try await iterator.next() { rest += piece }
        #expect(String(decoding: rest, as: UTF8.self).hasSuffix("data: [DONE]\n\n"))
    }

    @Test("a consumer that does not read stops the server; then everything arrives intact")
    func backPressure() async throws {
        let body = pattern(50_000_000)
        let upstream = try FakeUpstream(always: .reply(body: body))
        let reply = try await client.send(request(upstream))
        await upstream.until { $0.stalledSends > 0 }
        // Our 256 kB, libcurl's buffer, and what the system keeps for both ends of a connection: 4 + 6 MB by default.
        #expect(upstream.counters.bytesSent < 16_000_000)
        #expect(try await reply.body.collected() == body)
    }

    @Test("an unread stream does not hold up others")
    func independence() async throws {
        let upstream = try FakeUpstream { $0.path == "/big" ? .reply(body: pattern(20_000_000)) : .chatCompletion() }
        let big = try await client.send(request(upstream, path: "/big"))
        await upstream.until { $0.stalledSends > 0 }
        for _ in 0..<20 { #expect(try await client.roundTrip(request(upstream)).status == 200) }
        #expect(try await big.body.collected().count == 20_000_000)
    }

    @Test("many pauses and resumptions lose nothing")
    func manyPauses() async throws {
        let body = pattern(8_000_000)
        let pieces = stride(from: 0, to: body.count, by: 50_000).map {
            ScriptedReply.Step.send(Array(body[$0..<($0 + 50_000)]))
        }
        let upstream = try FakeUpstream(always: .chunked(steps: pieces))
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<8 {
                group.addTask {
                    let reply = try await client.roundTrip(request(upstream))
                    #expect(reply.body == body)
                }
            }
            try await group.waitForAll()
        }
    }
}
