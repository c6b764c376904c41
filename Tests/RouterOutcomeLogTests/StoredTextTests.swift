import Foundation
import RouterCore
import RouterTesting
import Testing

@testable import RouterOutcomeLog

@Suite("Stored texts")
struct StoredTextTests {
    private let folder = try? TemporaryFolder()
    private var fixtures = LogFixtures(seed: 3)

    /// Decisions `a` to `d`: `a` and `d` with both texts, `b` with a hash for a prompt, `c` without a reply.
    private mutating func log() async throws -> OutcomeLog {
        let log = try await OutcomeLog.opened(in: try #require(folder))
        for (id, prompt, reply) in [
            ("a", "user: A", "alpha"), ("b", "sha256:00", "beta"), ("c", "user: C", nil), ("d", "user: D", "delta"),
        ] as [(String, String, String?)] {
            let decision = fixtures.decision(id: id)
            log.append(.decision(decision, fixtures.context(prompt: prompt)))
            if let reply { log.append(.reply(decisionID: id, candidate: decision.choice, text: reply)) }
        }
        try await log.flush()
        return log
    }

    private func ids(_ keys: [Int64], _ reader: OutcomeLogReader) async throws -> [String] {
        var ids: [String] = []
        for key in keys { ids.append(try #require(try await reader.exchange(key)).decisionID) }
        return ids
    }

    @Test("exchanges are decisions with the text of both, the newest first; prompts need no reply")
    mutating func exchanges() async throws {
        let log = try await log()
        let reader = log.reader
        let keys = try await reader.exchangeKeys(.init())
        #expect(try await ids(keys, reader) == ["d", "a"])
        let exchange = try #require(try await reader.exchange(keys[1]))
        #expect(exchange.prompt == "user: A" && exchange.reply == "alpha")
        var prompts: [String?] = []
        for key in try await reader.promptKeys(.init()) { prompts.append(try await reader.prompt(key)) }
        #expect(prompts == ["user: D", "user: C", "user: A"])
        #expect(try await reader.exchange(99) == nil)
        try await log.close()
    }

    @Test("what has an outcome of the key is left out, and so are older ones and those of other policies")
    mutating func conditions() async throws {
        let log = try await log()
        let outcome = Outcome(
            decisionID: "d", kind: "judge", value: 0.5, source: "judge:x", observedAt: Date(timeIntervalSince1970: 0))
        _ = try await log.record(outcome, idempotencyKey: "judge:x:v1")
        let reader = log.reader
        #expect(try await ids(reader.exchangeKeys(.init(lackingOutcome: "judge:x:v1")), reader) == ["a"])
        #expect(try await ids(reader.exchangeKeys(.init(lackingOutcome: "judge:x:v2")), reader) == ["d", "a"])
        let since = Date(timeIntervalSince1970: 1_763_800_004)
        #expect(try await ids(reader.exchangeKeys(.init(since: since)), reader) == ["d"])
        #expect(try await ids(reader.exchangeKeys(.init(limit: 1)), reader) == ["d"])
        let policy = "epsilon_greedy(0.05)"
        #expect(try await reader.exchangeKeys(.init(excludedPolicies: [policy])).isEmpty)
        try await log.close()
    }

    @Test("a seed draws a sample, the same one each time")
    mutating func samples() async throws {
        let log = try await OutcomeLog.opened(in: try #require(folder))
        for index in 0..<40 {
            let decision = fixtures.decision(id: "\(index)")
            log.append(.decision(decision, fixtures.context(prompt: "user: \(index)")))
            log.append(.reply(decisionID: "\(index)", candidate: decision.choice, text: "x"))
        }
        try await log.flush()
        let first = try await log.reader.exchangeKeys(.init(limit: 10, seed: 1))
        #expect(Set(first).count == 10)
        #expect(try await log.reader.exchangeKeys(.init(limit: 10, seed: 1)) == first)
        #expect(try await log.reader.exchangeKeys(.init(limit: 10, seed: 2)) != first)
        try await log.close()
    }

    @Test("a reply of an unknown decision is refused by itself, and a second one of a candidate ignored")
    mutating func refusals() async throws {
        let log = try await log()
        log.append(.reply(decisionID: "nobody", candidate: "x", text: "lost"))
        let choice = try await log.reader.decision("a").decision.choice
        log.append(.reply(decisionID: "a", candidate: choice, text: "other"))
        try await log.flush()
        #expect(log.droppedEntryCount == 2)
        let last = try #require(try await log.reader.exchangeKeys(.init()).last)
        #expect(try await log.reader.exchange(last)?.reply == "alpha")
        try await log.close()
    }
}
