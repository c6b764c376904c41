/// Numbers and prints the events of one response's stream.
struct ResponsesEvents: Sendable {
    /// The number of the next event.
    private(set) var next = 0

    /// Starts with the event of a number.
    init(at next: Int = 0) { self.next = next }

    /// Appends one event.
    ///
    /// - Parameters:
    ///   - type: its name.
    ///   - output: where it goes.
    ///   - members: writes what it holds beside type and number.
    mutating func append(
        _ type: StaticString, to output: inout [UInt8], _ members: (inout JSONWriter) -> Void
    ) {
        var json = JSONWriter(reservingBytes: 256)
        json.object { json in
            json.key("type", string: type.description)
            json.key("sequence_number", int: next)
            members(&json)
        }
        next += 1
        output.appendEvent(named: type, data: json.bytes)
    }

    /// Appends an event that holds a whole response.
    mutating func append(_ type: StaticString, response: [UInt8], to output: inout [UInt8]) {
        append(type, to: &output) { json in
            json.key("response")
            json.raw(response)
        }
    }

    /// Appends the event that tells of a failure, the last one.
    mutating func append(
        _ failure: StreamFailure, _ echo: ResponseEcho, items: [[UInt8]], to output: inout [UInt8]
    ) {
        let (code, message) = Self.words(for: failure)
        append(
            "response.failed",
            response: echo.response(.failed(code: code, message: message), output: items, finishReason: "error"),
            to: &output)
    }

    /// OpenAI's code and a sentence.
    private static func words(for failure: StreamFailure) -> (code: String, message: String) {
        switch failure {
        case .broken(let word):
            return ("server_error", "The upstream broke off in the middle of its reply (\(word))")
        case .upstream(let note):
            let error = try? JSONDocument(note.json).root
            // A number is a status; OpenAI's codes are words.
            let code = error?["code"]?.string ?? (note.status == 429 ? "rate_limit_exceeded" : "server_error")
            let message =
                error.flatMap { UpstreamErrorWords($0).message }
                ?? "The upstream reported an error in the middle of its reply"
            return (code, message)
        }
    }
}
