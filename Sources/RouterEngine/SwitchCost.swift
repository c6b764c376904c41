/// What all candidates but one are charged with: leaving that one loses what its provider's prompt cache would save.
struct SwitchCost: Sendable, Hashable {
    /// The place of the candidate that is not charged.
    let place: Int
    /// USD, not negative.
    let costUSD: Double
}
