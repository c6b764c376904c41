import RouterCore

extension PriceCeiling {
    /// Reads `max_price`, whose amounts are numbers or decimal texts; `nil` = no ceiling that concerns text.
    ///
    /// `image` and `audio` are checked as the others, and have no price here that they could be compared with.
    ///
    /// - Throws: ``WireError`` that names the path, for example `provider.max_price.prompt`.
    init?(of provider: JSONValue, in path: String) throws(WireError) {
        guard let prices = try provider.member("max_price", .object, in: path) else { return nil }
        self.init(
            promptUSDPerMillion: try Self.amount("prompt", of: prices, in: path),
            completionUSDPerMillion: try Self.amount("completion", of: prices, in: path),
            requestUSD: try Self.amount("request", of: prices, in: path))
        _ = try Self.amount("image", of: prices, in: path)
        _ = try Self.amount("audio", of: prices, in: path)
        if self == PriceCeiling() { return nil }
    }

    private static func amount(
        _ key: StaticString, of prices: JSONValue, in path: String
    ) throws(WireError) -> Double? {
        guard let value = prices[key], !value.isNull else { return nil }
        let place = "\(path)max_price.\(key)"
        let amount: Double?
        switch value.kind {
        case .number: amount = value.double
        case .string: amount = value.string.flatMap(decimal)
        default: throw value.wrongType(at: place, "USD as a number or a decimal text, >= 0,")
        }
        guard let amount, amount.isFinite, amount >= 0 else {
            throw .invalidValue(at: place, expected: "USD as a number or a decimal text, >= 0,")
        }
        return amount
    }

    /// The number of a decimal text; the hexadecimal and symbolic forms that `Double` reads too are none.
    private static func decimal(_ text: String) -> Double? {
        let isDecimal = text.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"): true
            case UInt8(ascii: "."), UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "e"), UInt8(ascii: "E"): true
            default: false
            }
        }
        return isDecimal ? Double(text) : nil
    }
}
