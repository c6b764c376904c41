import RouterCore
import Testing

@testable import RouterEngine

@Suite("Health board")
struct HealthBoardTests {
    private let start = ContinuousClock.now
    private let board: HealthBoard

    init() throws {
        // 0 and 1 share a provider.
        board = HealthBoard(
            try CandidatePool(
                [("a/one", "a"), ("a/two", "a"), ("b/one", "b")].map { id, provider in
                    Candidate(id: CandidateID(id), provider: provider, upstreamModel: id)
                }))
    }

    private func at(_ seconds: Double) -> ContinuousClock.Instant { start.advanced(by: .seconds(seconds)) }

    private func call(_ index: Int, _ result: CallResult, times: Int = 1, at seconds: Double = 0) throws {
        for _ in 0..<times {
            board.report(try #require(board.admit(index, now: at(seconds))), result, now: at(seconds))
        }
    }

    private func states(at seconds: Double) -> [String: CircuitSnapshot.State] {
        Dictionary(uniqueKeysWithValues: board.snapshot(now: at(seconds)).map { ($0.name, $0.state) })
    }

    @Test("while everybody is healthy and nobody asks for percentiles there is nothing to say")
    func healthy() throws {
        try call(0, .success(firstTokenSeconds: 0.1, completionTokens: 11, durationSeconds: 1.1))
        #expect(board.conditions(now: at(0)).isEmpty)
        #expect(board.wait(for: 0, now: at(0)) == nil)
        #expect(board.conditions(withPercentiles: true, now: at(0)).count == 3)
    }

    @Test(
        "error statuses, unreadable replies, refused keys and limits without a pause open the candidate's circuit only",
        arguments: [
            CallResult.serverFault(), .rateLimited(retryAfter: nil), .rateLimited(retryAfter: .zero),
            .failure(httpStatus: 500, retryAfter: nil), .failure(httpStatus: 200, retryAfter: nil),
            .failure(httpStatus: 401, retryAfter: nil), .failure(httpStatus: 402, retryAfter: nil),
            .failure(httpStatus: 403, retryAfter: nil), .failure(httpStatus: 408, retryAfter: nil),
            .failure(httpStatus: 429, retryAfter: nil), .failure(httpStatus: 529, retryAfter: nil),
        ])
    func candidateOnly(result: CallResult) throws {
        try call(0, result, times: 5)
        #expect(board.admit(0, now: at(1)) == nil)
        #expect(board.conditions(now: at(1)).map(\.isHealthy) == [false, true, true])
        #expect(states(at: 1) == ["a/one": .open, "a/two": .closed, "b/one": .closed, "a": .closed, "b": .closed])
    }

    @Test("what the client did wrong, and clients that leave, open nothing", arguments: [400, 404, 413, 422, nil])
    func clientFault(status: Int?) throws {
        try call(0, status.map { .failure(httpStatus: $0, retryAfter: nil) } ?? .abandoned, times: 50)
        #expect(board.conditions(now: at(0)).isEmpty)
        #expect(board.snapshot(now: at(0)).allSatisfy { $0.failures == 0 })
    }

    @Test("lost connections open the provider's circuit, and no candidate of it is called")
    func provider() throws {
        try call(0, .failure(httpStatus: nil, retryAfter: nil), times: 3)
        try call(1, .unreachable, times: 2)
        #expect(board.conditions(now: at(0)).map(\.isHealthy) == [false, false, true])
        #expect(states(at: 0) == ["a/one": .closed, "a/two": .closed, "b/one": .closed, "a": .open, "b": .closed])
        #expect(board.wait(for: 1, now: at(10)) == .seconds(20))
        let probe = try #require(board.admit(1, now: at(30)))
        #expect(board.admit(0, now: at(30)) == nil, "one probe of the provider at a time")
        #expect(board.conditions(now: at(30)).map(\.isHealthy) == [false, false, true])
        #expect(board.wait(for: 0, now: at(30)) == .zero)
        board.report(probe, .clientFault, now: at(31))
        #expect(board.admit(0, now: at(31)) != nil, "any reply shows that the provider can be reached")
    }

    @Test("a provider's refusal does not use up the candidate's probe")
    func probeIsKept() throws {
        try call(0, .serverFault(), times: 5)
        try call(1, .unreachable, times: 5, at: 20)
        #expect(board.admit(0, now: at(31)) == nil)
        #expect(board.admit(0, now: at(50)) != nil)
    }

    @Test("a client that leaves during a probe gives it back")
    func abandonedProbe() throws {
        try call(2, .unreachable, times: 5)
        try call(2, .abandoned, at: 30)
        #expect(states(at: 30)["b/one"] == .halfOpen)
        #expect(states(at: 30)["b"] == .halfOpen)
        try call(2, .success(firstTokenSeconds: nil, completionTokens: nil, durationSeconds: 1), at: 31)
        #expect(board.conditions(now: at(31)).isEmpty)
    }

    @Test("a probe whose content has begun lets others through")
    func begun() throws {
        try call(2, .unreachable, times: 5)
        let probe = try #require(board.admit(2, now: at(30)))
        #expect(board.admit(2, now: at(31)) == nil)
        board.began(probe)
        #expect(board.admit(2, now: at(31)) != nil)
    }

    @Test("Retry-After pauses the candidate until then and opens nothing, however often it comes")
    func pause() throws {
        let permits = try (0..<10).map { _ in try #require(board.admit(0, now: at(0))) }
        for permit in permits { board.report(permit, .rateLimited(retryAfter: .seconds(7)), now: at(0)) }
        #expect(board.admit(0, now: at(6.9)) == nil)
        #expect(board.wait(for: 0, now: at(5)) == .seconds(2))
        #expect(board.conditions(now: at(6.9)).map(\.isHealthy) == [false, true, true])
        #expect(states(at: 6.9)["a/one"] == .paused)
        #expect(board.conditions(now: at(7)).isEmpty)
        #expect(board.admit(0, now: at(7)) != nil)
    }

    @Test("who is well again is well for good, until the next failure")
    func recovery() throws {
        let good = CallResult.success(firstTokenSeconds: nil, completionTokens: nil, durationSeconds: 1)
        for round in [0.0, 100, 200] {
            try call(0, .unreachable, times: 5, at: round)
            try call(2, .serverFault(), times: 5, at: round)
            #expect(board.conditions(now: at(round)).map(\.isHealthy) == [false, false, false])
            try call(2, good, at: round + 30)
            #expect(board.conditions(now: at(round + 30)).map(\.isHealthy) == [true, true, true])
            try call(0, good, at: round + 30)
            #expect(board.conditions(now: at(round + 30)).isEmpty)
        }
    }

    @Test("a pause is five minutes at most, and a shorter one does not end a longer one")
    func pauseIsBounded() throws {
        let permits = try (0..<2).map { _ in try #require(board.admit(0, now: at(0))) }
        board.report(permits[0], .rateLimited(retryAfter: .seconds(86_400)), now: at(0))
        board.report(permits[1], .serverFault(retryAfter: .seconds(1)), now: at(1))
        #expect(board.wait(for: 0, now: at(0)) == .seconds(300))
        #expect(board.admit(0, now: at(300)) != nil)
    }

    @Test("a server fault with Retry-After both pauses and counts")
    func faultWithPause() throws {
        for round in 0..<5 { try call(0, .serverFault(retryAfter: .seconds(1)), at: Double(round)) }
        #expect(states(at: 4)["a/one"] == .open)
    }

    @Test("percentiles are of the last 64 good replies: slow ends for waiting and for writing")
    func percentiles() throws {
        // The first hundred are pushed out; then first tokens after 1…64 s, and 1…64 tokens per second.
        try call(0, .success(firstTokenSeconds: 1000, completionTokens: 2, durationSeconds: 2000), times: 100)
        for value in 1...64 {
            try call(
                0,
                .success(
                    firstTokenSeconds: Double(value), completionTokens: 10 * value + 1,
                    durationSeconds: Double(value) + 10))
        }
        let conditions = board.conditions(withPercentiles: true, now: at(0))
        #expect(conditions[0].firstTokenSeconds == [50: 32, 75: 48, 90: 58, 99: 64])
        #expect(conditions[0].tokensPerSecond == [50: 33, 75: 17, 90: 7, 99: 1])
        #expect(conditions[1].firstTokenSeconds.isEmpty && conditions[1].tokensPerSecond.isEmpty)
    }

    @Test("a whole reply gives a rate but no first token; figures that cannot be are left out")
    func wholeReply() throws {
        try call(0, .success(firstTokenSeconds: nil, completionTokens: 30, durationSeconds: 2))
        try call(1, .success(firstTokenSeconds: 2, completionTokens: 30, durationSeconds: 2))
        try call(2, .success(firstTokenSeconds: nil, completionTokens: nil, durationSeconds: 2))
        let conditions = board.conditions(withPercentiles: true, now: at(0))
        #expect(conditions[0].tokensPerSecond[50] == 15 && conditions[0].firstTokenSeconds.isEmpty)
        #expect(conditions[1].tokensPerSecond.isEmpty && conditions[1].firstTokenSeconds[50] == 2)
        #expect(conditions[2].tokensPerSecond.isEmpty && conditions[2].firstTokenSeconds.isEmpty)
    }
}
