import Foundation

/// Blocks that agent harnesses put into user turns: environment dumps, reminders, instructions that no person wrote.
enum InjectedBlocks {
    private static let tags = [
        "system-reminder", "environment_context", "environment_details", "user_instructions", "user_info",
        "local-command-stdout", "command-message", "project_layout", "open_files", "attached_files",
        "custom_instructions",
    ].map { Array($0.utf8) }

    /// The text without these blocks and the white space around it; a block without an end reaches to the end of the
    /// text.
    static func stripped(_ text: String) -> String {
        var text = text
        // Most prompts hold no such block, and then the text is as it was.
        let kept: String? = text.withUTF8 { utf8 in
            let pieces = pieces(of: utf8)
            return pieces.map { joined($0, of: utf8) }
        }
        guard let kept else { return text }
        // Scalars, not characters: what a character is follows the Unicode version of the toolchain.
        let scalars = kept.unicodeScalars
        let isSpace = { (scalar: Unicode.Scalar) in ScalarClass.classify(scalar.value).class == .space }
        guard let first = scalars.firstIndex(where: { !isSpace($0) }),
            let last = scalars.lastIndex(where: { !isSpace($0) })
        else { return "" }
        return String(scalars[first...last])
    }

    /// The pieces between the blocks, `nil` if there is no block.
    private static func pieces(of text: UnsafeBufferPointer<UInt8>) -> [Range<Int>]? {
        var pieces: [Range<Int>] = []
        var (kept, at) = (0, 0)
        while let bracket = text.firstIndex(of: UInt8(ascii: "<"), from: at) {
            at = bracket + 1
            guard let tag = tag(opening: text, at: at) else { continue }
            pieces.append(kept..<bracket)
            kept = endOfBlock(tags[tag], in: text, from: at)
            at = kept
        }
        guard !pieces.isEmpty else { return nil }
        pieces.append(kept..<text.count)
        return pieces
    }

    private static func joined(_ pieces: [Range<Int>], of text: UnsafeBufferPointer<UInt8>) -> String {
        // Brackets stand between scalars, so that pieces are valid each for itself.
        pieces.reduce(into: "") { $0 += String(decoding: UnsafeBufferPointer(rebasing: text[$1]), as: UTF8.self) }
    }

    /// Which tag the text behind a bracket opens, with or without attributes.
    private static func tag(opening text: UnsafeBufferPointer<UInt8>, at start: Int) -> Int? {
        tags.firstIndex { tag in
            let end = start + tag.count
            guard end < text.count, text.matches(tag, at: start) else { return false }
            return text[end] == UInt8(ascii: ">") || text[end] == UInt8(ascii: " ")
        }
    }

    /// Where the block of a tag is over: behind its closing tag, or at the end of the text.
    private static func endOfBlock(_ tag: [UInt8], in text: UnsafeBufferPointer<UInt8>, from start: Int) -> Int {
        var at = start
        while let bracket = text.firstIndex(of: UInt8(ascii: "<"), from: at) {
            at = bracket + 1
            let end = at + 1 + tag.count
            if end < text.count, text[at] == UInt8(ascii: "/"), text[end] == UInt8(ascii: ">"),
                text.matches(tag, at: at + 1)
            {
                return end + 1
            }
        }
        return text.count
    }
}

extension UnsafeBufferPointer<UInt8> {
    /// Where the byte stands first at or behind `start`, or `nil`.
    fileprivate func firstIndex(of byte: UInt8, from start: Int) -> Int? {
        guard start < count, let base = baseAddress, let found = memchr(base + start, Int32(byte), count - start)
        else { return nil }
        return UnsafeRawPointer(found) - UnsafeRawPointer(base)
    }

    /// Whether these bytes stand at `start`; they must fit.
    fileprivate func matches(_ bytes: [UInt8], at start: Int) -> Bool {
        // The first byte alone turns nearly all tags away.
        guard self[start] == bytes[0] else { return false }
        for offset in 1..<bytes.count where self[start + offset] != bytes[offset] { return false }
        return true
    }
}
