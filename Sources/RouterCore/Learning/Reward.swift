/// How good a reply was, with what says so.
public struct Reward: Sendable, Hashable {
    /// Where a part of a reward comes from.
    public enum Evidence: String, Sendable, Hashable, CaseIterable {
        /// People or programs that use the reply.
        case feedback
        /// A judge model.
        case judge
        /// What the router itself saw.
        case observation
    }

    /// One part of a reward.
    public struct Part: Sendable, Hashable {
        /// Where it comes from.
        public let evidence: Evidence
        /// What it says, [0, 1].
        public let value: Double
        /// How much it counts, above 0.
        public let weight: Double

        /// Keeps the values.
        public init(evidence: Evidence, value: Double, weight: Double) {
            self.evidence = evidence
            self.value = value
            self.weight = weight
        }
    }

    /// The weighted mean of the parts, [0, 1].
    public let value: Double
    /// The parts, at least one.
    public let parts: [Part]

    /// The mean of parts; `nil` if there are none.
    public init?(parts: [Part]) {
        let weight = parts.reduce(0) { $0 + $1.weight }
        guard weight > 0 else { return nil }
        value = min(1, max(0, parts.reduce(0) { $0 + $1.weight * $1.value } / weight))
        self.parts = parts
    }
}
