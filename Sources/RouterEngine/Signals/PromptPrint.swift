import RouterCore
import RouterFeatures

/// A number by which a prompt is recognised when it comes again; nothing of its text can be read from it.
///
/// It covers who wrote each turn and how long it is, and of the first and the last turn the beginning and the end: what
/// a conversation has grown by changes it, and its cost is bounded.
struct PromptPrint: Sendable, Hashable {
    private let value: UInt64

    /// Bytes that are read of the beginning and of the end of a turn.
    private static let readBytes = 2048

    /// The print of a client's prompt.
    ///
    /// - Parameters:
    ///   - turns: the conversation, at least one turn.
    ///   - clientKey: the name of the client's key, so that clients never meet; `nil` = none.
    init(_ turns: [PromptTurn], clientKey: String?) {
        var hash = StableHash(salt: 7)
        Self.add(clientKey ?? "", to: &hash)
        for turn in turns {
            hash.combine(UInt64(turn.text.utf8.count))
            hash.combine(UInt64(TurnRole.allCases.firstIndex(of: turn.role) ?? 0))
        }
        if let first = turns.first { Self.add(first.text, to: &hash) }
        if turns.count > 1, let last = turns.last { Self.add(last.text, to: &hash) }
        value = hash.value
    }

    private static func add(_ text: String, to hash: inout StableHash) {
        var text = text
        text.withUTF8 { bytes in
            let head = min(bytes.count, readBytes)
            add(bytes[..<head], to: &hash)
            add(bytes[max(head, bytes.count - readBytes)...], to: &hash)
        }
    }

    /// Adds bytes, eight at a time, and their number.
    private static func add(_ bytes: Slice<UnsafeBufferPointer<UInt8>>, to hash: inout StableHash) {
        var word: UInt64 = 0
        for (place, byte) in bytes.enumerated() {
            word = word << 8 | UInt64(byte)
            if place % 8 == 7 { hash.combine(word) }
        }
        hash.combine(word)
        hash.combine(UInt64(bytes.count))
    }
}
