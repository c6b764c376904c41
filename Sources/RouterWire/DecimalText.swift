/// Amounts of money as decimal texts without an exponent, as OpenRouter writes prices.
enum DecimalText {
    /// USD per token from USD per million tokens.
    static func perToken(_ usdPerMillion: Double) -> String { text(usdPerMillion, shift: 6) }

    /// USD.
    static func usd(_ amount: Double) -> String { text(amount, shift: 0) }

    /// The shortest decimal digits of a number, divided by a power of ten without rounding.
    ///
    /// - Parameters:
    ///   - value: finite, not negative.
    ///   - shift: how many places the point moves to the left.
    /// - Returns: the text, without an exponent and without zeros at its end.
    private static func text(_ value: Double, shift: Int) -> String {
        let parts = value.description.lowercased().split(separator: "e")
        let mantissa = parts.first.map(String.init) ?? "0"
        let exponent = parts.count > 1 ? Int(parts[1]) ?? 0 : 0
        let halves = mantissa.split(separator: ".", omittingEmptySubsequences: false)
        let fraction = halves.count > 1 ? String(halves[1]) : ""
        var digits = String(halves[0]) + fraction
        // How many of the digits stand behind the point.
        var places = fraction.count - exponent + shift
        if places < 0 {
            digits += String(repeating: "0", count: -places)
            places = 0
        }
        if digits.count <= places { digits = String(repeating: "0", count: places - digits.count + 1) + digits }
        var whole = String(digits.dropLast(places).drop { $0 == "0" })
        if whole.isEmpty { whole = "0" }
        var rest = digits.suffix(places)
        while rest.hasSuffix("0") { rest = rest.dropLast() }
        return rest.isEmpty ? whole : whole + "." + rest
    }
}
