/// One scalar read from UTF-8 bytes that may be damaged.
struct UTF8Scalar {
    /// The scalar; `nil` if the bytes here are no UTF-8.
    let value: UInt32?
    /// Bytes to go on by, at least one.
    let byteCount: Int

    /// Reads the scalar that begins at a place beyond ASCII.
    init(at index: Int, of text: UnsafeBufferPointer<UInt8>) {
        let lead = text[index]
        let (count, lowest): (Int, UInt32) =
            switch lead {
            case 0xC2...0xDF: (2, 0x80)
            case 0xE0...0xEF: (3, 0x800)
            case 0xF0...0xF4: (4, 0x10000)
            default: (1, 0)
            }
        guard count > 1, index + count <= text.count else {
            (value, byteCount) = (nil, 1)
            return
        }
        var scalar = UInt32(lead) & (0x7F >> UInt32(count))
        for place in index + 1..<index + count {
            guard text[place] & 0xC0 == 0x80 else {
                (value, byteCount) = (nil, 1)
                return
            }
            scalar = scalar << 6 | UInt32(text[place] & 0x3F)
        }
        guard scalar >= lowest, scalar <= 0x10FFFF, !(0xD800..<0xE000).contains(scalar) else {
            (value, byteCount) = (nil, 1)
            return
        }
        (value, byteCount) = (scalar, count)
    }
}
