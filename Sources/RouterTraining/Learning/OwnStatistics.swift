import Foundation
package import RouterCore

/// What the user's own outcomes say of each candidate: sums, which is all that its head needs.
///
/// Sums of two routers add up to those of the union of their outcomes, and fade exponentially where old outcomes are to
/// count less.
package struct OwnStatistics: Sendable {
    /// The sums of one candidate.
    struct Sums: Sendable {
        /// Rewards on `z(x)`.
        var reward: LinearStatistics
        /// `ln(1 + completion tokens)` on `z(x)`.
        var tokens: LinearStatistics
        /// Seconds on `[1, completion tokens]`.
        var seconds = LinearStatistics(order: 2)

        init(order: Int) {
            reward = LinearStatistics(order: order)
            tokens = LinearStatistics(order: order)
        }
    }

    /// Length of `z(x)`, `d`.
    package let order: Int
    private(set) var sums: [CandidateID: Sums] = [:]

    /// No outcomes.
    package init(order: Int) { self.order = order }

    /// The candidates of which there are outcomes, by name.
    package var candidates: [CandidateID] { sums.keys.sorted() }

    /// Outcomes of a candidate; faded ones count for less than one.
    package func count(of candidate: CandidateID) -> Double { sums[candidate]?.reward.count ?? 0 }

    /// Outcomes of all candidates.
    package var count: Double { candidates.reduce(0) { $0 + count(of: $1) } }

    /// Mean reward of a candidate; `nil` = there are no outcomes.
    package func meanReward(of candidate: CandidateID) -> Double? {
        guard let reward = sums[candidate]?.reward, reward.count > 0 else { return nil }
        return reward.moment[0] / reward.count
    }

    /// Adds outcomes, each as often as its weight says.
    ///
    /// - Precondition: their inputs have the length ``order``.
    /// - Complexity: O(n·d²); one product for all outcomes of a candidate.
    package mutating func add(_ outcomes: [OwnOutcome]) {
        for (candidate, own) in Dictionary(grouping: outcomes, by: \.candidate) {
            var entry = sums[candidate] ?? Sums(order: order)
            entry.reward.add(
                inputs: own.flatMap { Self.inputs($0, order) }, targets: own.map(\.reward), weights: own.map(\.weight))
            let counted = own.filter { $0.completionTokens != nil }
            entry.tokens.add(
                inputs: counted.flatMap { Self.inputs($0, order) },
                targets: counted.map { log1p(Double($0.completionTokens ?? 0)) }, weights: counted.map(\.weight))
            let timed = counted.filter { $0.durationSeconds != nil }
            entry.seconds.add(
                inputs: timed.flatMap { [1, Double($0.completionTokens ?? 0)] },
                targets: timed.map { $0.durationSeconds ?? 0 }, weights: timed.map(\.weight))
            sums[candidate] = entry
        }
    }

    /// Adds the outcomes of other statistics.
    ///
    /// - Precondition: both have the same order.
    package mutating func merge(_ other: OwnStatistics) {
        precondition(order == other.order, "statistics of \(order) and of \(other.order) inputs")
        for (candidate, more) in other.sums {
            guard var entry = sums[candidate] else {
                sums[candidate] = more
                continue
            }
            entry.reward.merge(more.reward)
            entry.tokens.merge(more.tokens)
            entry.seconds.merge(more.seconds)
            sums[candidate] = entry
        }
    }

    /// Makes all outcomes count less.
    ///
    /// - Parameter factor: 0 (forget all) to 1 (forget nothing).
    package mutating func decay(by factor: Double) {
        for candidate in candidates {
            sums[candidate]?.reward.decay(by: factor)
            sums[candidate]?.tokens.decay(by: factor)
            sums[candidate]?.seconds.decay(by: factor)
        }
    }

    private static func inputs(_ outcome: OwnOutcome, _ order: Int) -> [Double] {
        precondition(outcome.input.count == order, "an input of \(outcome.input.count) numbers, expected \(order)")
        return outcome.input.map(Double.init)
    }
}
