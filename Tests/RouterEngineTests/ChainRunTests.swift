import Logging
import RouterCore
import RouterEngine
import RouterTesting
import RouterWire
import Testing

@Suite("Trying one candidate after the other", .timeLimit(.minutes(5)))
struct ChainRunTests {
    /// Retries at once, as long as `maxWait` allows.
    private static func quickRetries(_ rounds: Int = 1, maxWait: Duration = .seconds(3)) -> RetryPolicy {
        var policy = RetryPolicy()
        policy.maxRounds = rounds
        policy.baseDelay = .zero
        policy.maxWait = maxWait
        return policy
    }

    private static func failing(_ status: Int, retryAfter: String? = nil) -> UpstreamReply {
        ScriptedClient.reply("{}", status: status, headers: retryAfter.map { [("retry-after", $0)] } ?? [])
    }

    @Test("attempts are numbered through, with place, status and failure, and the answer counts them")
    func attempts() async throws {
        let client = ScriptedClient { provider, _ in
            switch provider {
            case "strong": throw ScriptedClient.Failure(label: "timed_out", isTimeout: true)
            case "middle": Self.failing(503)
            default: ScriptedClient.reply(ScriptedClient.completion)
            }
        }
        let fixture = try EngineFixture(client: client)
        let reply = try await fixture.ask()
        #expect(reply.candidate == "weak" && reply.attemptCount == 3 && reply.errorExtras.isEmpty)
        let attempts = fixture.store.records.attempts
        #expect(attempts.map(\.index) == [0, 1, 2] && attempts.map(\.candidate) == ["strong", "middle", "weak"])
        #expect(attempts.map(\.httpStatus) == [nil, 503, 200])
        #expect(attempts.map(\.failure) == ["timed_out", "upstream_status", nil])
        #expect(Set(attempts.map(\.decisionID)) == [reply.decision.id])
    }

    @Test("after a failed round, those who may do better are asked again in their order")
    func retries() async throws {
        let client = ScriptedClient { provider, call in
            switch (provider, call) {
            case ("strong", 0): Self.failing(500)
            case ("middle", _): Self.failing(400)
            case ("weak", 1): ScriptedClient.reply(ScriptedClient.completion)
            default: throw ScriptedClient.Failure()
            }
        }
        let fixture = try EngineFixture(retries: Self.quickRetries(), client: client)
        let reply = try await fixture.ask()
        // What the client has got wrong, nobody is asked twice.
        #expect(client.providers == ["strong", "middle", "weak", "strong", "weak"])
        #expect(reply.candidate == "weak" && reply.attemptCount == 5)
        #expect(fixture.store.records.attempts.map(\.index) == [0, 1, 2, 3, 4])
    }

    @Test("the last failure of the last round goes to the client", arguments: [0, 1, 2])
    func rounds(count: Int) async throws {
        let client = ScriptedClient { _, call in Self.failing(call == count ? 529 : 500) }
        let fixture = try EngineFixture(retries: Self.quickRetries(count), client: client)
        let reply = try await fixture.ask("strong")
        #expect(client.providers.count == count + 1 && reply.attemptCount == count + 1 && reply.status == 529)
        #expect(fixture.store.records.outcomes.map(\.value) == [0])
    }

    @Test("a pause that the upstream asks for is kept before it is asked again")
    func keepsPause() async throws {
        let client = ScriptedClient { _, call in
            call == 0 ? Self.failing(429, retryAfter: "0.03") : ScriptedClient.reply(ScriptedClient.completion)
        }
        let fixture = try EngineFixture(retries: Self.quickRetries(), client: client)
        let start = ContinuousClock.now
        let reply = try await fixture.ask("strong")
        #expect(reply.status == 200 && reply.attemptCount == 2)
        #expect(ContinuousClock.now - start >= .milliseconds(30))
    }

    @Test("a pause beyond patience is not waited for, and reaches the client", arguments: ["4", "3600"])
    func longPause(seconds: String) async throws {
        let client = ScriptedClient { _, _ in Self.failing(429, retryAfter: seconds) }
        let fixture = try EngineFixture(retries: Self.quickRetries(), client: client)
        let start = ContinuousClock.now
        let reply = try await fixture.ask("strong")
        #expect(reply.status == 429 && client.providers.count == 1)
        #expect(reply.headers.map(\.name) == ["retry-after"] && reply.headers[0].value == seconds)
        #expect(ContinuousClock.now - start < .seconds(1))
    }

