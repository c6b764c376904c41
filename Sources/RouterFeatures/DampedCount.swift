import Foundation

/// `1 + ln(count)`: the tenth occurrence of a word says less than the first.
enum DampedCount {
    /// The damped forms of the counts from 0 on that nearly all n-grams have.
    static let small: [Float] = (0..<256).map { $0 == 0 ? 0 : Float(1 + log(Double($0))) }

    /// The damped form of a count; 0 for 0.
    @inline(__always)
    static func value(_ count: Int) -> Float {
        count < small.count ? small[count] : Float(1 + log(Double(count)))
    }
}
