/// A wildcard over candidate names: `*` stands for any run of characters, everything else for itself.
///
/// `anthropic/*`, `openai/gpt-5*`, `*/claude-*` and plain names are patterns; upper and lower case count as the same.
public struct CandidatePattern: Sendable, Hashable, CustomStringConvertible {
    /// The longest pattern that is accepted, in UTF-8 bytes (OpenRouter's limit).
    public static let maxLength = 1024

    private let bytes: [UInt8]
    /// The pattern as it was given.
    public let description: String

    /// Checks and keeps a pattern.
    ///
    /// - Throws: ``CoreError`` with `.invalidPattern` if it is empty or longer than ``maxLength`` bytes.
    public init(_ pattern: String) throws(CoreError) {
        let bytes = Array(pattern.lowercased().utf8)
        guard (1...Self.maxLength).contains(bytes.count) else {
            throw CoreError(
                .invalidPattern,
                "a candidate pattern of \(bytes.count) bytes is not accepted; 1 to \(Self.maxLength) bytes are")
        }
        self.bytes = bytes
        self.description = pattern
    }

    /// Whether the whole name fits the pattern.
    ///
    /// - Complexity: O(pattern × name) in the worst case, linear for patterns with one `*`.
    public func matches(_ id: CandidateID) -> Bool {
        let name = Array(id.rawValue.lowercased().utf8)
        let star = UInt8(ascii: "*")
        var (at, position) = (0, 0)
        var (lastStar, resume) = (-1, 0)
        while position < name.count {
            if at < bytes.count, bytes[at] == star {
                (lastStar, resume) = (at, position)
                at += 1
            } else if at < bytes.count, bytes[at] == name[position] {
                at += 1
                position += 1
            } else if lastStar >= 0 {
                // Let the last star swallow one more character and try again from there.
                resume += 1
                (at, position) = (lastStar + 1, resume)
            } else {
                return false
            }
        }
        return bytes[at...].allSatisfy { $0 == star }
    }
}
