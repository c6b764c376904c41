import RouterWire
import Testing

@testable import RouterSandbox

@Suite("Reply content")
struct ReplyContentTests {
    private func content(
        _ members: String = "", prompt: String = "Hi", tokens: String = "", choice: Int = 0
    ) throws -> ReplyContent {
        let request = try sandboxRequest(chatBody(members, prompt: prompt))
        return ReplyContent(
            request: request, model: .named(request.model),
            behaviour: try SandboxBehaviour(tokens: tokens, source: "a test"), choice: choice)
    }

    @Test("a text says first that it is simulated and by which model")
    func label() throws {
        let text = try content().text
        #expect(
            text.hasPrefix(
                "[simulated reply from sandbox model 'openai/gpt-5-mini'; no language model was called] "))
    }

    @Test("the same request gives the same text, another prompt or choice another one")
    func deterministic() throws {
        #expect(try content() == content())
        #expect(try content() != content(prompt: "Ho"))
        #expect(try content() != content(choice: 1))
    }

    @Test("the length is within half the verbosity", arguments: 0..<40)
    func verbosity(index: Int) throws {
        let verbosity = SandboxModel.named("openai/gpt-5-mini").verbosity
        let count = try content(prompt: "prompt \(index)").pieces.count
        #expect((verbosity / 2...verbosity + verbosity / 2).contains(count))
    }

    @Test("a limit on tokens cuts the text and says so", arguments: [1, 5, 30])
    func maxTokens(limit: Int) throws {
        for key in ["max_tokens", "max_completion_tokens"] {
            let cut = try content("\"\(key)\":\(limit)")
            #expect(cut.pieces.count == limit)
            #expect(cut.finishReason == "length")
            #expect(try content().text.hasPrefix(cut.text))
        }
        #expect(try content(#""max_tokens":100000"#).finishReason == "stop")
    }

    @Test("the token nN sets the length, a lower limit still cuts it", arguments: [1, 12, 500])
    func count(count: Int) throws {
        #expect(try content(tokens: "n\(count)").pieces.count == count)
        #expect(try content(tokens: "n\(count)").finishReason == "stop")
        let cut = try content(#""max_tokens":1"#, tokens: "n\(count)")
        #expect(cut.pieces.count == 1)
        #expect(cut.finishReason == (count == 1 ? "stop" : "length"))
    }

    @Test("the token sizeN pads each token")
    func size() throws {
        let pieces = try content(tokens: "n40-size64").pieces
        #expect(pieces.allSatisfy { $0.utf8.count == 64 })
        #expect(pieces.count == 40)
    }

    @Test("the text ends before a stop text", arguments: [#""model""#, #"["zzz","model"]"#, #"["called","model"]"#])
    func stop(stop: String) throws {
        let stopped = try content("\"stop\":\(stop),\"max_tokens\":50")
        #expect(stopped.text == "[simulated reply from sandbox ")
        #expect(stopped.finishReason == "stop")
    }

    @Test("a stop text at the beginning leaves nothing")
    func stopAtOnce() throws {
        let stopped = try content(#""stop":"[""#)
        #expect(stopped.pieces.isEmpty)
        #expect(stopped.finishReason == "stop")
    }

    @Test("a forced call has the smallest arguments")
    func call() throws {
        let members = #"""
            "tools":[{"type":"function","function":{"name":"look","parameters":{"type":"object","properties":
            {"city":{"type":"string"},"days":{"type":"integer","minimum":1}},"required":["city","days"]}}}],
            "tool_choice":"required"
            """#
        let call = try content(members)
        #expect(call.function == "look")
        #expect(call.text == #"{"city":"simulated","days":1}"#)
        #expect(call.finishReason == "tool_calls")
        #expect(call.pieces.count > 1)
        #expect(try content(members + #","max_tokens":2"#).finishReason == "length")
    }

    @Test("a tool without parameters is called with an empty object")
    func emptyCall() throws {
        #expect(try content(#""tools":[{"function":{"name":"f"}}],"tool_choice":"required""#).text == "{}")
    }

    @Test("JSON is what the format asks for")
    func json() throws {
        #expect(try content(#""response_format":{"type":"json_object"}"#).text == #"{"simulated":true}"#)
        let schema = #"{"type":"object","properties":{"ok":{"type":"boolean"}},"required":["ok"]}"#
        let format = #""response_format":{"type":"json_schema","json_schema":{"name":"x","schema":\#(schema)}}"#
        #expect(try content(format).text == #"{"ok":false}"#)
        #expect(try content(format).finishReason == "stop")
        #expect(try content(#""response_format":{"type":"text"}"#).text.hasPrefix("[simulated"))
    }

    @Test("no character is cut apart")
    func characters() throws {
        let format =
            #""response_format":{"type":"json_schema","json_schema":{"name":"x","schema":{"const":"héé👩‍🚀łłłł"}}}"#
        let json = try content(format)
        #expect(json.text == #""héé👩‍🚀łłłł""#)
        #expect(json.pieces.allSatisfy { !$0.contains("\u{FFFD}") })
    }
}
