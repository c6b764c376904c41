import Foundation
import RouterCore
import RouterTesting
import Testing

@testable import RouterOutcomeLog

@Suite("Dividing the log")
struct OutcomeLogReaderSplitTests {
    private let folder: TemporaryFolder
    /// When the first decision was made; each one after it a second later.
    private static let start = 1_763_800_001.0

    init() throws { folder = try TemporaryFolder() }

    /// A log of so many decisions, about each of which something was said.
    private func log(_ count: Int, kind: (Int) -> String = { _ in "answered" }) async throws -> OutcomeLog {
        let log = try await OutcomeLog.opened(in: folder)
        var fixtures = LogFixtures(seed: 1)
        for number in 0..<count {
            let decision = fixtures.decision()
            log.append(.decision(decision, fixtures.context()))
            let kind = kind(number)
            guard !kind.isEmpty else { continue }
            log.append(
                .outcome(Outcome(decisionID: decision.id, kind: kind, value: 1, source: "test", observedAt: Date())))
        }
        try await log.flush()
        return log
    }

    @Test(
        "a share of the decisions was made before the time, and the rest at it or later",
        arguments: [(0, 0), (0.25, 2), (0.5, 5), (0.75, 7), (0.99, 9), (1, 9)])
    func share(share: Double, number: Int) async throws {
        let log = try await log(10)
        let time = try await log.reader.decisionTime(atShare: share)
        #expect(time == Date(timeIntervalSince1970: Self.start + Double(number)))
    }

    @Test("only decisions since a time count, and of none there is no time")
    func since() async throws {
        let log = try await log(10)
        let since = Date(timeIntervalSince1970: Self.start + 6)
        let time = try await log.reader.decisionTime(atShare: 0.5, since: since)
        #expect(time == Date(timeIntervalSince1970: Self.start + 8))
        let late = Date(timeIntervalSince1970: Self.start + 100)
        #expect(try await log.reader.decisionTime(atShare: 0.5, since: late) == nil)
    }

    @Test("an empty log has no time")
    func empty() async throws {
        let log = try await log(0)
        #expect(try await log.reader.decisionTime(atShare: 0.5) == nil)
        let judged = try await log.reader.judgedDecisionCount(afterKey: 0)
        #expect(judged.count == 0 && judged.lastKey == 0)
    }

    @Test("decisions of which something was said are counted once, from where the last count ended")
    func judged() async throws {
        let log = try await log(6) { $0 == 5 ? "" : "feedback" }
        let first = try await log.reader.judgedDecisionCount(afterKey: 0)
        #expect(first.count == 5)
        let id = try await log.reader.page(limit: 1).decisions[0].decision.id
        for value in [0, 1] {
            log.append(
                .outcome(
                    Outcome(
                        decisionID: id, kind: "judge", value: Double(value), source: "\(value)", observedAt: Date())))
        }
        try await log.flush()
        let second = try await log.reader.judgedDecisionCount(afterKey: first.lastKey)
        #expect(second.count == 1 && second.lastKey == first.lastKey + 2)
        let third = try await log.reader.judgedDecisionCount(afterKey: second.lastKey)
        #expect(third.count == 0 && third.lastKey == second.lastKey)
    }

    @Test("what the router itself saw counts only where it is to")
    func observations() async throws {
        let log = try await log(8) { ["answered", "cut_off", "feedback", "complaint:format"][$0 % 4] }
        #expect(try await log.reader.judgedDecisionCount(afterKey: 0).count == 8)
        let judged = try await log.reader.judgedDecisionCount(afterKey: 0, countsObservations: false)
        #expect(judged.count == 4)
    }
}
