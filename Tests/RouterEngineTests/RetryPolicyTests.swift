import RouterCore
import RouterEngine
import Testing

@Suite("Retry policy")
struct RetryPolicyTests {
    private func next(
        _ failures: [RetryPolicy.Failure], after round: Int = 1, waited: Duration = .zero, seed: UInt64 = 1,
        _ policy: RetryPolicy = .init()
    ) -> RetryPolicy.Round? {
        var random = SplitMix64(seed: seed)
        return policy.next(after: round, failures, waited: waited, random: &random)
    }

    private func failure(_ index: Int, _ status: Int?, retryAfter: Double? = nil) -> RetryPolicy.Failure {
        .init(index: index, httpStatus: status, retryAfter: retryAfter.map { .seconds($0) })
    }

    @Test("only what may pass by itself is asked again, in the order in which it failed")
    func retryable() {
        let statuses: [Int?] = [500, 400, nil, 401, 429, 404, 502, 413, 503, 422, 504, 529, 408, 524, 200]
        let round = next(statuses.enumerated().map { failure($0.offset, $0.element) })
        #expect(round?.indices == [0, 2, 4, 6, 8, 10, 11, 12, 13])
        #expect(next([failure(0, 400), failure(1, 403)]) == nil)
        #expect(next([]) == nil)
    }

    @Test("the delay is jittered over the whole of a base that doubles up to its cap, and a seed gives the same one")
    func jitter() {
        var policy = RetryPolicy()
        policy.maxRounds = 10
        policy.maxWait = .seconds(60)
        for (round, ceiling) in [(1, 0.25), (2, 0.5), (3, 1), (6, 8), (7, 8), (10, 8)] {
            let delays = (1...200).compactMap {
                next([failure(0, nil)], after: round, seed: $0, policy)?.delay
            }
            #expect(delays.count == 200)
            #expect(delays.allSatisfy { $0 >= .zero && $0 < .seconds(ceiling) })
            #expect(
                delays.contains { $0 < .seconds(ceiling * 0.1) } && delays.contains { $0 > .seconds(ceiling * 0.9) })
        }
        #expect(next([failure(0, nil)], seed: 5) == next([failure(0, nil)], seed: 5))
    }

    @Test("there are only so many further rounds")
    func rounds() {
        #expect(next([failure(0, nil)], after: 1) != nil)
        #expect(next([failure(0, nil)], after: 2) == nil)
        var none = RetryPolicy()
        none.maxRounds = 0
        #expect(next([failure(0, nil)], after: 1, none) == nil)
    }

    @Test("the shortest Retry-After is kept to, and who asked for longer is not asked")
    func retryAfter() {
        let failures = [failure(3, 429, retryAfter: 2), failure(1, 503, retryAfter: 2.5), failure(2, 400)]
        #expect(next(failures)?.delay == .seconds(2))
        #expect(next(failures)?.indices == [3])
        let mixed = next([failure(3, 429, retryAfter: 2), failure(4, 502)])
        #expect(mixed?.indices == [4])
        #expect(mixed.map { $0.delay < .milliseconds(250) } == true)
    }

    @Test("a wait that would be too long in total is not begun; a jitter that would be is cut")
    func maxWait() {
        #expect(next([failure(0, 429, retryAfter: 3)])?.delay == .seconds(3))
        #expect(next([failure(0, 429, retryAfter: 3.1)]) == nil)
        #expect(next([failure(0, 429, retryAfter: 2)], waited: .seconds(1.5)) == nil)
        for seed in UInt64(1)...50 {
            let round = next([failure(0, nil)], waited: .seconds(2.99), seed: seed)
            #expect(round.map { $0.delay <= .milliseconds(10) } == true)
        }
    }
}
