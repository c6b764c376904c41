import RouterCore
import RouterWire
import Testing

@testable import RouterSandbox

@Suite("Replies of other kinds than chat completions")
struct NativeReplyTests {
    private func simulate(_ api: UpstreamAPI, _ body: String, tokens: String = "") throws -> SimulatedReply {
        let request = try SandboxRequest(body: Array(body.utf8), api: api)
        let model = SandboxModel.named(request.model)
        return try ReplySimulation(
            request: request, model: model,
            behaviour: try ReplySimulation.behaviour(
                ofModelNamed: request.model, prompt: request.lastUserText, model: model, header: tokens),
            created: 1_763_800_000
        ).reply
    }

    private func events(_ api: UpstreamAPI, _ body: String, tokens: String = "") throws -> [JSONValue] {
        try streamEvents(of: simulate(api, body, tokens: tokens).body).filter { !$0.isDone }
            .map { try JSONDocument($0.data ?? []).root }
    }

    private static let completion = #"{"model":"m","prompt":"Hi""#
    private static let response = #"{"model":"m","input":"Hi""#
    private static let messages = #"{"model":"m","max_tokens":500,"messages":[{"role":"user","content":"Hi"}]"#

    @Test("a completion's stream brings its text, and usage where it is asked for")
    func completion() throws {
        let plain = try simulate(.completions, Self.completion + "}", tokens: "n5").json()
        #expect(plain["object"]?.string == "text_completion")
        #expect(plain["usage"]?["completion_tokens"]?.int == 5)
        let streamed = try events(
            .completions, Self.completion + #","stream":true,"stream_options":{"include_usage":true}}"#, tokens: "n5")
        let texts = streamed.compactMap { $0["choices"]?.elements.first?["text"]?.string }
        #expect(texts.joined() == plain["choices"]?.elements.first?["text"]?.string)
        #expect(streamed.last?["usage"]?["completion_tokens"]?.int == 5)
    }

    @Test("a response's stream numbers its events without a gap and ends with the plain reply")
    func response() throws {
        let plain = try simulate(.responses, Self.response + "}", tokens: "n5").json()
        let text = plain["output"]?.elements.first?["content"]?.elements.first?["text"]?.string
        #expect(plain["status"]?.string == "completed")
        let streamed = try events(.responses, Self.response + #","stream":true}"#, tokens: "n5")
        #expect(streamed.compactMap { $0["sequence_number"]?.int } == Array(0..<streamed.count))
        #expect(streamed.compactMap { $0["delta"]?.string }.joined() == text)
        #expect(streamed.last?["type"]?.string == "response.completed")
        #expect(streamed.last?["response"].map { Array($0.rawBytes) } == Array(plain.rawBytes))
    }

    @Test("a message's stream opens and closes one block and joins to the plain text", arguments: [false, true])
    func message(thinks: Bool) throws {
        let body = Self.messages + (thinks ? #","thinking":{"type":"enabled","budget_tokens":1024}"# : "")
        let plain = try simulate(.messages, body + "}", tokens: "n5").json()
        let blocks = plain["content"]?.elements ?? []
        #expect(blocks.compactMap { $0["type"]?.string } == (thinks ? ["thinking", "text"] : ["text"]))
        let streamed = try events(.messages, body + #","stream":true}"#, tokens: "n5")
        #expect(streamed.compactMap { $0["delta"]?["text"]?.string }.joined() == blocks.last?["text"]?.string)
        let kinds = streamed.compactMap { $0["type"]?.string }
        #expect(kinds.first == "message_start" && kinds.last == "message_stop")
        for kind in ["content_block_start", "content_block_stop"] {
            #expect(kinds.filter { $0 == kind }.count == blocks.count)
        }
    }

    @Test("a forced tool is called with arguments that join to an object")
    func tools() throws {
        let schema = #"{"type":"object","properties":{"city":{"type":"string"}},"required":["city"]}"#
        let wanted = #"{"city":"simulated"}"#
        let response =
            Self.response + #","stream":true,"tools":[{"type":"function","name":"look","parameters":\#(schema)}]"#
        let calls = try events(.responses, response + #","tool_choice":{"type":"function","name":"look"}}"#)
        #expect(calls.compactMap { $0["delta"]?.string }.joined() == wanted)
        #expect(calls.compactMap { $0["sequence_number"]?.int } == Array(0..<calls.count))
        let tool = Self.messages + #","tools":[{"name":"look","input_schema":\#(schema)}]"#
        let plain = try simulate(.messages, tool + #","tool_choice":{"type":"any"}}"#).json()
        let block = try #require(plain["content"]?.elements.first)
        #expect(block["input"].map { String(decoding: $0.rawBytes, as: UTF8.self) } == wanted)
        #expect(plain["stop_reason"]?.string == "tool_use")
        let deltas = try events(.messages, tool + #","stream":true,"tool_choice":{"type":"tool","name":"look"}}"#)
        #expect(deltas.compactMap { $0["delta"]?["partial_json"]?.string }.joined() == wanted)
        #expect(throws: SandboxError.self) {
            try simulate(.messages, tool + #","tool_choice":{"type":"tool","name":"no"}}"#)
        }
    }

    @Test("an error is in the words of its kind", arguments: [429, 500, 529])
    func errors(status: Int) throws {
        let message = try simulate(.messages, Self.messages + "}", tokens: "err\(status)").json()
        #expect(message["type"]?.string == "error")
        #expect(
            message["error"]?["type"]?.string
                == [429: "rate_limit_error", 500: "api_error", 529: "overloaded_error"][status])
        #expect(try simulate(.responses, Self.response + "}", tokens: "err\(status)").json()["error"]?["code"] != nil)
    }

    @Test("a stream breaks off where it is told, in every kind", arguments: ["cut3", "sseerr3", "nodone"])
    func failures(tokens: String) throws {
        for (api, body) in [
            (UpstreamAPI.completions, Self.completion), (.responses, Self.response), (.messages, Self.messages),
        ] {
            let reply = try simulate(api, body + #","stream":true}"#, tokens: "n9-" + tokens)
            let last = try #require(try streamEvents(of: reply.body).last)
            #expect(!last.isDone)
            let root = try JSONDocument(last.data ?? []).root
            #expect(
                root["type"]?.isString("message_stop") != true && root["type"]?.isString("response.completed") != true)
            #expect((root["error"] ?? root["code"] != nil) == (tokens == "sseerr3") || api == .responses)
            #expect((reply.ending == .connectionClosed) == (tokens == "cut3"))
        }
    }

    @Test("a message without max_tokens is refused, as Anthropic does")
    func maxTokens() throws {
        let error = try #require(throws: SandboxError.self) {
            try simulate(.messages, #"{"model":"m","messages":[{"role":"user","content":"Hi"}]}"#)
        }
        #expect(error.param == "max_tokens")
    }

    @Test("the last text of the user sets the behaviour, also in parts")
    func marks() throws {
        let parts = #"[{"role":"user","content":[{"type":"input_text","text":"a [[mock:err503]]"}]}]"#
        #expect(try simulate(.responses, #"{"model":"m","input":\#(parts)}"#).status == 503)
        let text = #"[{"role":"user","content":[{"type":"text","text":"a [[mock:err503]]"}]}]"#
        #expect(try simulate(.messages, #"{"model":"m","max_tokens":5,"messages":\#(text)}"#).status == 503)
        #expect(try simulate(.completions, #"{"model":"m","prompt":["[[mock:err503]]"]}"#).status == 503)
    }
}
