/// The entries of a WordPiece vocabulary, found by their bytes.
///
/// Open addressing over hashes of bytes. An entry that starts with `##` continues a word; the others begin one.
struct WordPieceVocabulary: Sendable {
    /// The entry that stands for a word which cannot be put together.
    static let unknownEntry = "[UNK]"
    /// Bytes that an entry may have, without its `##`.
    static let longestEntry = 63

    /// Where in a word a piece stands; the raw value is the state that its hash starts from.
    enum Position: UInt64 {
        case start = 0x9E37_79B9_7F4A_7C15
        case continuation = 0xC2B2_AE3D_27D4_EB4F
    }

    private struct Slot {
        /// Hash bits, the lowest replaced by the position.
        var tag: UInt32 = 0
        var id: Int32 = -1
    }

    /// The number of entries.
    let count: Int
    /// The place of ``unknownEntry``.
    let unknownID: Int
    private let bytes: [UInt8]
    private let ends: [Int32]
    private var slots: [Slot]
    private let slotShift: UInt64
    /// Which lengths of at least two bytes occur, bit by bit, for each pair of first bytes; words' starts come first.
    private var lengths: [UInt64]

    /// Builds the table.
    ///
    /// - Parameter text: the entries in order, separated by `\n`.
    /// - Throws: ``EmbeddingError`` if an entry is empty, too long or there twice, or if there is no ``unknownEntry``.
    init(_ text: [UInt8]) throws(EmbeddingError) {
        var bits: UInt64 = 4
        let lines = text.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        while 1 << bits < lines.count * 2 { bits += 1 }
        (count, slotShift) = (lines.count, 64 - bits)
        slots = Array(repeating: Slot(), count: 1 << bits)
        lengths = Array(repeating: 0, count: 2 << 12)
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.count)
        var ends: [Int32] = []
        ends.reserveCapacity(lines.count)
        var unknown: Int?
        var places: [(line: ArraySlice<UInt8>, position: Position)] = []
        places.reserveCapacity(lines.count)
        for (id, line) in lines.enumerated() {
            let continues = line.count > 2 && line.starts(with: "##".utf8)
            let body = continues ? line.dropFirst(2) : line
            guard !body.isEmpty, body.count <= Self.longestEntry else {
                throw EmbeddingError(
                    "entry \(id) of the vocabulary has \(body.count) bytes; 1 to \(Self.longestEntry) are accepted")
            }
            if unknown == nil, line.elementsEqual(Self.unknownEntry.utf8) { unknown = id }
            places.append((body, continues ? .continuation : .start))
            bytes.append(contentsOf: body)
            ends.append(Int32(bytes.count))
        }
        guard let unknown else {
            throw EmbeddingError("the vocabulary has no entry '\(Self.unknownEntry)'")
        }
        (self.bytes, self.ends, unknownID) = (bytes, ends, unknown)
        for (id, place) in places.enumerated() {
            let inserted = place.line.withUnsafeBufferPointer { insert($0, id, place.position) }
            guard inserted else { throw EmbeddingError("entry \(id) of the vocabulary is there twice") }
        }
    }

    private mutating func insert(_ entry: UnsafeBufferPointer<UInt8>, _ id: Int, _ position: Position) -> Bool {
        guard find(entry, hash: entry.reduce(position.rawValue, Self.step), at: position) == nil else { return false }
        let mixed = Self.mix(entry.reduce(position.rawValue, Self.step))
        var place = Int(mixed >> slotShift)
        while slots[place].id >= 0 { place = (place + 1) & (slots.count - 1) }
        slots[place] = Slot(tag: Self.tag(mixed, position), id: Int32(id))
        if entry.count > 1 { lengths[Self.pair(entry[0], entry[1], position)] |= 1 << UInt64(entry.count) }
        return true
    }

    /// The hash state after one more byte.
    @inline(__always)
    static func step(_ state: UInt64, _ byte: UInt8) -> UInt64 { (state ^ UInt64(byte)) &* 0x9FB2_1C65_1E98_DF25 }

    @inline(__always)
    private static func mix(_ state: UInt64) -> UInt64 { (state ^ state >> 32) &* 0xD6E8_FEB8_6659_FD93 }

    @inline(__always)
    private static func tag(_ mixed: UInt64, _ position: Position) -> UInt32 {
        UInt32(truncatingIfNeeded: mixed) & ~1 | (position == .start ? 0 : 1)
    }

    @inline(__always)
    private static func pair(_ first: UInt8, _ second: UInt8, _ position: Position) -> Int {
        (position == .start ? 0 : 1 << 12) | Int(first & 63) << 6 | Int(second & 63)
    }

    /// The entry of exactly these bytes, whose hash state is given.
    @inline(__always)
    func find(_ word: UnsafeBufferPointer<UInt8>, hash: UInt64, at position: Position) -> Int? {
        let mixed = Self.mix(hash)
        let tag = Self.tag(mixed, position)
        var place = Int(mixed >> slotShift)
        while true {
            let slot = slots[place]
            guard slot.id >= 0 else { return nil }
            if slot.tag == tag, holds(Int(slot.id), word) { return Int(slot.id) }
            place = (place + 1) & (slots.count - 1)
        }
    }

    @inline(__always)
    private func holds(_ id: Int, _ word: UnsafeBufferPointer<UInt8>) -> Bool {
        let start = id == 0 ? 0 : Int(ends[id - 1])
        guard Int(ends[id]) - start == word.count else { return false }
        for index in 0..<word.count where bytes[start + index] != word[index] { return false }
        return true
    }

    /// The longest entry that `text` starts with, and its length in bytes.
    ///
    /// - Complexity: O(1): at most ``longestEntry`` look-ups.
    func longestPrefix(of text: UnsafeBufferPointer<UInt8>, at position: Position) -> (id: Int, count: Int)? {
        var hash = Self.step(position.rawValue, text[0])
        var best = find(UnsafeBufferPointer(rebasing: text[..<1]), hash: hash, at: position).map { (id: $0, count: 1) }
        guard text.count > 1 else { return best }
        var left = lengths[Self.pair(text[0], text[1], position)] >> 2
        var count = 2
        while left != 0, count <= text.count {
            hash = Self.step(hash, text[count - 1])
            if left & 1 != 0,
                let id = find(UnsafeBufferPointer(rebasing: text[..<count]), hash: hash, at: position)
            {
                best = (id, count)
            }
            left >>= 1
            count += 1
        }
        return best
    }
}
