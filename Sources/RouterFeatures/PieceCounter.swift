/// Counts the pieces of a text that a byte-pair vocabulary would about make tokens of; ``TokenEstimator`` says which.
///
/// Every byte of a conversation passes through here, so that ASCII goes 64 bytes at a time, as bits: where runs end cannot
/// be predicted, and a loop over bytes pays for that at each word.
enum PieceCounter {
    private static let lettersPerPiece = 6
    private static let digitsPerPiece = 3

    /// The number of pieces of UTF-8 bytes, which may begin and end inside of a scalar.
    static func pieces(of utf8: UnsafeBufferPointer<UInt8>) -> Int {
        var pieces = 0
        var position = 0
        while position < utf8.count {
            let block = ASCIIBlock(utf8, at: position)
            if let block, let length = block.closedLength {
                pieces += block.pieces(within: length)
                position += length
            } else {
                pieces += scan(utf8, from: &position)
            }
        }
        return pieces
    }

    /// Counts byte by byte to the end of the text, or to the first place behind a block at which no run is open.
    private static func scan(_ utf8: UnsafeBufferPointer<UInt8>, from position: inout Int) -> Int {
        let start = position
        var (pieces, letters, digits) = (0, 0, 0)
        func closeRuns() {
            pieces += (letters + lettersPerPiece - 1) / lettersPerPiece + (digits + digitsPerPiece - 1) / digitsPerPiece
            letters = 0
            digits = 0
        }
        while position < utf8.count {
            switch utf8[position] {
            case 0x41...0x5A, 0x61...0x7A:
                if digits > 0 { closeRuns() }
                letters += 1
            case 0x30...0x39:
                if letters > 0 { closeRuns() }
                digits += 1
            case 0x09...0x0D, 0x20: closeRuns()
            case 0xC2...0xDF: letters += 3  // accents, Greek, Cyrillic, Arabic: about two letters a token
            case 0x80...0xBF: break
            default:  // a symbol, or the first byte of a wider scalar
                closeRuns()
                pieces += 1
            }
            position += 1
            if letters == 0, digits == 0, position - start >= ASCIIBlock.byteCount { break }
        }
        closeRuns()
        return pieces
    }

    /// Sixty-four ASCII bytes as bits, the first byte in the lowest one.
    private struct ASCIIBlock {
        static let byteCount = 64

        private var letters: UInt64 = 0
        private var digits: UInt64 = 0
        private var spaces: UInt64 = 0
        /// Bytes of the text in the block: fewer than it has bits at the end of the text.
        private let length: Int

        /// Reads the bytes from `start` on, `nil` if one of them is not ASCII; behind the end of the text stand spaces.
        init?(_ utf8: UnsafeBufferPointer<UInt8>, at start: Int) {
            length = min(Self.byteCount, utf8.count - start)
            let text = UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(utf8)[start..<start + length])
            for word in 0..<(length + 7) / 8 {
                guard take(Self.word(text, at: 8 * word), at: UInt64(8 * word)) else { return nil }
            }
        }

        private static func word(_ text: UnsafeRawBufferPointer, at offset: Int) -> UInt64 {
            if offset + 8 <= text.count {
                return UInt64(littleEndian: text.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
            }
            var word: UInt64 = 0x2020_2020_2020_2020
            for place in offset..<text.count {
                let shift = UInt64(8 * (place - offset))
                word ^= (UInt64(text[place]) ^ 0x20) << shift
            }
            return word
        }

        /// Takes eight bytes; `false` if one of them is not ASCII.
        private mutating func take(_ bytes: UInt64, at shift: UInt64) -> Bool {
            let highBits: UInt64 = 0x8080_8080_8080_8080
            guard bytes & highBits == 0 else { return false }
            // Added to a byte below 0x80, 0x80 − n sets its high bit where the byte is n or more.
            func atLeast(_ bytes: UInt64, _ n: UInt64) -> UInt64 { bytes &+ (0x80 - n) &* 0x0101_0101_0101_0101 }
            let lower = bytes | 0x2020_2020_2020_2020
            letters |= Self.bits(atLeast(lower, 0x61) & ~atLeast(lower, 0x7B) & highBits) << shift
            digits |= Self.bits(atLeast(bytes, 0x30) & ~atLeast(bytes, 0x3A) & highBits) << shift
            let blanks = atLeast(bytes, 0x20) & ~atLeast(bytes, 0x21)
            let controls = atLeast(bytes, 0x09) & ~atLeast(bytes, 0x0E)
            spaces |= Self.bits((blanks | controls) & highBits) << shift
            return true
        }

        /// The high bits of eight bytes, side by side.
        private static func bits(_ highBits: UInt64) -> UInt64 { (highBits &* 0x0002_0408_1020_4081) >> 56 }

        /// Bytes up to and with the last one that ends a run, all at the end of the text; `nil` if none ends here.
        var closedLength: Int? {
            guard length == Self.byteCount else { return length }
            let closing = ~(letters | digits)
            return closing == 0 ? nil : Self.byteCount - closing.leadingZeroBitCount
        }

        /// The pieces of the first `length` bytes.
        func pieces(within length: Int) -> Int {
            let within = UInt64.max >> UInt64(Self.byteCount - length)
            let (letters, digits) = (letters & within, digits & within)
            let symbols = within & ~(letters | digits | spaces)
            // Bits that stand with so many set ones in front of them.
            let second = letters & letters << 1
            let sixth = second & second << 2 & second << 4
            let third = digits & digits << 1 & digits << 2
            return symbols.nonzeroBitCount
                + Self.pieces(letters, every: UInt64(lettersPerPiece), following: sixth & letters << 6)
                + Self.pieces(digits, every: UInt64(digitsPerPiece), following: third & digits << 3)
        }

        /// Begun pieces of so many bits each, over all runs of set bits.
        ///
        /// - Parameters:
        ///   - runs: the bits.
        ///   - size: bits of a piece.
        ///   - following: bits in front of which a whole piece is set.
        /// - Returns: how many pieces there are.
        private static func pieces(_ runs: UInt64, every size: UInt64, following: UInt64) -> Int {
            var starts = runs & ~(runs << 1)
            var count = 0
            while starts != 0 {
                count += starts.nonzeroBitCount
                starts = starts << size & following
            }
            return count
        }
    }
}
