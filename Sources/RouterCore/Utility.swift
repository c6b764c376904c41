import Foundation

/// The one dial: 0 = pure quality, 10 = the cheapest.
public struct Tradeoff: Sendable, Hashable, CustomStringConvertible {
    /// The accepted values.
    public static let range: ClosedRange<Double> = 0...10
    /// What is used where nobody says: half-way.
    public static let balanced = Tradeoff(checked: 5)
    /// The dial at quality alone.
    public static let qualityOnly = Tradeoff(checked: 0)

    /// The position of the dial, 0…10.
    public let value: Double

    private init(checked: Double) { value = checked }

    /// Checks and keeps a position of the dial.
    ///
    /// - Throws: ``CoreError`` with `.invalidTradeoff` outside ``range`` or for NaN.
    public init(_ value: Double) throws(CoreError) {
        guard Self.range.contains(value) else {
            throw CoreError(
                .invalidTradeoff, "a trade-off of \(value) is not accepted; 0 (quality) to 10 (cheapest) is")
        }
        self.value = value
    }

    /// Quality that one dollar has to buy, per request (λ), in 1/USD.
    ///
    /// 0 at the quality end; between 0 and 10 every step multiplies λ by √10, with 10/USD at the middle: there, a cent
    /// more has to buy ten points of quality. At 10 any difference in cost outweighs quality.
    public var qualityPerUSD: Double {
        switch value {
        case 0: 0
        case 10: 1e9
        default: 10 * pow(10, (value - 5) / 2)
        }
    }

    /// The position, without a trailing `.0`.
    public var description: String { value == value.rounded() ? String(Int(value)) : String(value) }
}

/// Weights that turn dollars and seconds into quality.
public struct UtilityWeights: Sendable, Hashable {
    /// λ, in 1/USD.
    public let qualityPerUSD: Double
    /// μ, in 1/s.
    public let qualityPerSecond: Double

    /// Keeps the weights; both are finite and not negative.
    public init(qualityPerUSD: Double, qualityPerSecond: Double = 0) {
        precondition(qualityPerUSD >= 0 && qualityPerSecond >= 0, "utility weights are not negative")
        self.qualityPerUSD = qualityPerUSD
        self.qualityPerSecond = qualityPerSecond
    }

    /// The weights of a position of the dial.
    public init(_ tradeoff: Tradeoff) { self.init(qualityPerUSD: tradeoff.qualityPerUSD) }

    /// `quality − λ·cost − μ·latency`, dimensionless.
    public func utility(quality: Double, costUSD: Double, latencySeconds: Double = 0) -> Double {
        quality - qualityPerUSD * costUSD - qualityPerSecond * latencySeconds
    }
}
