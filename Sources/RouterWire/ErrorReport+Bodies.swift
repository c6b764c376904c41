extension ErrorReport {
    /// The body for a client.
    ///
    /// An upstream's own error body in the client's words passes as it came; anything else, such as a page of HTML, is
    /// replaced by a body that says who answered with which status.
    ///
    /// - Parameters:
    ///   - shape: whose error body it is.
    ///   - extras: members that are added beside `error`, such as OpenRouter's metadata.
    /// - Returns: JSON text.
    package func body(_ shape: Shape, extras: [ReplyContext.ExtraMember] = []) -> [UInt8] {
        let answer = upstream.flatMap { try? JSONDocument($0.body) }
        if extras.isEmpty, let root = answer?.root, let body = upstream?.body, Self.speaks(shape, root) { return body }
        let error = answer?.root["error"]
        let words = answer.map { UpstreamErrorWords(error.flatMap { $0.isNull ? nil : $0 } ?? $0.root) }
        let text = words?.message ?? ownMessage
        var json = JSONWriter(reservingBytes: 512)
        json.object { json in
            if shape == .anthropic { json.key("type", string: "error") }
            json.key("error")
            json.object { json in
                switch shape {
                case .openAI: writeOpenAI(text, words, to: &json)
                case .openRouter: writeOpenRouter(text, words, isJSON: answer != nil, to: &json)
                case .anthropic:
                    json.key("type", string: ErrorClass(status: status).anthropic)
                    json.key("message", string: text)
                    if let code, code == WireError.Code.unsupportedThread.label {
                        json.key("details")
                        json.object { $0.key("error_code", string: code) }
                    }
                }
            }
            for extra in extras {
                json.key(extra.key)
                json.raw(extra.json)
            }
        }
        return json.bytes
    }

    /// Whether an upstream's error body is already in the client's words.
    private static func speaks(_ shape: Shape, _ root: JSONValue) -> Bool {
        guard let error = root["error"], !error.isNull else { return false }
        switch shape {
        case .openAI: return true
        case .openRouter: return false
        case .anthropic: return root["type"]?.isString("error") == true && error["type"]?.string != nil
        }
    }

    private var ownMessage: String {
        guard let upstream, message.isEmpty else { return message }
        return "The upstream '\(upstream.provider)' answered with status \(status)"
    }

    private func writeOpenAI(_ text: String, _ words: UpstreamErrorWords?, to json: inout JSONWriter) {
        json.key("message", string: text)
        json.key("type", string: type)
        json.key("param", string: param)
        json.key("code", string: code ?? words?.code)
        if let availability { write(availability, to: &json) }
    }

    private func writeOpenRouter(
        _ text: String, _ words: UpstreamErrorWords?, isJSON: Bool, to json: inout JSONWriter
    ) {
        json.key("code", int: status)
        json.key("message", string: text)
        // OpenAI's clients look for these two, and OpenRouter's do not mind them.
        json.key("type", string: type)
        json.key("param", string: param)
        json.key("metadata")
        json.object { json in
            json.key("error_type", string: words?.errorType ?? ErrorClass(status: status).openRouter)
            if let code { json.key("error_code", string: code) }
            if let upstream {
                json.key("provider_name", string: upstream.provider)
                if let word = words?.code { json.key("provider_code", string: word) }
                if isJSON, upstream.body.count <= Self.maxRawBytes {
                    json.key("raw", string: String(decoding: upstream.body, as: UTF8.self))
                }
            }
        }
        if let availability { write(availability, to: &json) }
    }

    /// The longest body of an upstream that is handed on as text.
    private static let maxRawBytes = 4096

    private func write(_ availability: Availability, to json: inout JSONWriter) {
        json.key("availability")
        json.object { json in
            json.key("code", string: availability.code)
            json.key("retryable", bool: availability.isRetryable)
            json.key("requested_models", strings: availability.requestedModels)
            json.key("excluded_by", strings: Set(availability.candidates.flatMap(\.excludedBy)).sorted())
            json.key("candidates")
            json.array { json in
                for candidate in availability.candidates {
                    json.object { json in
                        json.key("model", string: candidate.model)
                        json.key("excluded_by", strings: candidate.excludedBy)
                    }
                }
            }
        }
    }
}
