import Foundation

/// Numbers as people read them.
enum Format {
    /// A number with a fixed count of decimals.
    static func decimals(_ value: Double, _ count: Int) -> String {
        let text = String(format: "%.\(count)f", value)
        return text.hasPrefix("-") && !text.contains(where: { ("1"..."9").contains($0) })
            ? String(text.dropFirst()) : text
    }

    /// Dollars with three significant digits; a dash where unknown.
    static func dollars(_ value: Double?) -> String {
        guard let value else { return "–" }
        guard value > 0 else { return "$0" }
        let decimals = max(2, 2 - Int(log10(value).rounded(.down)))
        return "$" + String(format: "%.\(decimals)f", value)
    }

    /// A ratio with two significant digits.
    static func ratio(_ value: Double) -> String {
        value < 9.95 ? decimals(value, 1) : String(Int(value.rounded()))
    }
}
