import RouterDispatch
import RouterTesting
import Testing

@Suite("Fake upstream", .timeLimit(.minutes(5)))
struct FakeUpstreamTests {
    @Test("waiting ends with the server")
    func waitingForTheEnd() async throws {
        let upstream = try FakeUpstream(always: .reply())
        async let waiting: Void = upstream.until { $0.requests > 0 }
        upstream.stop()
        await waiting
        #expect(upstream.counters.requests == 0)
    }

    @Test("waiting ends when its task is cancelled")
    func cancelledWaiting() async throws {
        let upstream = try FakeUpstream(always: .reply())
        let task = Task { await upstream.until { $0.requests > 0 } }
        task.cancel()
        await task.value
        #expect(upstream.counters.requests == 0)
    }

    @Test(
        "stopping frees scripts that hang or wait for a gate",
        arguments: [
            ScriptedReply([.hang]), ScriptedReply([.wait(Gate())]),
        ])
    func stop(script: ScriptedReply) async throws {
        let upstream = try FakeUpstream(always: script)
        let client = try CurlUpstreamClient()
        async let failure = client.failure(of: request(upstream))
        await upstream.until { $0.requests == 1 }
        upstream.stop()
        #expect(await failure?.code == .connectionFailed)
        #expect(upstream.counters.openConnections == 0)
    }

    @Test("text in ready-made replies is escaped as JSON")
    func escaping() {
        let reply = ScriptedReply.chatCompletion(content: "\"\\\n\u{1}é")
        guard case .send(let bytes) = reply.steps.first else {
            Issue.record("the reply sends nothing")
            return
        }
        #expect(String(decoding: bytes, as: UTF8.self).contains(#""content":"\"\\\n\u0001é""#))
    }
}
