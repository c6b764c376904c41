import RouterWire
import Testing

@testable import RouterSandbox

@Suite("Sandbox requests")
struct SandboxRequestTests {
    private static let tools = #""tools":[{"type":"function","function":{"name":"look"}},{"type":"web_search"}]"#

    @Test(
        "a bad key is refused and named",
        arguments: [
            (#""n":129"#, "n"),
            (#""stop":5"#, "stop"), (#""stop":["a",5]"#, "stop"), (#""stop":["a","b","c","d","e"]"#, "stop"),
            (#""stop":"""#, "stop"),
            (#""tools":[5]"#, "tools[0]"), (#""tools":[{"type":"function"}]"#, "tools[0].function"),
            (#""tools":[{"function":{}}]"#, "tools[0].function.name"),
            (#""tools":[{"function":{"name":"f","parameters":5}}]"#, "tools[0].function.parameters"),
            (#""tool_choice":"required""#, "tool_choice"), (#""tool_choice":{"type":"function"}"#, "tool_choice"),
            (tools + #","tool_choice":"always""#, "tool_choice"),
            (tools + #","tool_choice":{"type":"function"}"#, "tool_choice.function"),
            (tools + #","tool_choice":{"type":"function","function":{}}"#, "tool_choice.function.name"),
            (tools + #","tool_choice":{"type":"function","function":{"name":"f"}}"#, "tool_choice"),
            (#""response_format":{}"#, "response_format.type"),
            (#""response_format":{"type":"xml"}"#, "response_format.type"),
            (#""response_format":{"type":"json_schema"}"#, "response_format.json_schema"),
            (#""response_format":{"type":"json_schema","json_schema":{}}"#, "response_format.json_schema.name"),
            (
                #""response_format":{"type":"json_schema","json_schema":{"name":"x","schema":[]}}"#,
                "response_format.json_schema.schema"
            ),
        ])
    func badKeys(members: String, param: String) throws {
        let error = try #require(throws: SandboxError.self) { try sandboxRequest(chatBody(members)) }
        #expect(error.param == param)
        #expect(error.status == 400)
        #expect(error.body.type == "invalid_request_error")
        #expect(error.description.contains("'\(param.hasPrefix("tool_choice") ? "tool_choice" : param)"))
    }

    @Test(
        "a free choice of tools gives text",
        arguments: [
            "", #","tool_choice":"auto""#, #","tool_choice":"none""#, #","tool_choice":{"type":"allowed_tools"}"#,
        ])
    func freeChoice(choice: String) throws {
        guard case .text = try sandboxRequest(chatBody(Self.tools + choice)).form else {
            Issue.record("not a text")
            return
        }
    }

    @Test(
        "a forced choice gives a call of the tool",
        arguments: [
            #","tool_choice":"required""#, #","tool_choice":{"type":"function","function":{"name":"look"}}"#,
        ])
    func forcedChoice(choice: String) throws {
        guard case .call("look", nil) = try sandboxRequest(chatBody(Self.tools + choice)).form else {
            Issue.record("not a call")
            return
        }
    }

    @Test("null means absent")
    func nulls() throws {
        let request = try sandboxRequest(
            chatBody(#""n":null,"stop":null,"tools":null,"tool_choice":null,"response_format":null,"max_tokens":null"#))
        #expect(request.choiceCount == 1)
        #expect(request.stops.isEmpty)
        #expect(request.maxTokens == nil)
    }

    @Test("prompt tokens are a quarter of the bytes, rounded up, at least 1")
    func promptTokens() throws {
        #expect(try sandboxRequest(chatBody(prompt: "")).promptTokens == 1)
        #expect(try sandboxRequest(chatBody(prompt: "12345678")).promptTokens == 2)
        #expect(try sandboxRequest(chatBody(prompt: "123456789")).promptTokens == 3)
        #expect(try sandboxRequest(chatBody(prompt: "é")).promptTokens == 1)
    }

    @Test("the seed depends on model, roles and texts only")
    func seed() throws {
        let seed = try sandboxRequest(chatBody()).seed
        #expect(try sandboxRequest(chatBody(#""temperature":1"#)).seed == seed)
        #expect(try sandboxRequest(chatBody(prompt: "Ho")).seed != seed)
        #expect(try sandboxRequest(chatBody(model: "m")).seed != seed)
    }
}
