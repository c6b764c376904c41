/// Counts of one pass over a scanned text, and the surface numbers made of them.
struct TextStatistics {
    /// The names of the numbers that ``append(to:codeWords:)`` appends, in their order.
    static let names = [
        "characters", "words", "lines", "mean_word_length", "long_word_share", "distinct_word_share", "digit_share",
        "upper_share", "symbol_share", "space_share", "non_ascii_share", "ideograph_share", "longest_line", "numbers",
        "longest_number", "math_operators", "latex_marks", "code_marks", "question_marks", "choices", "stem_length",
        "choice_length", "numeric_choice_share", "blanks", "quotes", "currency_and_percent", "sentences",
    ]

    private let text: ScannedText
    private var upper = 0
    private var letters = 0
    private var digits = 0
    private var spaces = 0
    private var ideographs = 0
    private var symbols = 0
    private var nonASCII = 0
    private var mathOperators = 0
    private var latexMarks = 0
    private var codeMarks = 0
    private var questionMarks = 0
    private var blanks = 0
    private var quotes = 0
    private var currency = 0
    private var sentences = 0
    private var numbers = 0
    private var longestNumber = 0

    /// Counts once over the scalars.
    init(_ text: ScannedText) {
        self.text = text
        text.scalars.withUnsafeBufferPointer { scalars in
            text.classes.withUnsafeBufferPointer { count(Characters(scalars: scalars, classes: $0)) }
        }
    }

    /// The text as memory that is read without checks of its own.
    private struct Characters {
        let scalars: UnsafeBufferPointer<UInt32>
        let classes: UnsafeBufferPointer<ScalarClass>

        /// The scalar behind this one; 0 at the end.
        func follower(of position: Int) -> UInt32 { position + 1 < scalars.count ? scalars[position + 1] : 0 }

        /// Whether a point or comma between two digits keeps a number going.
        func continuesNumber(at position: Int) -> Bool {
            let scalar = scalars[position]
            return (scalar == 0x2E || scalar == 0x2C) && position + 1 < scalars.count && classes[position + 1] == .digit
        }
    }

    private mutating func count(_ text: Characters) {
        var digitRun = 0
        for position in 0..<text.scalars.count {
            let (scalar, kind) = (text.scalars[position], text.classes[position])
            nonASCII += scalar >= 0x80 ? 1 : 0
            upper += kind == .upper ? 1 : 0
            letters += kind == .letter ? 1 : 0
            spaces += kind == .space ? 1 : 0
            ideographs += kind == .ideograph ? 1 : 0
            if kind == .digit {
                digits += 1
                if digitRun == 0 { numbers += 1 }
                digitRun += 1
                longestNumber = max(longestNumber, digitRun)
            } else if digitRun > 0, !text.continuesNumber(at: position) {
                digitRun = 0
            }
            if kind == .symbol {
                symbols += 1
                countSymbol(scalar, at: position, in: text)
            }
        }
    }

    private mutating func countSymbol(_ scalar: UInt32, at position: Int, in text: Characters) {
        let next = text.follower(of: position)
        switch scalar {
        case 0x2B, 0x2A, 0x2F, 0x3C, 0x5E, 0xD7, 0xF7, 0xB1, 0x2264, 0x2265, 0x2260, 0x2248, 0x221A, 0x2211, 0x222B,
            0x221E, 0xB0, 0xB7, 0x2212:
            mathOperators += 1
        case 0x2D:  // -
            mathOperators += 1
            if next == 0x3E { codeMarks += 1 }
        case 0x3D:  // =
            mathOperators += 1
            if next == 0x3D { codeMarks += 1 }
        case 0x3E: mathOperators += 1
        case 0x24:  // $
            latexMarks += 1
            currency += 1
        case 0x25, 0x20AC, 0xA3: currency += 1
        case 0x5C:  // \
            if next == 0x28 || next == 0x5B || (0x61...0x7A).contains(next) { latexMarks += 1 }
        case 0x7B, 0x7D: codeMarks += 1
        case 0x3B: if next == 0x0A { codeMarks += 1 }
        case 0x29: if next == 0x3A || next == 0x3B { codeMarks += 1 }
        case 0x60:  // the third of three backticks
            if position >= 2, text.scalars[position - 1] == 0x60, text.scalars[position - 2] == 0x60 { codeMarks += 1 }
        case 0x3F, 0xFF1F, 0x61F:
            questionMarks += 1
            countSentenceEnd(at: position, in: text)
        case 0x2E, 0x21: countSentenceEnd(at: position, in: text)
        case 0x3002, 0xFF01, 0x964, 0x6D4: sentences += 1
        case 0x5F:  // the second of a run of underscores
            if position >= 1, text.scalars[position - 1] == 0x5F,
                position < 2 || text.scalars[position - 2] != 0x5F
            {
                blanks += 1
            }
        case 0x22, 0x201C, 0x201D, 0x2018, 0xAB, 0xBB, 0x300C: quotes += 1
        default: break
        }
    }

    private mutating func countSentenceEnd(at position: Int, in text: Characters) {
        if position + 1 == text.scalars.count || text.classes[position + 1] == .space { sentences += 1 }
    }

    /// Appends the surface numbers, shape `(names.count)`: damped counts and shares.
    ///
    /// - Parameters:
    ///   - values: takes the numbers.
    ///   - codeWords: how many words of the text are keywords of programming languages.
    func append(to values: inout [Float], codeWords: Int) {
        let words = WordStatistics(text.tokens)
        let lines = LineStatistics(text)
        let characters = text.scalars.count
        func damped(_ count: Int) { values.append(SurfaceFeatures.damped(count)) }
        func share(_ part: Int, of whole: Int) { values.append(whole > 0 ? Float(part) / Float(whole) : 0) }
        damped(characters)
        damped(words.count)
        damped(lines.lineCount)
        share(words.characters, of: words.count)
        share(words.longCount, of: words.count)
        share(words.distinctCount, of: words.count)
        share(digits, of: characters)
        share(upper, of: letters + upper)
        share(symbols, of: characters)
        share(spaces, of: characters)
        share(nonASCII, of: characters)
        share(ideographs, of: characters)
        damped(lines.longestLine)
        damped(numbers)
        damped(longestNumber)
        damped(mathOperators)
        damped(latexMarks)
        damped(codeMarks + codeWords)
        damped(questionMarks)
        damped(lines.choiceCount)
        damped(lines.stemLength)
        damped(lines.meanChoiceLength)
        share(lines.numericChoiceCount, of: lines.choiceCount)
        damped(blanks)
        damped(quotes)
        damped(currency)
        damped(sentences)
    }
}
