package import RouterCore

/// The part of a conversation that the features are computed from.
///
/// A decision must stay bounded in time, and the user's words must not drown in what an agent harness puts around them:
/// read are the last user turn and, in front of it, the beginning of the first one, without injected blocks, each cut
/// to head and tail.
package enum ReadWindow {
    /// Bytes read from the beginning of the last user turn.
    package static let lastTurnHeadBytes = 4096
    /// Bytes read from its end.
    package static let lastTurnTailBytes = 2048
    /// Bytes read from the beginning of the first user turn.
    package static let firstTurnBytes = 1024

    /// The text to read, and how much of the conversation it is.
    package static func read(_ request: RoutingRequest) -> (text: String, extent: ReadExtent) {
        let totalBytes = request.turns.reduce(0) { $0 + $1.text.utf8.count }
        let spoken = request.turns.lazy.filter { $0.role == .user }.map { InjectedBlocks.stripped($0.text) }
            .filter { !$0.utf8.isEmpty }
        // An agent may send nothing but instructions or tool results: then these are what there is to go by.
        guard let last = spoken.last ?? request.turns.last?.text else {
            return ("", ReadExtent(totalBytes: 0, readBytes: 0))
        }
        let lastRead = cut(last, head: lastTurnHeadBytes, tail: lastTurnTailBytes)
        guard let first = spoken.first, spoken.count > 1, first != last else {
            return (lastRead.text, ReadExtent(totalBytes: totalBytes, readBytes: lastRead.byteCount))
        }
        let firstRead = cut(first, head: firstTurnBytes, tail: 0)
        return (
            firstRead.text + "\n" + lastRead.text,
            ReadExtent(totalBytes: totalBytes, readBytes: firstRead.byteCount + lastRead.byteCount)
        )
    }

    /// Head and tail of a text, cut between scalars, and how many of its bytes they are; all of it where it is short enough.
    static func cut(_ text: String, head: Int, tail: Int) -> (text: String, byteCount: Int) {
        let utf8 = text.utf8
        guard utf8.count > head + tail else { return (text, utf8.count) }
        let scalars = text.unicodeScalars
        let headEnd = scalarBoundary(utf8.index(utf8.startIndex, offsetBy: head), in: text)
        let tailStart = scalarBoundary(utf8.index(utf8.endIndex, offsetBy: -tail), in: text)
        let headText = String(scalars[..<headEnd])
        guard tail > 0 else { return (headText, headText.utf8.count) }
        let tailText = String(scalars[tailStart...])
        return (headText + "\n" + tailText, headText.utf8.count + tailText.utf8.count)
    }

    /// The last boundary between scalars that is not behind `index`.
    private static func scalarBoundary(_ index: String.Index, in text: String) -> String.Index {
        var index = index
        while index > text.startIndex, index < text.endIndex, text.utf8[index] & 0xC0 == 0x80 {
            index = text.utf8.index(before: index)
        }
        return index
    }
}
