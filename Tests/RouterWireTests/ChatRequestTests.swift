import RouterCore
import RouterWire
import Testing

@Suite("Chat request")
struct ChatRequestTests {
    private static let messages = #""messages":[{"role":"user","content":"Hi"}]"#

    private func request(_ members: String) throws -> ChatRequest {
        try ChatRequest(body: Array("{\(members),\(Self.messages)}".utf8))
    }

    @Test("what is not said has its default")
    func defaults() throws {
        let request = try request(#""model":"auto""#)
        #expect(request.model == "auto")
        #expect(request.fallbackModels == [])
        #expect(!request.isStreamed && !request.wantsUsage)
        #expect(request.routing == RoutingRequest(prompt: "Hi"))
    }

    @Test(
        "null counts as not said",
        arguments: [
            "models", "stream", "stream_options", "max_tokens", "max_completion_tokens", "tools", "response_format",
            "functions", "n", "plugins", "provider", "route", "audio", "modalities", "reasoning",
        ])
    func null(key: String) throws {
        let request = try request(#""model":"auto","\#(key)":null"#)
        #expect(request.fallbackModels == [])
        #expect(!request.isStreamed && !request.wantsUsage)
        #expect(request.routing.needs == RequestNeeds())
    }

    @Test(
        "fallbacks are the further models, each once",
        arguments: [
            (#""model":"a","models":["b","c"]"#, "a", ["b", "c"]), (#""models":["a","b"]"#, "a", ["b"]),
            (#""model":null,"models":["a"]"#, "a", []),
            (#""model":"a","models":["a","b","b","a","c"]"#, "a", ["b", "c"]),
            (#""model":"a","models":[]"#, "a", []), (#""model":"x","model":"a""#, "a", []),
        ] as [(String, String, [String])])
    func models(members: String, model: String, fallbacks: [String]) throws {
        let request = try request(members)
        #expect(request.model == model)
        #expect(request.fallbackModels == fallbacks)
    }

    @Test("a default model stands in only where none is named")
    func defaultModel() throws {
        let bare = try JSONDocument(text: "{\(Self.messages)}")
        #expect(try ChatRequest(document: bare, defaultModel: "auto").model == "auto")
        let named = try JSONDocument(text: #"{"models":["a"],\#(Self.messages)}"#)
        #expect(try ChatRequest(document: named, defaultModel: "auto").model == "a")
    }

    @Test("what is demanded of the choice is part of what the router knows")
    func demands() throws {
        let request = try ChatRequest(
            body: Array(
                #"{"plugins":[{"id":"auto-router","cost_tier":"low"}],"provider":{"zdr":true},"model":"a",\#(Self.messages)}"#
                    .utf8), sessionHeader: "s")
        #expect(request.api == .chatCompletions && request.routing.needs.api == .chatCompletions)
        #expect(request.parameters.session == SessionKey(value: "s", isExplicit: true))
        #expect(request.routing.constraints == request.parameters.constraints)
        #expect(request.routing.constraints.costTier == .low)
        #expect(request.routing.constraints.providers.requiresZeroRetention)
    }

    @Test(
        "the parameters that are set are listed only where all of them are required",
        arguments: [
            (#""temperature":0,"provider":{}"#, []), (#""temperature":0,"top_p":null"#, ["temperature"]),
            (#""max_completion_tokens":9"#, ["max_tokens"]),
            (#""functions":[],"function_call":"auto""#, ["tools", "tool_choice"]),
            (#""reasoning_effort":"low","seed":7"#, ["reasoning", "seed"]),
            (#""user":"u","metadata":{},"stream":true"#, []),
            (#""response_format":{"type":"json_object"}"#, ["response_format"]),
            (#""response_format":{"type":"json_schema"}"#, ["response_format", "structured_outputs"]),
        ] as [(String, Set<String>)])
    func parameterWords(members: String, expected: Set<String>) throws {
        let provider = members.contains("provider") ? "" : #""provider":{"require_parameters":true},"#
        #expect(try request(#""model":"a","# + provider + members).routing.needs.parameters == expected)
    }

    @Test(
        "streaming and token counts are asked for apart",
        arguments: [
            (#""stream":true"#, true, false), (#""stream":true,"stream_options":{"include_usage":true}"#, true, true),
            (#""stream":true,"stream_options":{"include_usage":false}"#, true, false),
            (#""stream":true,"stream_options":{}"#, true, false),
            (#""stream":false,"stream_options":{"include_usage":true}"#, false, true),
        ])
    func streaming(members: String, isStreamed: Bool, wantsUsage: Bool) throws {
        let request = try request(#""model":"auto","# + members)
        #expect(request.isStreamed == isStreamed)
        #expect(request.wantsUsage == wantsUsage)
    }

    @Test(
        "a mistake is an error that names its key",
        arguments: [
            (#"{"messages":[{"role":"user","content":"x"}]}"#, .missingKey, "model"),
            (#"{"model":"","messages":[]}"#, .invalidValue, "model"), (#"{"model":7}"#, .wrongType, "model"),
            (#"{"model":"a"}"#, .missingKey, "messages"), (#"{"model":"a","messages":null}"#, .missingKey, "messages"),
            (#"{"model":"a","messages":{}}"#, .wrongType, "messages"),
            (#"{"model":"a","messages":[]}"#, .invalidValue, "messages"),
            (#"{"model":"a","messages":["x"]}"#, .wrongType, "messages[0]"),
            (#"{"model":"a","messages":[{"content":"x"}]}"#, .missingKey, "messages[0].role"),
            (#"{"model":"a","messages":[{"role":"user"},{"role":"bot"}]}"#, .invalidValue, "messages[1].role"),
            (#"{"model":"a","messages":[{"role":null}]}"#, .invalidValue, "messages[0].role"),
            (#"{"model":"a","messages":[{"role":"user","content":7}]}"#, .wrongType, "messages[0].content"),
            (#"{"model":"a","messages":[{"role":"user","content":["x"]}]}"#, .wrongType, "messages[0].content"),
            (#"{"model":"a","models":"b"}"#, .wrongType, "models"),
            (#"{"model":"a","models":["b",1]}"#, .wrongType, "models[1]"),
            (#"{"model":"a","models":[""]}"#, .wrongType, "models[0]"),
            (#"{"model":"a","stream":"yes"}"#, .wrongType, "stream"),
            (#"{"model":"a","stream_options":true}"#, .wrongType, "stream_options"),
            (#"{"model":"a","stream_options":{"include_usage":1}}"#, .wrongType, "stream_options.include_usage"),
            (#"{"model":"a","messages":[{"role":"user"}],"max_tokens":0}"#, .invalidValue, "max_tokens"),
            (#"{"model":"a","messages":[{"role":"user"}],"max_tokens":1.5}"#, .invalidValue, "max_tokens"),
            (
                #"{"model":"a","messages":[{"role":"user"}],"max_completion_tokens":-1}"#, .invalidValue,
                "max_completion_tokens"
            ),
            (
                #"{"model":"a","messages":[{"role":"user"}],"max_completion_tokens":"9"}"#, .wrongType,
                "max_completion_tokens"
            ),
            (#"{"model":"a","messages":[{"role":"user"}],"tools":{}}"#, .wrongType, "tools"),
            (#"{"model":"a","messages":[{"role":"user"}],"response_format":"json"}"#, .wrongType, "response_format"),
            (#"{"model":"a","messages":[{"role":"user"}],"functions":{}}"#, .wrongType, "functions"),
            (#"{"model":"a","messages":[{"role":"user"}],"n":0}"#, .invalidValue, "n"),
            (#"{"model":"a","messages":[{"role":"user"}],"n":1.5}"#, .invalidValue, "n"),
            (#"{"model":"a","messages":[{"role":"user"}],"n":"2"}"#, .wrongType, "n"),
            (#"{"model":"a","messages":[{"role":"user"}],"plugins":7}"#, .wrongType, "plugins"),
            (#"{"model":"a","messages":[{"role":"user"}],"provider":{"sort":"x"}}"#, .invalidValue, "provider.sort"),
            ("[]", .wrongType, nil), ("null", .wrongType, nil), ("{", .invalidJSON, nil), ("", .invalidJSON, nil),
        ] as [(String, WireError.Code, String?)])
    func mistakes(body: String, code: WireError.Code, key: String?) {
        let error = #expect(throws: WireError.self) { try ChatRequest(body: Array(body.utf8)) }
        #expect(error?.code == code)
        #expect(error?.key == key)
        if let key { #expect(error?.description.contains("'\(key)'") == true, "\(error?.description ?? "-")") }
    }

    @Test("a list of too many fallbacks is refused with the limit")
    func tooManyModels() throws {
        func list(_ count: Int) -> String { (0..<count).map { "\"m\($0)\"" }.joined(separator: ",") }
        let limit = RoutingParameters.maxFallbackModels
        #expect(try request(#""model":"a","models":[\#(list(limit))]"#).fallbackModels.count == limit)
        let error = #expect(throws: WireError.self) { try request(#""model":"a","models":[\#(list(limit + 1))]"#) }
        #expect(error?.key == "models" && error?.description.contains("\(limit)") == true)
    }

    @Test("errors hold no text of the conversation")
    func silentErrors() {
        let bodies = [
            #"{"model":"a","messages":[{"role":"hunter2","content":"hunter2"}]}"#, #"{"model":["hunter2"]}"#,
            #"{"model":"a","messages":[{"role":"user","content":["hunter2"]}]}"#,
            #"{"model":"a","messages":["hunter2"]}"#,
        ]
        for body in bodies {
            let error = #expect(throws: WireError.self) { try ChatRequest(body: Array(body.utf8)) }
            #expect(error.map { String(describing: $0).contains("hunter2") } == false)
        }
    }
}
