/// Copies a JSON text from front to back, leaving out and putting in what it is told; all other bytes stay.
struct JSONPen {
    private let text: UnsafeBufferPointer<UInt8>
    /// Up to where the text was copied or left out.
    private var copied = 0
    /// A place of the text whose place in the output is wanted.
    private let mark: Int
    /// Where ``mark`` came to stand in the output; `nil` = not copied yet.
    private(set) var printedMark: Int?

    init(_ text: UnsafeBufferPointer<UInt8>, mark: Int? = nil) {
        self.text = text
        self.mark = mark ?? .max
    }

    /// Copies everything up to a place.
    mutating func copy(upTo end: Int, into output: inout [UInt8]) {
        guard end > copied else { return }
        if copied <= mark, mark < end { printedMark = output.count + mark - copied }
        output.append(contentsOf: UnsafeBufferPointer(rebasing: text[copied..<end]))
        copied = end
    }

    /// Goes on behind a place; what stands before it and was not copied is left out.
    mutating func skip(to place: Int) { copied = max(copied, place) }

    /// Copies everything up to a value and puts another one in its place.
    mutating func replace(
        _ range: Range<Int>, by value: some Collection<UInt8>, into output: inout [UInt8]
    ) {
        copy(upTo: range.lowerBound, into: &output)
        output.append(contentsOf: value)
        copied = range.upperBound
    }
}

/// Minds the commas of one object that a ``JSONPen`` copies with members left out or added.
struct JSONMemberPen {
    /// Where the member before the current one ends; `nil` = none was kept.
    private var keptEnd: Int?
    private var dropsComma = false

    /// Begins a member that is kept.
    mutating func keep(_ tree: JSONTree, key: Int, value: Int, _ pen: inout JSONPen) {
        if dropsComma { pen.skip(to: tree.range(key).lowerBound) }
        dropsComma = false
        keptEnd = tree.range(value).upperBound
    }

    /// Leaves a member out, together with one comma.
    mutating func cut(_ tree: JSONTree, key: Int, value: Int, _ pen: inout JSONPen, into output: inout [UInt8]) {
        if let end = keptEnd {
            pen.copy(upTo: end, into: &output)
            keptEnd = tree.range(value).upperBound
        } else {
            if !dropsComma { pen.copy(upTo: tree.range(key).lowerBound, into: &output) }
            dropsComma = true
        }
        pen.skip(to: tree.range(value).upperBound)
    }

    /// Adds a member behind all others; everything of the object but its closing brace was copied.
    mutating func add(_ key: StaticString, _ value: some Collection<UInt8>, into output: inout [UInt8]) {
        if keptEnd != nil { output.append(UInt8(ascii: ",")) }
        keptEnd = 0
        output.append(UInt8(ascii: "\""))
        output.append(contentsOf: UnsafeBufferPointer(start: key.utf8Start, count: key.utf8CodeUnitCount))
        output.append(UInt8(ascii: "\""))
        output.append(UInt8(ascii: ":"))
        output.append(contentsOf: value)
    }

    /// Adds a member whose key is no fixed word.
    mutating func add(_ member: ReplyContext.ExtraMember, into output: inout [UInt8]) {
        if keptEnd != nil { output.append(UInt8(ascii: ",")) }
        keptEnd = 0
        JSONEscapes.append(member.key.utf8, quotedTo: &output)
        output.append(UInt8(ascii: ":"))
        output.append(contentsOf: member.json)
    }
}
