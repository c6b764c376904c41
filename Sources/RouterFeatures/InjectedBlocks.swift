/// Blocks that agent harnesses put into user turns: environment dumps, reminders, instructions that no person wrote.
enum InjectedBlocks {
    private static let tags = [
        "system-reminder", "environment_context", "environment_details", "user_instructions", "user_info",
        "local-command-stdout", "command-message", "project_layout", "open_files", "attached_files",
        "custom_instructions",
    ]

    /// The text without these blocks and the white space around it; a block without an end reaches to the end of the
    /// text.
    static func stripped(_ text: String) -> String {
        // Most prompts hold no angle bracket at all, and the fast search for one needs contiguous bytes.
        var text = text
        text.makeContiguousUTF8()
        guard text.utf8.withContiguousStorageIfAvailable({ $0.contains(UInt8(ascii: "<")) }) ?? true
        else { return text }
        var rest = Substring(text)
        var kept = ""
        var found = false
        while let (start, end) = nextBlock(in: rest) {
            found = true
            kept += rest[..<start]
            rest = rest[end...]
        }
        guard found else { return text }
        kept += rest
        // Scalars, not characters: what a character is follows the Unicode version of the toolchain.
        let scalars = kept.unicodeScalars
        let isSpace = { (scalar: Unicode.Scalar) in ScalarClass.classify(scalar.value).class == .space }
        guard let first = scalars.firstIndex(where: { !isSpace($0) }),
            let last = scalars.lastIndex(where: { !isSpace($0) })
        else { return "" }
        return String(scalars[first...last])
    }

    /// The first block of the text: its bounds, tags included.
    private static func nextBlock(in text: Substring) -> (start: Substring.Index, end: Substring.Index)? {
        var at = text.startIndex
        while let bracket = text.utf8[at...].firstIndex(of: UInt8(ascii: "<")) {
            at = text.utf8.index(after: bracket)
            let inside = text[at...]
            guard let tag = tags.first(where: { opens(inside, $0) }) else { continue }
            guard let closing = text.utf8[at...].firstRange(of: "</\(tag)>".utf8) else {
                return (bracket, text.endIndex)
            }
            return (bracket, closing.upperBound)
        }
        return nil
    }

    /// Whether the text behind a bracket opens this tag, with or without attributes.
    private static func opens(_ text: Substring, _ tag: String) -> Bool {
        guard text.utf8.starts(with: tag.utf8) else { return false }
        let next = text.utf8.dropFirst(tag.utf8.count).first
        return next == UInt8(ascii: ">") || next == UInt8(ascii: " ")
    }
}
