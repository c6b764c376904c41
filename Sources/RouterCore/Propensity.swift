/// The probability with which the logging policy made the choice that it made, in (0, 1].
public struct Propensity: Sendable, Hashable, Comparable {
    /// A choice that could not have been another.
    public static let certain = Propensity(checked: 1)

    /// The probability.
    public let value: Double

    private init(checked: Double) { value = checked }

    /// Checks and keeps a probability.
    ///
    /// - Throws: ``CoreError`` with `.invalidProbability` outside (0, 1] or for NaN.
    public init(_ value: Double) throws(CoreError) {
        guard value > 0, value <= 1 else {
            throw CoreError(.invalidProbability, "a propensity of \(value) is not accepted; (0, 1] is")
        }
        self.value = value
    }

    /// Order of the probabilities.
    public static func < (left: Self, right: Self) -> Bool { left.value < right.value }
}
