/// What the lines of a scanned text say: how many, how long, and the enumerated choices among them.
struct LineStatistics {
    /// Lines, at least one.
    private(set) var lineCount = 1
    /// Characters of the longest line.
    private(set) var longestLine = 0
    /// Lines that begin like `A. …`, `(b) …` or `3) …`.
    private(set) var choiceCount = 0
    /// Those of them that hold a digit.
    private(set) var numericChoiceCount = 0
    /// Characters in front of the first choice; of the whole text where there is none.
    private(set) var stemLength: Int
    /// Mean characters of a choice without its mark, rounded down; 0 where there is none.
    var meanChoiceLength: Int { choiceCount > 0 ? choiceCharacters / choiceCount : 0 }

    private var choiceCharacters = 0

    /// Goes through the lines once.
    init(_ text: ScannedText) {
        stemLength = text.scalars.count
        var start = 0
        text.scalars.withUnsafeBufferPointer { scalars in
            for position in 0..<scalars.count where scalars[position] == 0x0A {
                lineCount += 1
                take(start..<position, of: text)
                start = position + 1
            }
        }
        take(start..<text.scalars.count, of: text)
    }

    private mutating func take(_ line: Range<Int>, of text: ScannedText) {
        longestLine = max(longestLine, line.count)
        guard let content = Self.choice(line, of: text) else { return }
        if choiceCount == 0 { stemLength = line.lowerBound }
        choiceCount += 1
        choiceCharacters += content.count
        if content.contains(where: { text.classes[$0] == .digit }) { numericChoiceCount += 1 }
    }

    /// What follows the mark of an enumerated choice, or `nil` if the line is none.
    private static func choice(_ line: Range<Int>, of text: ScannedText) -> Range<Int>? {
        var at = line.lowerBound
        func skipSpaces() { while at < line.upperBound, text.classes[at] == .space { at += 1 } }
        skipSpaces()
        if at < line.upperBound, text.scalars[at] == 0x28 { at += 1 }
        // A mark is one letter or digit, a point or a bracket, and white space.
        guard at + 3 < line.upperBound, text.scalars[at] < 0x80, text.classes[at].isWordPart,
            text.scalars[at + 1] == 0x2E || text.scalars[at + 1] == 0x29, text.classes[at + 2] == .space
        else { return nil }
        at += 2
        skipSpaces()
        return at < line.upperBound ? at..<line.upperBound : nil
    }
}
