/// The last values of a measurement, and their percentiles.
struct RecentValues: Sendable {
    /// How many are kept.
    static let capacity = 64
    /// The percentiles that clients may ask for.
    static let percentiles = [50, 75, 90, 99]

    private var values: [Double] = []
    private var oldest = 0

    /// Takes a value in place of the oldest one.
    mutating func add(_ value: Double) {
        if values.count < Self.capacity {
            values.append(value)
        } else {
            values[oldest] = value
            oldest = (oldest + 1) % Self.capacity
        }
    }

    /// By percentile p, the value such that p percent of all are on its near side, itself included (nearest rank).
    ///
    /// - Parameter isRising: whether the near side is that of the smaller values.
    /// - Returns: empty if there is no value.
    func byPercentile(isRising: Bool) -> [Int: Double] {
        guard !values.isEmpty else { return [:] }
        let sorted = isRising ? values.sorted() : values.sorted(by: >)
        return Dictionary(
            uniqueKeysWithValues: Self.percentiles.map { ($0, sorted[($0 * sorted.count + 99) / 100 - 1]) })
    }
}
