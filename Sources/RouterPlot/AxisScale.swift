import Foundation

/// Maps values to pixels along an axis and says where its ticks stand.
struct AxisScale {
    /// Ratio of the largest to the smallest value above which an axis is logarithmic.
    static let logarithmicRatio = 20.0

    let low: Double
    let high: Double
    let isLogarithmic: Bool
    /// Values at the ticks, ascending.
    let ticks: [Double]
    private let start: Double
    private let length: Double

    /// A linear axis that covers values with a margin; `limits` are never passed.
    init(linear values: [Double], from start: Double, to end: Double, limits: ClosedRange<Double>) {
        let (least, most) = (values.min() ?? 0, values.max() ?? 1)
        let margin = max((most - least) * 0.06, abs(most) * 1e-3, 1e-9)
        let (low, high) = (max(limits.lowerBound, least - margin), min(limits.upperBound, most + margin))
        let step = Self.niceStep((high - low) / 6)
        ticks = stride(from: (low / step).rounded(.up), through: (high / step).rounded(.down), by: 1).map { $0 * step }
        (self.low, self.high, isLogarithmic) = (low, high, false)
        (self.start, length) = (start, end - start)
    }

    /// A logarithmic axis that covers positive values with a margin.
    init(logarithmic values: [Double], from start: Double, to end: Double) {
        let positive = values.filter { $0 > 0 }
        let (least, most) = (positive.min() ?? 1, positive.max() ?? 10)
        let margin = pow(most / least, 0.05)
        (low, high, isLogarithmic) = (least / margin, most * margin, true)
        let decades = Int(log10(low).rounded(.down))...Int(log10(high).rounded(.up))
        let multiples = log10(high / low) > 4 ? [1.0] : log10(high / low) > 2.2 ? [1, 3] : [1, 2, 5]
        let (low, high) = (low, high)
        ticks = decades.flatMap { decade in multiples.map { $0 * pow(10, Double(decade)) } }
            .filter { (low...high).contains($0) }
        (self.start, length) = (start, end - start)
    }

    /// Where a value stands in pixels; values beyond the axis stand at its end.
    func position(_ value: Double) -> Double {
        let inside = min(high, max(low, value))
        let share = isLogarithmic ? log(inside / low) / log(high / low) : (inside - low) / (high - low)
        return start + share * length
    }

    /// 1, 2 or 5 times a power of ten, not below a value.
    static func niceStep(_ value: Double) -> Double {
        let power = pow(10, log10(max(value, 1e-12)).rounded(.down))
        return ([1, 2, 5].first { $0 * power >= value * 0.999 } ?? 10) * power
    }

    /// The text of a tick, with as many decimals as tell ticks apart.
    func text(of tick: Double) -> String {
        if isLogarithmic || ticks.count < 2 {
            return String(format: "%g", Double(String(format: "%.3g", tick)) ?? tick)
        }
        let step = ticks[1] - ticks[0]
        return String(
            format: "%.\(max(0, Int(-(log10(step) + 1e-9).rounded(.down))))f", abs(tick) < step / 2 ? 0 : tick)
    }
}
