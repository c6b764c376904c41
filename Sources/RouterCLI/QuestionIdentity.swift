import RouterCore

/// Recognises the same question under another layout: lower case, letters and digits only, enumerated answers cut off.
enum QuestionIdentity {
    /// The identity of a request's last turn.
    static func hash(of request: RoutingRequest) -> UInt64 { hash(of: request.turns.last?.text ?? "") }

    /// The identity of a text: FNV-1a over what remains of it.
    static func hash(of text: String) -> UInt64 {
        var stem = Substring(text)
        if let answers = text.firstRange(of: "\nA. ") ?? text.firstRange(of: "\nA) ") {
            stem = text[..<answers.lowerBound]
        }
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for character in stem.lowercased() where character.isLetter || character.isNumber {
            for byte in character.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
        }
        return hash
    }
}
