import RouterCore
import Testing

@testable import RouterEngine

@Suite("Session table")
struct SessionTableTests {
    private let start = ContinuousClock.now
    private let named = SessionKey(value: "s", isExplicit: true)
    private let guessed = SessionKey(value: "s", isExplicit: false)
    private let table = SessionTable()

    private func at(_ seconds: Int) -> ContinuousClock.Instant { start.advanced(by: .seconds(seconds)) }

    private func record(
        _ key: SessionKey, _ candidate: CandidateID = "a", read: Int? = nil, write: Int? = nil, prompt: Int? = 2000,
        isCacheCheaper: Bool = true, clientKey: String? = nil, at seconds: Int = 0
    ) {
        table.record(
            key, clientKey: clientKey, candidate: candidate,
            usage: TokenUsage(
                promptTokens: prompt, completionTokens: 9, cacheReadTokens: read, cacheWriteTokens: write),
            promptTokens: 1900, isCacheCheaper: isCacheCheaper, now: at(seconds))
    }

    @Test("a session that the client has named sticks from its first reply to whoever answered last")
    func explicit() {
        #expect(table.warm(for: named, clientKey: nil, now: at(0)) == nil)
        record(named)
        #expect(table.warm(for: named, clientKey: nil, now: at(1)) == WarmCandidate(candidate: "a", cachedTokens: 0))
        record(named, "b", isCacheCheaper: false)
        #expect(table.warm(for: named, clientKey: nil, now: at(1))?.candidate == "b")
    }

    @Test("a guessed session sticks only once its cache is seen to be read and to be cheaper")
    func implicit() {
        record(guessed)
        record(guessed, read: 0, write: 1500)
        record(guessed, read: 1500, isCacheCheaper: false)
        #expect(table.count == 0)
        record(guessed, read: 1500)
        #expect(table.warm(for: guessed, clientKey: nil, now: at(0))?.candidate == "a")
        record(guessed)
        #expect(
            table.warm(for: guessed, clientKey: nil, now: at(0)) == WarmCandidate(candidate: "a", cachedTokens: 2000),
            "a reply that says nothing of its cache changes nothing")
        record(guessed, "b")
        #expect(table.warm(for: guessed, clientKey: nil, now: at(0)) == nil)
    }

    @Test("sessions of two client keys, and named and guessed ones, never meet")
    func apart() {
        record(named, clientKey: "alice")
        #expect(table.warm(for: named, clientKey: "bob", now: at(0)) == nil)
        #expect(table.warm(for: named, clientKey: nil, now: at(0)) == nil)
        #expect(table.warm(for: guessed, clientKey: "alice", now: at(0)) == nil)
        #expect(table.warm(for: named, clientKey: "alice", now: at(0)) != nil)
    }

    @Test("a session lasts ten minutes from its last use, which a question is too")
    func idle() {
        record(named)
        #expect(table.warm(for: named, clientKey: nil, now: at(599)) != nil)
        #expect(table.warm(for: named, clientKey: nil, now: at(1198)) != nil)
        #expect(table.warm(for: named, clientKey: nil, now: at(1798)) == nil)
    }

    @Test("the oldest session makes room when the table is full")
    func bounded() {
        let small = SessionTable(capacity: 2)
        for name in ["a", "b", "c"] {
            small.record(
                SessionKey(value: name, isExplicit: true), clientKey: nil, candidate: "x", usage: TokenUsage(),
                promptTokens: 0, isCacheCheaper: false, now: at(0))
        }
        #expect(small.count == 2)
        #expect(small.warm(for: SessionKey(value: "a", isExplicit: true), clientKey: nil, now: at(0)) == nil)
    }

    @Test(
        "what the cache holds: what was read and written, or the prompt where writing is not counted",
        arguments: [
            (nil, nil, 2000, nil), (0, nil, 2000, 0), (1024, nil, 2000, 2000), (1024, nil, nil, 1900),
            (1024, 0, 2000, 1024), (0, 1500, 2000, 1500), (nil, 1500, 2000, 1500), (1000, 600, 2000, 1600),
            (1900, 600, 2000, 2000), (1900, 600, nil, 2500), (-5, nil, 2000, 0), (-5, -5, 2000, 0),
        ] as [(Int?, Int?, Int?, Int?)])
    func cachedTokens(read: Int?, write: Int?, prompt: Int?, expected: Int?) {
        let usage = TokenUsage(promptTokens: prompt, cacheReadTokens: read, cacheWriteTokens: write)
        #expect(SessionTable.cachedTokens(after: usage, promptTokens: 1900) == expected)
    }
}
