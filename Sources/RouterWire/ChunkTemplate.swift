import Foundation

/// Recognises chunks that differ from an earlier one in nothing but one text, as nearly all chunks of a stream do, and
/// prints them without looking at the rest again.
struct ChunkTemplate: Sendable {
    private var before: [UInt8] = []
    private var after: [UInt8] = []
    private var printedBefore: [UInt8] = []
    private var printedAfter: [UInt8] = []
    private var isLearned = false
    /// How often it was learned anew without being of use since.
    private var idleLessons = 0

    /// Some upstreams write something new into every chunk: learning costs, and after so many lessons it is given up.
    private static let maxIdleLessons = 16

    /// Whether another chunk is worth learning.
    var isCurious: Bool { idleLessons < Self.maxIdleLessons }

    /// Keeps a chunk and what was printed for it.
    ///
    /// - Parameters:
    ///   - chunk: the JSON text.
    ///   - text: where the text that changes stands in it, without its quotes.
    ///   - printed: the event that was printed for it.
    ///   - place: where the text begins in that.
    mutating func learn(
        _ chunk: UnsafeBufferPointer<UInt8>, text: Range<Int>, printed: ArraySlice<UInt8>, at place: Int
    ) {
        idleLessons += 1
        isLearned = true
        Self.fill(&before, with: chunk[..<text.lowerBound])
        Self.fill(&after, with: chunk[text.upperBound...])
        Self.fill(&printedBefore, with: printed[..<place])
        Self.fill(&printedAfter, with: printed[(place + text.count)...])
    }

    private static func fill(_ array: inout [UInt8], with bytes: some Collection<UInt8>) {
        array.removeAll(keepingCapacity: true)
        array.append(contentsOf: bytes)
    }

    /// Prints a chunk like the one that was learned, with a text that is not empty; otherwise does nothing.
    ///
    /// - Returns: whether the chunk is like it.
    mutating func print(_ chunk: UnsafeBufferPointer<UInt8>, into output: inout [UInt8]) -> Bool {
        let end = chunk.count - after.count
        guard isLearned, end > before.count, Self.starts(chunk, 0, with: before), Self.starts(chunk, end, with: after)
        else { return false }
        var at = before.count
        var hasEscapes = false
        // The text must be one JSON string up to its closing quote, which is the first byte of what comes after it.
        guard JSONScanner.skipString(chunk, &at, &hasEscapes) == nil, at == end else { return false }
        idleLessons = 0
        output.append(contentsOf: printedBefore)
        output.append(contentsOf: UnsafeBufferPointer(rebasing: chunk[before.count..<end]))
        output.append(contentsOf: printedAfter)
        return true
    }

    private static func starts(_ chunk: UnsafeBufferPointer<UInt8>, _ offset: Int, with part: [UInt8]) -> Bool {
        part.withUnsafeBytes { part in
            guard let text = chunk.baseAddress, let start = part.baseAddress else { return false }
            return memcmp(text + offset, start, part.count) == 0
        }
    }
}