    @Test("requests for named models do not wait all alike")
    func jitter() async throws {
        var policy = RetryPolicy()
        policy.baseDelay = .milliseconds(1)
        let log = RecordedMetadata("router.retry.delay")
        let fixture = try EngineFixture(
            retries: policy, client: ScriptedClient { _, _ in Self.failing(500) },
            logger: Logger(label: "test") { _ in log.handler })
        for _ in 0..<4 { _ = try await fixture.ask("strong") }
        #expect(log.values.count == 4 && Set(log.values).count == 4)
    }

    @Test("a candidate that keeps failing is left alone, and probed when everybody is")
    func circuits() async throws {
        var circuits = CircuitBreaker.Settings()
        circuits.failureThreshold = 2
        let client = ScriptedClient { provider, _ in
            provider == "middle" ? ScriptedClient.reply(ScriptedClient.completion) : Self.failing(500)
        }
        let fixture = try EngineFixture(circuits: circuits, client: client)
        for _ in 0..<3 { #expect(try await fixture.ask().candidate == "middle") }
        #expect(client.providers == ["strong", "middle", "strong", "middle", "middle"])
        #expect(fixture.store.records.attempts.last?.index == 0)
        // Whoever names it gets it nevertheless: a call that may fail is better than none.
        #expect(try await fixture.ask("strong").status == 500)
        #expect(client.providers.last == "strong")
    }

    @Test("when everybody is left alone, the first of the ranking is called, and only that one")
    func lastResort() async throws {
        let client = ScriptedClient { _, _ in Self.failing(500) }
        let fixture = try EngineFixture(client: client)
        for place in 0..<3 {
            let permit = try #require(fixture.services.health.admit(place))
            fixture.services.health.report(permit, .rateLimited(retryAfter: .seconds(60)))
        }
        let reply = try await fixture.ask()
        #expect(client.providers == ["strong"] && reply.status == 500 && reply.attemptCount == 1)
    }

    @Test("a client's own mistake opens no circuit")
    func clientFaults() async throws {
        var circuits = CircuitBreaker.Settings()
        circuits.failureThreshold = 1
        let client = ScriptedClient { _, _ in Self.failing(422) }
        let fixture = try EngineFixture(circuits: circuits, client: client)
        for _ in 0..<3 { #expect(try await fixture.ask("strong").status == 422) }
        #expect(fixture.services.health.conditions().isEmpty)
    }

    @Test("a client that goes away while the round is waited for ends the request")
    func leavesInPause() async throws {
        var policy = Self.quickRetries()
        policy.baseDelay = .seconds(3)
        let retries = policy
        let client = ScriptedClient { _, _ in Self.failing(429, retryAfter: "2.9") }
        let fixture = try EngineFixture(retries: retries, client: client)
        let task = Task { try await fixture.ask("strong") }
        while fixture.store.records.attempts.isEmpty { await Task.yield() }
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
        #expect(client.providers.count == 1)
    }

    @Test("replies and errors hold the decision and OpenRouter's metadata where the client wants them")
    func extras() async throws {
        let client = ScriptedClient { provider, _ in
            provider == "weak" ? ScriptedClient.reply(ScriptedClient.completion) : Self.failing(503)
        }
        let fixture = try EngineFixture(client: client)
        let caller = Caller(wantsDecision: true, wantsMetadata: true)
        let good = try await fixture.ask("strong", #""models":["weak"]"#, for: caller)
        let root = try JSONDocument(text: try await EngineFixture.text(good)).root
        #expect(root["autorouter"]?["id"]?.string == good.decision.id)
        let metadata = try #require(root["openrouter_metadata"])
        #expect(metadata["strategy"]?.string == "fallback" && metadata["requested"]?.string == "strong")
        #expect(metadata["attempts"]?.elements.map { $0["status"]?.int } == [503, 200])
        let bad = try await fixture.ask("middle", for: caller)
        #expect(bad.errorExtras.map(\.key) == ["autorouter", "openrouter_metadata"])
        let note = try JSONDocument(bad.errorExtras[1].json).root
        #expect(note["attempt"]?.int == 1 && note["attempts"]?.elements.map { $0["status"]?.int } == [503])
        #expect(note["summary"]?.string?.hasSuffix("selected=none") == true)
        #expect(try await fixture.ask("middle").errorExtras.isEmpty)
    }
}
