/// What a run may spend, with room kept for calls that are under way.
///
/// A call is let through only if it could be paid for even at its estimate; what it really cost takes the estimate's place
/// afterwards. Where calls turn out dearer than estimated, later estimates are raised by as much.
package struct SpendCeiling: Sendable, Hashable {
    /// Room for one call.
    package struct Hold: Sendable, Hashable {
        /// What the call was said to cost at most, in USD.
        let estimateUSD: Double
        /// What is kept for it.
        let heldUSD: Double
    }

    /// The most that may be spent, in USD.
    package let limitUSD: Double
    /// What was spent so far, in USD; calls of unknown cost at their estimate.
    package private(set) var spentUSD = 0.0
    private var heldUSD = 0.0
    private var correction = 1.0

    /// Nothing is spent yet.
    ///
    /// - Precondition: the limit is not negative.
    package init(limitUSD: Double) {
        precondition(limitUSD >= 0, "a ceiling of \(limitUSD) USD is negative")
        self.limitUSD = limitUSD
    }

    /// What is left, in USD, not negative.
    package var leftUSD: Double { max(0, limitUSD - spentUSD) }

    /// Keeps room for a call.
    ///
    /// - Parameter estimateUSD: what it costs at most, not negative.
    /// - Returns: `nil` = the ceiling might be exceeded; once calls under way have ended, there may be room.
    package mutating func hold(_ estimateUSD: Double) -> Hold? {
        let wanted = estimateUSD * correction
        guard spentUSD + heldUSD + wanted <= limitUSD else { return nil }
        heldUSD += wanted
        return Hold(estimateUSD: estimateUSD, heldUSD: wanted)
    }

    /// A call has ended.
    ///
    /// - Parameters:
    ///   - hold: the room that was kept for it.
    ///   - costUSD: what it cost; `nil` = unknown, which counts as the estimate.
    package mutating func settle(_ hold: Hold, costUSD: Double?) {
        heldUSD = max(0, heldUSD - hold.heldUSD)
        spentUSD += costUSD ?? hold.estimateUSD
        if let costUSD, hold.estimateUSD > 0 { correction = max(correction, costUSD / hold.estimateUSD) }
    }
}
