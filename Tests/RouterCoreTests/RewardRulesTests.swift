import RouterCore
import Testing

@Suite("Reward rules")
struct RewardRulesTests {
    private func signal(_ kind: SignalKind, _ value: Double, by source: String = "router") -> RewardSignal {
        RewardSignal(kind: kind, value: value, source: source)
    }

    @Test("an answer without trouble is a reward of 1, a failure one of 0")
    func answered() {
        #expect(RewardRules().reward(of: [signal(.answered, 1)])?.value == 1)
        #expect(RewardRules().reward(of: [signal(.answered, 0)])?.value == 0)
    }

    @Test("each sign of trouble takes its severity away, once", arguments: SignalKind.troubles)
    func troubles(kind: SignalKind) throws {
        let severity = try #require(RewardRules.defaultSeverities[kind])
        let signals = [signal(.answered, 1), signal(kind, 0), signal(kind, 0)]
        #expect(RewardRules().reward(of: signals)?.value == 1 - severity)
        var rules = RewardRules()
        rules.severities[kind] = 0
        #expect(rules.reward(of: signals)?.value == 1)
    }

    @Test("two signs of trouble leave the product of what each leaves")
    func product() throws {
        let reward = try #require(
            RewardRules().reward(of: [signal(.answered, 1), signal(.refusal, 0), signal(.cutOff, 0)]))
        #expect(abs(reward.value - 0.3 * 0.7) < 1e-12)
    }

    @Test("evidence is weighted, and every part stays visible")
    func parts() throws {
        let reward = try #require(
            RewardRules().reward(of: [
                signal(.answered, 1), signal(.feedback, 0, by: "user"), signal(.judge, 0.5, by: "j"),
            ]))
        #expect(abs(reward.value - (8 * 0 + 4 * 0.5 + 1 * 1) / 13) < 1e-12)
        #expect(reward.parts.map(\.evidence) == [.feedback, .judge, .observation])
        #expect(reward.parts.map(\.value) == [0, 0.5, 1])
    }

    @Test("of one source the last word counts, of several the mean")
    func lastWord() {
        var rules = RewardRules()
        rules.observationWeight = 0
        let changed = [signal(.feedback, 0, by: "ann"), signal(.feedback, 1, by: "ann")]
        #expect(rules.reward(of: changed)?.value == 1)
        #expect(rules.reward(of: changed + [signal(.feedback, 0, by: "bob")])?.value == 0.5)
        #expect(rules.reward(of: changed + [signal(SignalKind("complaint:other"), 0, by: "ann")])?.value == 0)
    }

    @Test("where nothing that counts is known there is no reward")
    func unknown() {
        #expect(RewardRules().reward(of: []) == nil)
        #expect(RewardRules().reward(of: [signal(.cutOff, 0)]) == nil)
        var rules = RewardRules()
        rules.observationWeight = 0
        #expect(rules.reward(of: [signal(.answered, 1)]) == nil)
    }
}
