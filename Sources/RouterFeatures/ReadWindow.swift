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

    /// The text to read, how many bytes at its beginning are of the first turn, and how much of the conversation it is.
    package static func read(
        _ request: RoutingRequest
    ) -> (text: String, firstTurnByteCount: Int, extent: ReadExtent) {
        let totalBytes = request.turns.reduce(0) { $0 + $1.text.utf8.count }
        let lastSpoken = firstSpoken(in: request.turns, at: request.turns.indices.reversed())
        // An agent may send nothing but instructions or tool results: then these are what there is to go by.
        guard let last = lastSpoken?.text ?? request.turns.last?.text else {
            return ("", 0, ReadExtent(totalBytes: 0, readBytes: 0))
        }
        let lastRead = cut(last, head: lastTurnHeadBytes, tail: lastTurnTailBytes)
        guard let first = firstSpoken(in: request.turns, at: 0..<(lastSpoken?.index ?? 0))?.text, first != last else {
            return (lastRead.text, 0, ReadExtent(totalBytes: totalBytes, readBytes: lastRead.byteCount))
        }
        let firstRead = cut(first, head: firstTurnBytes, tail: 0)
        return (
            firstRead.text + "\n" + lastRead.text, firstRead.text.utf8.count,
            ReadExtent(totalBytes: totalBytes, readBytes: firstRead.byteCount + lastRead.byteCount)
        )
    }

    /// The first of these turns in which a person wrote something, and what that is; `nil` = there is none.
    private static func firstSpoken(
        in turns: [PromptTurn], at indices: some Sequence<Int>
    ) -> (index: Int, text: String)? {
        for index in indices where turns[index].role == .user {
            let text = InjectedBlocks.stripped(turns[index].text)
            if !text.utf8.isEmpty { return (index, text) }
        }
        return nil
    }

    /// Head and tail of a text, cut between scalars, and how many of its bytes they are; all of it where it is short enough.
    static func cut(_ text: String, head: Int, tail: Int) -> (text: String, byteCount: Int) {
        var text = text
        let cut: (text: String, byteCount: Int)? = text.withUTF8 { utf8 in
            guard utf8.count > head + tail else { return nil }
            let headBytes = utf8[..<scalarBoundary(head, in: utf8)]
            let tailBytes = utf8[scalarBoundary(utf8.count - tail, in: utf8)...]
            let joint: [UInt8] = tail > 0 ? [0x0A] : []
            let text = String(unsafeUninitializedCapacity: headBytes.count + joint.count + tailBytes.count) { memory in
                let next = memory.update(fromContentsOf: headBytes)
                let behind = memory[next...].update(fromContentsOf: joint)
                return memory[behind...].update(fromContentsOf: tailBytes)
            }
            return (text, headBytes.count + tailBytes.count)
        }
        return cut ?? (text, text.utf8.count)
    }

    /// The last boundary between scalars that is not behind `index`.
    private static func scalarBoundary(_ index: Int, in utf8: UnsafeBufferPointer<UInt8>) -> Int {
        var index = index
        while index > 0, index < utf8.count, utf8[index] & 0xC0 == 0x80 { index -= 1 }
        return index
    }
}
