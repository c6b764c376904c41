import RouterCore

/// What a translated response repeats of its request, and the response objects made with it.
struct ResponseEcho: Sendable {
    /// How a response stands.
    enum Status {
        case inProgress
        case completed
        /// The reason is `max_output_tokens` or `content_filter`.
        case incomplete(String)
        case failed(code: String, message: String)

        /// The status of a reply by its finish reason in the words of chat completions.
        init(finishReason: String?) {
            switch finishReason {
            case "length": self = .incomplete("max_output_tokens")
            case "content_filter": self = .incomplete("content_filter")
            default: self = .completed
            }
        }

        /// OpenAI's word.
        var word: String {
            switch self {
            case .inProgress: "in_progress"
            case .completed: "completed"
            case .incomplete: "incomplete"
            case .failed: "failed"
            }
        }
    }

    /// Names and habits.
    let context: ReplyContext
    /// The tools that were offered.
    let tools: ResponsesTools
    /// Whether the client asked for summaries of the reasoning; it gets its text otherwise.
    let wantsSummary: Bool
    /// The members that repeat the request, as JSON text without braces.
    private let members: [UInt8]
    private let serviceTier: [UInt8]

    /// Prepares the responses to one request.
    init(of request: ResponsesRequest, _ context: ReplyContext) {
        self.context = context
        tools = request.tools
        let root = request.document.root
        let reasoning = root["reasoning"]
        wantsSummary = [reasoning?["summary"], reasoning?["generate_summary"]].contains { $0?.kind == .string }
        serviceTier = Self.bytes(of: root["service_tier"], orElse: "null")
        members = Self.members(of: root, tools)
    }

    private static func bytes(of value: JSONValue?, orElse other: StaticString) -> [UInt8] {
        guard let value, !value.isNull else { return Array(other.description.utf8) }
        return Array(value.rawBytes)
    }

    private static func members(of root: JSONValue, _ tools: ResponsesTools) -> [UInt8] {
        var json = JSONWriter(reservingBytes: 1024)
        json.object { json in
            let repeated: [(key: StaticString, other: StaticString)] = [
                ("instructions", "null"), ("max_output_tokens", "null"), ("max_tool_calls", "null"),
                ("metadata", "{}"), ("parallel_tool_calls", "true"), ("prompt_cache_key", "null"),
                ("reasoning", #"{"effort":null,"summary":null}"#), ("safety_identifier", "null"),
                ("temperature", "null"), ("text", #"{"format":{"type":"text"}}"#), ("tool_choice", #""auto""#),
                ("top_logprobs", "0"), ("top_p", "null"), ("truncation", #""disabled""#), ("user", "null"),
                ("frequency_penalty", "null"), ("presence_penalty", "null"),
            ]
            for member in repeated {
                json.key(member.key.description)
                json.raw(bytes(of: root[member.key], orElse: member.other))
            }
            json.key("background", bool: false)
            json.key("previous_response_id", string: nil)
            json.key("store", bool: false)
            json.key("tools")
            json.array { json in for tool in tools.definitions { write(tool, into: &json) } }
        }
        return Array(json.bytes.dropFirst().dropLast()).onOneLine
    }

    /// A tool with the keys that strict clients want to find.
    private static func write(_ tool: JSONValue, into json: inout JSONWriter) {
        guard tool["type"]?.isString("function") == true else { return json.raw(tool.rawBytes) }
        let missing = (["parameters", "strict"] as [StaticString]).filter { tool[$0] == nil }
        json.raw(tool.spliced(setting: missing.map { ($0, Array("null".utf8)) }))
    }

    /// A response object.
    ///
    /// - Parameters:
    ///   - status: how it stands.
    ///   - output: its items, as JSON text.
    ///   - usage: tokens; unknown ones leave `usage` at `null`.
    ///   - finishReason: what the books need to know of the end.
    ///   - serviceTier: what the upstream said of it, as JSON text; `nil` = nothing.
    ///   - isLast: whether the client gets no later one.
    /// - Returns: JSON text.
    func response(
        _ status: Status, output: [[UInt8]] = [], usage: TokenUsage = .init(), finishReason: String? = nil,
        serviceTier: [UInt8]? = nil, isLast: Bool = true
    ) -> [UInt8] {
        var json = JSONWriter(reservingBytes: members.count + output.reduce(512) { $0 + $1.count })
        json.object { json in
            json.key("id", string: context.id)
            json.key("object", string: "response")
            json.key("created_at", int: context.created)
            json.key("status", string: status.word)
            json.key("completed_at", string: nil)
            Self.writeDetails(of: status, into: &json)
            json.key("model", string: context.model)
            json.key("output")
            json.array { json in for item in output { json.raw(item) } }
            json.key("usage")
            ResponseUsage.write(usage, finishReason: finishReason, context, into: &json)
            json.key("service_tier")
            json.raw(serviceTier ?? self.serviceTier)
            json.raw(members)
            guard isLast else { return }
            for extra in context.extras {
                json.key(extra.key)
                json.raw(extra.json.onOneLine)
            }
        }
        return json.bytes
    }

    private static func writeDetails(of status: Status, into json: inout JSONWriter) {
        json.key("error")
        if case .failed(let code, let message) = status {
            json.object { json in
                json.key("code", string: code)
                json.key("message", string: message)
            }
        } else {
            json.null()
        }
        json.key("incomplete_details")
        if case .incomplete(let reason) = status {
            json.object { $0.key("reason", string: reason) }
        } else {
            json.null()
        }
    }
}
