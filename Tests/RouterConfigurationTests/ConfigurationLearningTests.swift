import RouterConfiguration
import RouterCore
import Testing

@Suite("Configuration of learning")
struct ConfigurationLearningTests {
    private static let candidates = "candidates: [openai/old]\n"

    @Test("nothing is explored and rewards are the general ones unless the file says otherwise")
    func defaults() throws {
        let found = try configuration(Self.candidates)
        #expect(found.exploration == Configuration.Exploration() && found.exploration.policy == .none)
        #expect(found.rewards == RewardRules())
    }

    @Test("exploration is read")
    func exploration() throws {
        let found = try configuration(
            Self.candidates + "exploration: { policy: epsilon_greedy, epsilon: 0.1, newcomers: 0, max_regret: 1 }")
        #expect(found.exploration.policy == .epsilonGreedy && found.exploration.epsilon == 0.1)
        #expect(found.exploration.newcomers == 0 && found.exploration.maxRegret == 1)
        #expect(found.exploration.maxRegretPerDay == 10)
    }

    @Test("a signal that is off takes nothing away, and the others keep what they take")
    func severities() throws {
        let found = try configuration(
            Self.candidates + "rewards: { judge: 2, signals: { refusal: off, cut_off: 0.5 } }")
        #expect(found.rewards.judgeWeight == 2 && found.rewards.feedbackWeight == 8)
        #expect(found.rewards.severities[.refusal] == 0 && found.rewards.severities[.cutOff] == 0.5)
        #expect(found.rewards.severities[.empty] == RewardRules.defaultSeverities[.empty])
        let refused = [SignalKind.answered, .refusal].map {
            RewardSignal(kind: $0, value: $0 == .answered ? 1 : 0, source: "router")
        }
        #expect(found.rewards.reward(of: refused)?.value == 1)
    }

    @Test("every sign of trouble has a key of its own")
    func keys() {
        let paths = Set(ConfigurationReference.entries.map(\.path))
        for kind in SignalKind.troubles { #expect(paths.contains("rewards.signals.\(kind)"), "\(kind)") }
    }
}
