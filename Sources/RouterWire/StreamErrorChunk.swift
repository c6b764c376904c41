import RouterCore

/// The one chunk that tells of an error after content was sent.
struct StreamErrorChunk {
    let shape: ReplyShape
    /// JSON text.
    let created: [UInt8]
    let context: ReplyContext

    /// The chunk as JSON text.
    func bytes(for failure: StreamFailure) -> [UInt8] {
        var json = JSONWriter(reservingBytes: 512)
        json.object { json in
            json.key("id", string: context.id)
            json.key("object", string: shape.object.description)
            json.key("created")
            json.raw(created)
            json.key("model", string: context.model)
            if context.dialect == .openRouter { json.key("provider", string: context.candidate.provider) }
            json.key("error")
            Self.write(failure, to: &json)
            json.key("choices")
            json.array { json in
                json.object { json in
                    json.key("index", int: 0)
                    if shape == .chatChunk {
                        json.key("delta")
                        json.object { json in json.key("content", string: "") }
                    } else {
                        json.key("text", string: "")
                        json.key("logprobs")
                        json.null()
                    }
                    json.key("finish_reason", string: "error")
                }
            }
            for extra in context.extras {
                json.key(extra.key)
                json.raw(extra.json)
            }
        }
        return json.bytes
    }

    private static func write(_ failure: StreamFailure, to json: inout JSONWriter) {
        switch failure {
        case .broken(let label):
            let isTimeout = label == "timed_out"
            write(
                status: isTimeout ? 504 : 502,
                message: isTimeout
                    ? "The upstream stopped sending in the middle of its reply"
                    : "The upstream broke off in the middle of its reply",
                errorType: nil, providerCode: label, to: &json)
        case .upstream(let note):
            let words = (try? JSONDocument(note.json)).map { UpstreamErrorWords($0.root) }
            write(
                status: note.status ?? 502,
                message: words?.message ?? "The upstream reported an error in the middle of its reply",
                errorType: words?.errorType, providerCode: words?.code, to: &json)
        }
    }

    private static func write(
        status: Int, message: String, errorType: String?, providerCode: String?, to json: inout JSONWriter
    ) {
        json.object { json in
            json.key("code", int: status)
            json.key("message", string: message)
            json.key("metadata")
            json.object { json in
                json.key("error_type", string: errorType ?? ErrorClass(status: status).openRouter)
                if let providerCode { json.key("provider_code", string: providerCode) }
            }
        }
    }
}
