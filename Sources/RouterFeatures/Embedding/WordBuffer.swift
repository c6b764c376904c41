/// The folded bytes of the word being read, with their hash.
struct WordBuffer {
    /// Bytes that the longest word can have.
    static let capacity = 4 * WordPieceTokenizer.longestWord

    private let storage: UnsafeMutableBufferPointer<UInt8>
    private var byteCount = 0
    /// Scalars that were appended; those beyond the longest word are counted, not kept.
    private(set) var scalarCount = 0
    /// The hash state of the bytes, as the start of a word.
    private(set) var hash = WordPieceVocabulary.Position.start.rawValue

    /// Keeps the place to write to, which holds ``capacity`` bytes.
    init(_ storage: UnsafeMutableBufferPointer<UInt8>) { self.storage = storage }

    /// The bytes so far.
    @inline(__always)
    var bytes: UnsafeBufferPointer<UInt8> { UnsafeBufferPointer(rebasing: storage[..<byteCount]) }

    /// Begins the next word.
    @inline(__always)
    mutating func clear() {
        (byteCount, scalarCount, hash) = (0, 0, WordPieceVocabulary.Position.start.rawValue)
    }

    /// Adds an ASCII scalar.
    @inline(__always)
    mutating func append(ascii byte: UInt8) {
        scalarCount += 1
        if scalarCount <= WordPieceTokenizer.longestWord { write(byte) }
    }

    /// Adds a scalar.
    mutating func append(_ scalar: UInt32) {
        scalarCount += 1
        guard scalarCount <= WordPieceTokenizer.longestWord else { return }
        switch scalar {
        case ..<0x80: write(UInt8(scalar))
        case ..<0x800:
            write(UInt8(0xC0 | scalar >> 6))
            write(UInt8(0x80 | scalar & 0x3F))
        case ..<0x10000:
            write(UInt8(0xE0 | scalar >> 12))
            write(UInt8(0x80 | scalar >> 6 & 0x3F))
            write(UInt8(0x80 | scalar & 0x3F))
        default:
            write(UInt8(0xF0 | scalar >> 18))
            write(UInt8(0x80 | scalar >> 12 & 0x3F))
            write(UInt8(0x80 | scalar >> 6 & 0x3F))
            write(UInt8(0x80 | scalar & 0x3F))
        }
    }

    @inline(__always)
    private mutating func write(_ byte: UInt8) {
        storage[byteCount] = byte
        byteCount += 1
        hash = WordPieceVocabulary.step(hash, byte)
    }
}
