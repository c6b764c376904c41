import RouterCore
import RouterModel
import Testing

@Suite("ε-greedy policy")
struct EpsilonGreedyPolicyTests {
    @Test("the best has 1 − ε + ε/m and each other one ε/m", arguments: [(0.05, 2), (0.05, 10), (0.3, 3), (1, 4)])
    func propensities(epsilon: Double, count: Int) {
        let utilities = (0..<count).map { Double($0) }
        let probabilities = EpsilonGreedyPolicy(epsilon: epsilon)
            .distribution(over: PolicyContext(utilities: utilities)).probabilities
        for (index, probability) in probabilities.enumerated() {
            let share = epsilon / Double(count)
            #expect(abs(probability - (index == count - 1 ? 1 - epsilon + share : share)) < 1e-15)
        }
    }

    @Test("part of ε goes to candidates without own outcomes, however many others there are")
    func newcomers() {
        let context = PolicyContext(
            expected: (0..<20).map { 1 - 0.01 * Double($0) }, deviations: Array(repeating: 0, count: 20),
            newcomers: [3, 7])
        let probabilities = EpsilonGreedyPolicy(epsilon: 0.1, newcomerShare: 0.5).distribution(over: context)
            .probabilities
        for (index, probability) in probabilities.enumerated() {
            let even = 0.05 / 20
            let wanted = index == 0 ? 0.9 + even : [3, 7].contains(index) ? even + 0.025 : even
            #expect(abs(probability - wanted) < 1e-12)
        }
    }

    @Test("without newcomers within reach, all of ε is spread evenly")
    func noNewcomers() {
        let context = PolicyContext(expected: [1, 0.9, 0.2], deviations: [0, 0, 0], newcomers: [2])
        let policy = EpsilonGreedyPolicy(epsilon: 0.2, maxRegret: 0.5, newcomerShare: 1)
        let probabilities = policy.distribution(over: context).probabilities
        #expect(probabilities[2] == 0 && abs(probabilities[1] - 0.1) < 1e-15)
    }

    @Test("alone within reach, the best is certain")
    func certain() {
        let policy = EpsilonGreedyPolicy(epsilon: 0.5, maxRegret: 0.1)
        #expect(policy.distribution(over: PolicyContext(utilities: [0, 1, 0.5])).probabilities == [0, 1, 0])
    }
}
