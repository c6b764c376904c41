import RouterCore

/// Numbers that follow from a seed alone.
struct StableDraw {
    private var random: SplitMix64

    init(seed: UInt64) { random = SplitMix64(seed: seed) }

    /// A number from three to five quarters of the given one, at least 1.
    mutating func around(_ typical: Int) -> Int { max(1, Int(Double(typical) * (0.75 + 0.5 * random.nextUnit()))) }

    /// A number in the range.
    mutating func number(in range: ClosedRange<Int>) -> Int {
        range.lowerBound + Int(random.nextUnit() * Double(range.count))
    }
}
