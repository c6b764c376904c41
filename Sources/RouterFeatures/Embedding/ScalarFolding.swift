/// What BERT's uncased normaliser makes of a Unicode scalar: cleaned, decomposed, without accents, in lower case.
///
/// Frozen in ``ScalarFoldingTable``: the standard library's properties follow the Unicode version of the toolchain, and
/// tokens must not change with it. Each scalar is folded by itself; the canonical order of combining marks, which needs
/// their neighbours, is not restored. No mark with an order of its own is in an uncased BERT vocabulary.
struct ScalarFolding: Sendable {
    /// What becomes of a scalar.
    enum Fold {
        /// Part of a word, as this scalar.
        case word(UInt32)
        /// A token of its own, as this scalar: punctuation and CJK ideographs.
        case alone(UInt32)
        /// Nothing.
        case drop
        /// White space.
        case space
        /// Part of a word, as several scalars: a place in `sequences`.
        case sequence(Int)
        /// A precomposed Hangul syllable, which falls apart into two or three jamo.
        case hangul
    }

    /// Scalars of each sequence.
    let sequences: [[UInt32]]
    private let starts: [UInt32]
    private let actions: [UInt32]
    /// The range that holds the first scalar of each page of 256, and one for the end.
    private let pages: [UInt16]

    /// The frozen table.
    static let standard = ScalarFolding()

    private init() {
        var numbers = PackedNumbers(ScalarFoldingTable.ranges)
        var starts: [UInt32] = []
        var actions: [UInt32] = []
        var pages: [UInt16] = []
        var start: UInt32 = 0
        while let count = numbers.next(), let action = numbers.next() {
            starts.append(start)
            actions.append(action)
            start += count
            while UInt32(pages.count) << 8 < start { pages.append(UInt16(starts.count - 1)) }
        }
        pages.append(UInt16(starts.count - 1))
        var sequences: [[UInt32]] = []
        var listed = PackedNumbers(ScalarFoldingTable.sequences)
        while let count = listed.next() { sequences.append((0..<count).compactMap { _ in listed.next() }) }
        (self.starts, self.actions, self.pages, self.sequences) = (starts, actions, pages, sequences)
    }

    /// The fold of a scalar, at most 0x10FFFF.
    ///
    /// - Complexity: O(log r), where r is the number of ranges in the scalar's page of 256.
    func fold(_ scalar: UInt32) -> Fold {
        let page = Int(scalar >> 8)
        var low = Int(pages[page])
        var high = Int(pages[page + 1])
        while low < high {
            let middle = (low + high + 1) / 2
            if starts[middle] <= scalar { low = middle } else { high = middle - 1 }
        }
        let payload = actions[low] >> 3
        switch actions[low] & 7 {
        case 0: return .word(Self.moved(scalar, by: payload))
        case 1: return .alone(Self.moved(scalar, by: payload))
        case 2: return .drop
        case 3: return .space
        case 4: return .sequence(Int(payload))
        default: return .hangul
        }
    }

    private static func moved(_ scalar: UInt32, by zigzag: UInt32) -> UInt32 {
        scalar &+ (zigzag >> 1 ^ (0 &- (zigzag & 1)))
    }

    /// The jamo of a precomposed Hangul syllable, after the Unicode Standard, section 3.12; the last is `nil` where the
    /// syllable has no final consonant.
    static func jamo(of syllable: UInt32) -> (leading: UInt32, vowel: UInt32, trailing: UInt32?) {
        let place = syllable - 0xAC00
        let trailing = place % 28
        return (0x1100 + place / 588, 0x1161 + place % 588 / 28, trailing == 0 ? nil : 0x11A7 + trailing)
    }
}

/// Reads the numbers of a table's text form.
private struct PackedNumbers {
    private let bytes: UnsafeBufferPointer<UInt8>
    private var place = 0

    init(_ text: StaticString) {
        bytes = UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount)
    }

    mutating func next() -> UInt32? {
        var value: UInt32 = 0
        var shift: UInt32 = 0
        while place < bytes.count {
            let digit = Self.digit(bytes[place])
            place += 1
            value |= (digit & 31) << shift
            shift += 5
            if digit < 32 { return value }
        }
        return nil
    }

    private static func digit(_ byte: UInt8) -> UInt32 {
        switch byte {
        case 0x41...0x5A: UInt32(byte) - 0x41
        case 0x61...0x7A: UInt32(byte) - 0x61 + 26
        case 0x30...0x39: UInt32(byte) - 0x30 + 52
        case 0x2B: 62
        default: 63
        }
    }
}
