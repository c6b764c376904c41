/// Errors in Anthropic's words.
enum MessagesError {
    private static let statuses: [(type: StaticString, status: Int)] = [
        ("invalid_request_error", 400), ("authentication_error", 401), ("billing_error", 402),
        ("permission_error", 403), ("not_found_error", 404), ("request_too_large", 413), ("rate_limit_error", 429),
        ("api_error", 500), ("timeout_error", 504), ("overloaded_error", 529),
    ]

    /// The note of an upstream's `error` object, whose class stands for an HTTP status.
    static func note(_ error: JSONValue?) -> UpstreamErrorNote {
        let note = UpstreamErrorNote(error)
        guard note.status == nil, let type = error?["type"] else { return note }
        return UpstreamErrorNote(json: note.json, status: statuses.first { type.isString($0.type) }?.status)
    }

    /// `{"type": "error", "error": {"type", "message"}}` for a stream that breaks off.
    static func body(for failure: StreamFailure) -> [UInt8] {
        let status: Int
        var type: String?
        var message = "The upstream reported an error in the middle of its reply"
        switch failure {
        case .broken("timed_out"):
            status = 504
            message = "The upstream stopped sending in the middle of its reply"
        case .broken:
            status = 502
            message = "The upstream broke off in the middle of its reply"
        case .upstream(let note):
            status = note.status ?? 502
            guard let error = (try? JSONDocument(note.json))?.root else { break }
            message = UpstreamErrorWords(error).message ?? message
            type = statuses.first { error["type"]?.isString($0.type) == true }?.type.description
        }
        var json = JSONWriter()
        json.object { json in
            json.key("type", string: "error")
            json.key("error")
            json.object { json in
                json.key("type", string: type ?? ErrorClass(status: status).anthropic)
                json.key("message", string: message)
            }
        }
        return json.bytes
    }
}
