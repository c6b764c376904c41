import Foundation

/// The top level of a JSON object cut into pieces by counting brackets and quotes: nothing is parsed, and nothing of
/// the module under test is used.
struct TopLevelMembers {
    /// One member and what stands in front of it.
    struct Piece {
        /// From the end of the member before, or from the start of the text, to the key's quote.
        var lead: [UInt8]
        /// The key with its quotes.
        var key: [UInt8]
        /// From the key's end to the value's start: a colon and white space.
        var colon: [UInt8]
        /// The value.
        var value: [UInt8]

        /// The member as it is written.
        var text: [UInt8] { key + colon + value }
        /// The key as text.
        var name: String { (try? JSONDecoder().decode([String].self, from: Data([91] + key + [93])))?.first ?? "?" }
    }

    /// The members in order.
    private(set) var pieces: [Piece] = []
    /// What stands behind the last member, or the whole text if there is none.
    private(set) var tail: [UInt8] = []

    /// Cuts the text of an object.
    init(of text: [UInt8]) {
        let isSpace: (UInt8) -> Bool = { [9, 10, 13, 32].contains($0) }
        var at = (text.firstIndex(of: UInt8(ascii: "{")) ?? 0) + 1
        var end = 0
        while true {
            while at < text.count, isSpace(text[at]) || text[at] == UInt8(ascii: ",") { at += 1 }
            guard at < text.count, text[at] == UInt8(ascii: "\"") else { break }
            let keyEnd = Self.end(of: text, from: at)
            var start = keyEnd
            while isSpace(text[start]) || text[start] == UInt8(ascii: ":") { start += 1 }
            let valueEnd = Self.end(of: text, from: start)
            pieces.append(
                Piece(
                    lead: Array(text[end..<at]), key: Array(text[at..<keyEnd]), colon: Array(text[keyEnd..<start]),
                    value: Array(text[start..<valueEnd])))
            (at, end) = (valueEnd, valueEnd)
        }
        tail = Array(text[end...])
    }

    /// Where the string, bracketed value or bare word ends that starts at an offset.
    private static func end(of text: [UInt8], from start: Int) -> Int {
        var (at, depth, isInString) = (start, 0, false)
        repeat {
            switch text[at] {
            case UInt8(ascii: "\\"): at += 1
            case UInt8(ascii: "\""): isInString.toggle()
            case UInt8(ascii: "{") where !isInString, UInt8(ascii: "[") where !isInString: depth += 1
            case UInt8(ascii: "}") where !isInString, UInt8(ascii: "]") where !isInString: depth -= 1
            default: break
            }
            at += 1
        } while at < text.count && (isInString || depth > 0 || continuesWord(text, at, from: start))
        return at
    }

    /// Whether a number, a truth value or null goes on.
    private static func continuesWord(_ text: [UInt8], _ at: Int, from start: Int) -> Bool {
        !"\"{[".utf8.contains(text[start]) && !" \t\r\n,}]".utf8.contains(text[at])
    }
}
