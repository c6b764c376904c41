import RouterCore
import RouterWire

/// The body of `GET /v1/models`: `auto` first, then the candidates.
enum ModelList {
    /// The list; prices are decimal texts in USD per token, as OpenRouter writes them.
    static func bytes(_ pool: CandidatePool) -> [UInt8] {
        var json = JSONWriter()
        json.object { json in
            json.key("object", string: "list")
            json.key("data")
            json.array { json in
                entry("auto", owner: "autorouter", to: &json) { _ in }
                for candidate in pool.candidates {
                    entry(candidate.id.rawValue, owner: candidate.provider, to: &json) { json in
                        details(candidate, to: &json)
                    }
                }
            }
        }
        return json.bytes
    }

    private static func entry(
        _ id: String, owner: String, to json: inout JSONWriter, _ details: (inout JSONWriter) -> Void
    ) {
        json.object { json in
            json.key("id", string: id)
            json.key("object", string: "model")
            json.key("created", int: 0)
            json.key("owned_by", string: owner)
            details(&json)
        }
    }

    private static func details(_ candidate: Candidate, to json: inout JSONWriter) {
        json.key("context_length", int: candidate.contextTokens)
        if let prompt = candidate.price.promptUSDPerMillion, let completion = candidate.price.completionUSDPerMillion {
            json.key("pricing")
            json.object { json in
                json.key("prompt", string: perToken(prompt))
                json.key("completion", string: perToken(completion))
            }
        }
    }

    /// USD per token without an exponent, from USD per million.
    private static func perToken(_ perMillion: Double) -> String {
        let scaled = (perMillion * 1e6).rounded()
        let digits = String(Int(scaled))
        let padded = String(repeating: "0", count: max(0, 13 - digits.count)) + digits
        var text = padded.dropLast(12) + "." + padded.suffix(12)
        while text.hasSuffix("0") { text = text.dropLast() }
        if text.hasSuffix(".") { text = text.dropLast() }
        return String(text)
    }
}
