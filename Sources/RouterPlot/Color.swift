/// A colour, 8 bits a channel.
package struct Color: Sendable, Hashable {
    /// Red, 0 to 255.
    package let red: UInt8
    /// Green, 0 to 255.
    package let green: UInt8
    /// Blue, 0 to 255.
    package let blue: UInt8

    /// From `0xRRGGBB`.
    package init(_ hex: UInt32) {
        red = UInt8(hex >> 16 & 255)
        green = UInt8(hex >> 8 & 255)
        blue = UInt8(hex & 255)
    }

    /// `#rrggbb`.
    package var hex: String {
        "#"
            + [red, green, blue].map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }

    /// White.
    package static let white = Color(0xFFFFFF)
}
