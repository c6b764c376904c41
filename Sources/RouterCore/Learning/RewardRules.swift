/// How signals become one reward.
///
/// There are three kinds of evidence. What people say (`feedback`, complaints) and what a judge says (`judge`) are means
/// over their sources, of each source's last word. What the router itself saw is `Π (1 − severity)` over the signals of
/// trouble, 1 where nothing was wrong with an answered request. The reward is the mean of the evidence that there is,
/// weighted by ``feedbackWeight``, ``judgeWeight`` and ``observationWeight``; where all of that weighs nothing, nothing
/// is known of the reply and there is no reward.
public struct RewardRules: Sendable, Hashable {
    /// Weight of what people say, not negative.
    public var feedbackWeight = 8.0
    /// Weight of what a judge model says, not negative.
    public var judgeWeight = 4.0
    /// Weight of what the router itself saw, not negative; 0 = replies of which nobody said anything teach nothing.
    public var observationWeight = 1.0
    /// What a signal of trouble takes away, by its kind, each in [0, 1]; 0 = switched off.
    public var severities: [SignalKind: Double] = Self.defaultSeverities

    /// A failed request is worth nothing; an unusable reply hardly more than nothing; a refusal, a repetition and a cut
    /// may each have had a good reason.
    public static let defaultSeverities: [SignalKind: Double] = [
        .answered: 1, .invalidJSON: 0.9, .invalidToolCall: 0.9, .empty: 0.9, .refusal: 0.7, .regenerated: 0.6,
        .cutOff: 0.3,
    ]

    /// The default rules.
    public init() {}

    /// The reward of a reply.
    ///
    /// - Parameter signals: all that is known of it, in the order in which it was learned.
    /// - Returns: the reward and its parts; `nil` if nothing that counts is known.
    public func reward(of signals: [RewardSignal]) -> Reward? {
        let people = lastWords(signals) { $0.kind == .feedback || $0.kind.isComplaint }
        let judges = lastWords(signals) { $0.kind == .judge }
        var parts: [Reward.Part] = []
        if let people { parts.append(.init(evidence: .feedback, value: people, weight: feedbackWeight)) }
        if let judges { parts.append(.init(evidence: .judge, value: judges, weight: judgeWeight)) }
        if let seen = observed(signals) {
            parts.append(.init(evidence: .observation, value: seen, weight: observationWeight))
        }
        return Reward(parts: parts.filter { $0.weight > 0 })
    }

    /// The mean of what each source said last; `nil` if none said anything.
    private func lastWords(_ signals: [RewardSignal], where belongs: (RewardSignal) -> Bool) -> Double? {
        var last: [String: Double] = [:]
        var sources: [String] = []
        for signal in signals where belongs(signal) {
            if last.updateValue(signal.value, forKey: signal.source) == nil { sources.append(signal.source) }
        }
        guard !sources.isEmpty else { return nil }
        return sources.reduce(0) { $0 + (last[$1] ?? 0) } / Double(sources.count)
    }

    /// What is left after all signs of trouble; `nil` if it is not known whether the request was answered.
    private func observed(_ signals: [RewardSignal]) -> Double? {
        guard signals.contains(where: { $0.kind == .answered }) else { return nil }
        // A sign that was seen twice is one sign.
        var worst: [SignalKind: Double] = [:]
        for signal in signals {
            guard let severity = severities[signal.kind], severity > 0 else { continue }
            worst[signal.kind] = max(worst[signal.kind] ?? 0, severity * (1 - signal.value))
        }
        // In a fixed order: dictionaries have none, and products depend on theirs in the last digit.
        return SignalKind.troubles.reduce(1) { $0 * (1 - (worst[$1] ?? 0)) }
    }
}
