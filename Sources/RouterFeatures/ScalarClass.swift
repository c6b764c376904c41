/// What kind of character a Unicode scalar is.
///
/// The tables are ours and small, not the standard library's: those follow the Unicode version of the toolchain, and
/// features must not change with it.
enum ScalarClass: UInt8 {
    /// Any kind of white space.
    case space
    /// ASCII `0`…`9`.
    case digit
    /// A capital letter of Latin, Greek or Cyrillic script.
    case upper
    /// Any other letter or mark that belongs into a word.
    case letter
    /// A letter of a script that writes words without spaces: each counts as a word of its own.
    case ideograph
    /// Punctuation, symbols, emoji, control characters.
    case symbol

    /// Class and lower-case form of a scalar.
    @inline(__always)
    static func classify(_ scalar: UInt32) -> (class: ScalarClass, lower: UInt32) {
        guard scalar >= 0x80 else { return ascii[Int(scalar)] }
        return classifyBeyondASCII(scalar)
    }

    /// The table of ASCII, held open for a loop over many scalars.
    struct Table {
        fileprivate let ascii: UnsafeBufferPointer<(class: ScalarClass, lower: UInt32)>

        /// What ``ScalarClass/classify(_:)`` says.
        @inline(__always)
        func classify(_ scalar: UInt32) -> (class: ScalarClass, lower: UInt32) {
            scalar < 0x80 ? ascii[Int(scalar)] : classifyBeyondASCII(scalar)
        }
    }

    /// Lends the table to a loop.
    @inline(__always)
    static func withTable(_ body: (Table) -> Void) {
        ascii.withUnsafeBufferPointer { body(Table(ascii: $0)) }
    }

    private static let ascii: [(class: ScalarClass, lower: UInt32)] = (UInt32(0)..<0x80).map { scalar in
        switch scalar {
        case 0x09...0x0D, 0x20: (.space, scalar)
        case 0x30...0x39: (.digit, scalar)
        case 0x41...0x5A: (.upper, scalar + 32)
        case 0x61...0x7A: (.letter, scalar)
        default: (.symbol, scalar)
        }
    }

    fileprivate static func classifyBeyondASCII(_ scalar: UInt32) -> (class: ScalarClass, lower: UInt32) {
        switch scalar {
        case 0x85, 0xA0, 0x1680, 0x2000...0x200A, 0x2028, 0x2029, 0x202F, 0x205F, 0x3000: (.space, scalar)
        case 0xAA, 0xB5, 0xBA: (.letter, scalar)
        case 0x80...0xBF, 0xD7, 0xF7: (.symbol, scalar)
        case 0xC0...0xDE: (.upper, scalar + 32)
        case 0x100...0x137, 0x14A...0x177: scalar & 1 == 0 ? (.upper, scalar + 1) : (.letter, scalar)
        case 0x139...0x148, 0x179...0x17E: scalar & 1 == 1 ? (.upper, scalar + 1) : (.letter, scalar)
        case 0x391...0x3A9: (.upper, scalar + 32)
        case 0x410...0x42F: (.upper, scalar + 32)
        case 0x400...0x40F: (.upper, scalar + 80)
        case 0x60C, 0x61B, 0x61F, 0x66A...0x66D, 0x6D4, 0x964, 0x965: (.symbol, scalar)
        case 0x0E00...0x0EFF, 0x1000...0x109F, 0x1780...0x17FF: (.ideograph, scalar)
        case 0x200B...0x2BFF, 0x2E00...0x2E7F, 0x3001...0x3004, 0x3008...0x3020, 0x3030: (.symbol, scalar)
        case 0x3005...0x3007, 0x3021...0x30FF, 0x3100...0x312F, 0x31A0...0x31FF: (.ideograph, scalar)
        case 0x3200...0x33FF, 0x4DC0...0x4DFF: (.symbol, scalar)
        case 0x3400...0x9FFF, 0xF900...0xFAFF, 0x20000...0x3FFFF: (.ideograph, scalar)
        case 0xE000...0xF8FF, 0xFE00...0xFE6F, 0xFEFF, 0xFFF0...0xFFFF: (.symbol, scalar)
        case 0xFF10...0xFF19: (.digit, scalar - 0xFEE0)
        case 0xFF21...0xFF3A: (.upper, scalar - 0xFEE0 + 32)
        case 0xFF41...0xFF5A: (.letter, scalar - 0xFEE0)
        case 0xFF66...0xFFDC: (.letter, scalar)
        case 0xFF00...0xFFEF, 0x1F000...0x1FAFF, 0xE0000...0x10FFFF: (.symbol, scalar)
        default: (.letter, scalar)
        }
    }

    /// Whether the scalar stands inside words.
    @inline(__always)
    var isWordPart: Bool { self == .letter || self == .upper || self == .digit }
}
