import RouterCore
import RouterWire
import Testing

@Suite("Messages request")
struct MessagesRequestTests {
    @Test(
        "a mistake is an error that names its key",
        arguments: [
            (#"{"max_tokens":1,"messages":[{"role":"user","content":"x"}]}"#, .missingKey, "model"),
            (#"{"model":"a","messages":[{"role":"user","content":"x"}]}"#, .missingKey, "max_tokens"),
            (#"{"model":"a","max_tokens":0,"messages":[{"role":"user","content":"x"}]}"#, .invalidValue, "max_tokens"),
            (#"{"model":"a","max_tokens":"9","messages":[{"role":"user","content":"x"}]}"#, .wrongType, "max_tokens"),
            (#"{"model":"a","max_tokens":1}"#, .missingKey, "messages"),
            (#"{"model":"a","max_tokens":1,"messages":[]}"#, .invalidValue, "messages"),
            (#"{"model":"a","max_tokens":1,"messages":"x"}"#, .wrongType, "messages"), ("[]", .wrongType, nil),
            ("{", .invalidJSON, nil),
        ] as [(String, WireError.Code, String?)])
    func mistakes(body: String, code: WireError.Code, key: String?) {
        let error = #expect(throws: WireError.self) { try MessagesRequest(body: Array(body.utf8)) }
        #expect(error?.code == code)
        #expect(error?.key == key)
    }

    @Test(
        "a mistake in a message names its place, and no text of it",
        arguments: [
            (#"["hunter2"]"#, "messages[0]"), (#"[{"content":"x"}]"#, "messages[0].role"),
            (#"[{"role":"hunter2","content":"x"}]"#, "messages[0].role"),
            (#"[{"role":"user"}]"#, "messages[0].content"), (#"[{"role":"user","content":7}]"#, "messages[0].content"),
            (#"[{"role":"user","content":["hunter2"]}]"#, "messages[0].content[0]"),
            (#"[{"role":"user","content":[{"text":"hunter2"}]}]"#, "messages[0].content[0].type"),
            (#"[{"role":"user","content":[{"type":"text"}]}]"#, "messages[0].content[0].text"),
            (#"[{"role":"user","content":[{"type":"image"}]}]"#, "messages[0].content[0].source"),
            (
                #"[{"role":"user","content":[{"type":"image","source":{"type":"base64","data":"hunter2"}}]}]"#,
                "messages[0].content[0].source.media_type"
            ),
            (
                #"[{"role":"assistant","content":[{"type":"tool_use","id":"a","name":"b","input":"hunter2"}]}]"#,
                "messages[0].content[0].input"
            ),
            (#"[{"role":"user","content":[{"type":"tool_result"}]}]"#, "messages[0].content[0].tool_use_id"),
            (
                #"[{"role":"user","content":[{"type":"tool_result","tool_use_id":"a","content":[{"type":"text"}]}]}]"#,
                "messages[0].content[0].content[0].text"
            ),
        ])
    func messageMistakes(messages: String, key: String) {
        let error = #expect(throws: WireError.self) { try MessagesFixtures.request(messages: messages) }
        #expect(error?.key == key)
        #expect(error.map { String(describing: $0).contains("hunter2") } == false)
    }

    @Test(
        "a mistake in a setting names it",
        arguments: [
            (#""temperature":"warm""#, "temperature"), (#""stream":1"#, "stream"), (#""system":7"#, "system"),
            (#""stop_sequences":[1]"#, "stop_sequences[0]"), (#""thinking":{}"#, "thinking.type"),
            (#""thinking":{"type":"enabled","budget_tokens":0}"#, "thinking.budget_tokens"),
            (#""metadata":{"user_id":1}"#, "metadata.user_id"), (#""tools":{}"#, "tools"),
            (#""tools":[1]"#, "tools[0]"),
            (#""tools":[{"input_schema":{}}]"#, "tools[0].name"), (#""tools":[{"name":"f"}]"#, "tools[0].input_schema"),
            (#""tool_choice":{"type":"maybe"}"#, "tool_choice.type"), (#""tool_choice":{}"#, "tool_choice.type"),
            (#""tool_choice":{"type":"tool"}"#, "tool_choice.name"), (#""output_config":1"#, "output_config"),
            (#""fallbacks":[{}]"#, "fallbacks[0].model"),
        ])
    func settingMistakes(member: String, key: String) {
        #expect(throws: WireError.self) { try MessagesFixtures.request(member) }
        do { _ = try MessagesFixtures.request(member) } catch let error as WireError { #expect(error.key == key) } catch
        {}
    }

    @Test("a conversation that the server is to keep is refused with the code by which clients send it whole")
    func thread() throws {
        let error = #expect(throws: WireError.self) {
            try MessagesFixtures.request(#""thread":{"type":"continue","previous_message_id":"gen-7"}"#)
        }
        #expect(error?.key == "thread" && error?.code.label == "thread_unsupported_request")
        #expect(try MessagesFixtures.request(#""thread":null"#).isTranslatable)
        let report = ErrorReport(status: 400, message: "m", type: "invalid_request_error", code: error?.code.label)
        #expect(
            String(decoding: report.body(.anthropic), as: UTF8.self)
                == #"{"type":"error","error":{"type":"invalid_request_error","message":"m","details":{"error_code":"thread_unsupported_request"}}}"#
        )
    }

    @Test("routing sees turns, tools, pictures, the limit and what is demanded of the router")
    func routing() throws {
        let request = try MessagesFixtures.request(
            #"""
            "system":[{"type":"text","text":"Be terse.","cache_control":{"type":"ephemeral"}}],"tools":\#(MessagesFixtures.tools),
            "stream":true,"fallbacks":[{"model":"b"}],"provider":{"only":["lab"]},"thinking":{"type":"enabled","budget_tokens":2048}
            """#,
            messages: #"""
                [{"role":"user","content":[{"type":"text","text":"What?"},
                {"type":"image","source":{"type":"base64","media_type":"image/png","data":"AAAA"}}]}]
                """#)
        #expect(request.api == .messages && request.isStreamed && request.isTranslatable)
        #expect(request.parameters.model == "auto" && request.parameters.fallbackModels == ["b"])
        let routing = request.routing
        #expect(routing.turns.map(\.role) == [.system, .user])
        #expect(routing.turns.map(\.text) == ["Be terse.", "What?"])
        #expect(routing.needs.api == .messages)
        #expect(routing.needs.maxOutputTokens == 64)
        #expect(routing.needs.toolCount == 1 && routing.needs.imageCount == 1)
        // Thinking is a wish: a pool without models that reason must serve the request all the same.
        #expect(routing.needs.capabilities == [.tools, .images])
        #expect(routing.constraints.providers.only == ["lab"])
    }

    @Test("where every parameter must be understood, thinking and top_k count as such")
    func requiredParameters() throws {
        let request = try MessagesFixtures.request(
            #""provider":{"require_parameters":true},"thinking":{"type":"adaptive"},"top_k":5,"temperature":1"#)
        #expect(request.routing.needs.parameters.isSuperset(of: ["reasoning", "top_k", "temperature", "max_tokens"]))
    }

    @Test("the session stays the same while marks of what to cache move and Claude Code's first line changes")
    func session() throws {
        func session(_ nonce: String, _ mark: String, _ more: String) throws -> SessionKey? {
            try MessagesFixtures.request(
                #""system":[{"type":"text","text":"x-anthropic-billing-header: cch=\#(nonce);"},{"type":"text","text":"S"}]"#,
                messages: #"[{"role":"user","content":[{"type":"text","text":"Hi"\#(mark)}]}\#(more)]"#
            ).parameters.session
        }
        let first = try session("1f", #","cache_control":{"type":"ephemeral"}"#, "")
        let second = try session(
            "2e", "", #",{"role":"assistant","content":"Yo"},{"role":"user","content":"And?"}"#)
        #expect(first != nil && first == second)
        #expect(first?.isExplicit == false)
        let named = try MessagesFixtures.request(#""session_id":"s-1""#)
        #expect(named.parameters.session == SessionKey(value: "s-1", isExplicit: true))
        let header = try MessagesRequest(document: named.document, sessionHeader: "ignored")
        #expect(header.parameters.session?.value == "s-1")
    }

    @Test(
        "what only Anthropic's servers can do is not translated",
        arguments: [
            (#""tools":[{"type":"web_search_20250305","name":"web_search"}]"#, false),
            (#""tools":[{"type":"bash_20250124","name":"bash"},{"name":"f","input_schema":{}}]"#, false),
            (
                #""tools":[{"type":"web_search_20250305","name":"web_search"},{"name":"f","input_schema":{}}]"#, true
            ),
            (
                #""tools":[{"type":"web_search_20250305","name":"web_search"},{"name":"f","input_schema":{}}],"tool_choice":{"type":"tool","name":"web_search"}"#,
                false
            ),
            (#""tools":[{"type":"custom","name":"f","input_schema":{}}]"#, true), (#""tools":[]"#, true),
        ])
    func translatable(members: String, isTranslatable: Bool) throws {
        #expect(try MessagesFixtures.request(members).isTranslatable == isTranslatable)
    }

    @Test("a picture that Anthropic keeps is not translated")
    func storedFile() throws {
        let request = try MessagesFixtures.request(
            messages: #"[{"role":"user","content":[{"type":"image","source":{"type":"file","file_id":"f"}}]}]"#)
        #expect(!request.isTranslatable)
    }

    @Test("counting tokens reads the same request without a limit")
    func tokenCount() throws {
        let body =
            #"{"model":"auto","system":"S","messages":[{"role":"user","content":"Hi"}],"tools":\#(MessagesFixtures.tools)}"#
        let count = try MessagesTokenCount(body: Array(body.utf8))
        #expect(count.parameters.model == "auto")
        #expect(count.routing.turns.map(\.text) == ["S", "Hi"])
        #expect(count.routing.needs.toolCount == 1 && count.routing.needs.attachedBytes > 0)
        #expect(String(decoding: MessagesTokenCount.body(inputTokens: 12), as: UTF8.self) == #"{"input_tokens":12}"#)
        let error = #expect(throws: WireError.self) { try MessagesTokenCount(body: Array(#"{"model":"a"}"#.utf8)) }
        #expect(error?.key == "messages")
    }
}
