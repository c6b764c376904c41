/// Whether a JSON object that comes piece by piece is complete.
struct JSONCompletion {
    private var depth = 0
    private var isInString = false
    private var isEscaped = false

    /// Whether an object or a list was opened and closed.
    private(set) var isComplete = false

    /// Takes the next bytes; their being JSON at all is not checked.
    mutating func take(_ piece: [UInt8]) {
        for byte in piece {
            if isInString {
                if isEscaped {
                    isEscaped = false
                } else if byte == UInt8(ascii: "\\") {
                    isEscaped = true
                } else if byte == UInt8(ascii: "\"") {
                    isInString = false
                }
                continue
            }
            switch byte {
            case UInt8(ascii: "\""): isInString = true
            case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
            case UInt8(ascii: "}"), UInt8(ascii: "]"):
                depth -= 1
                if depth == 0 { isComplete = true }
            default: break
            }
        }
    }
}
