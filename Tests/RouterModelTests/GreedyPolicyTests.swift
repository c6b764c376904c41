import RouterCore
import RouterModel
import Testing

@Suite("Greedy policy")
struct GreedyPolicyTests {
    @Test(
        "all probability is on the highest utility, on the first of equal ones",
        arguments: [
            ([0.5], 0), ([1, 2, 3], 2), ([3, 2, 1], 0), ([1, 2, 2, 1], 1), ([-5, -1e9, -5], 0), ([0, -0.0, 0], 0),
            ([-1e7, -1e6], 1),
        ])
    func distribution(utilities: [Double], best: Int) {
        let distribution = GreedyPolicy().distribution(over: PolicyContext(utilities: utilities))
        #expect(distribution.probabilities == utilities.indices.map { $0 == best ? 1 : 0 })
        #expect(distribution.probabilities.reduce(0, +) == 1)
        #expect(GreedyPolicy().name == "greedy")
    }
}
