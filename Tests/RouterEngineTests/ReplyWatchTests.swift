import RouterCore
import RouterWire
import Testing

@testable import RouterEngine

@Suite("What is wrong with a reply")
struct ReplyWatchTests {
    private func watch(
        _ api: UpstreamAPI = .chatCompletions, _ format: ReplyFormat = .text, tools: Bool = false, limit: Int? = nil,
        kinds: Set<SignalKind> = Set(SignalKind.troubles)
    ) -> ReplyWatch {
        ReplyWatch(.init(kinds: kinds, api: api, format: format, offersTools: tools, maxOutputTokens: limit))
    }

    /// The kinds of signals of a message of a chat completion, told whole and piece by piece.
    private func kinds(
        of message: String, finish: String? = "stop", _ format: ReplyFormat = .text, limit: Int? = nil
    ) throws -> [SignalKind] {
        var whole = watch(.chatCompletions, format, tools: true, limit: limit)
        whole.take(whole: try JSONDocument(text: #"{"choices":[{"message":\#(message)}]}"#).root)
        var streamed = watch(.chatCompletions, format, tools: true, limit: limit)
        for event in try events(#"{"choices":[{"index":0,"delta":\#(message)}]}"#) { streamed.take(event) }
        #expect(whole.signals(finishReason: finish) == streamed.signals(finishReason: finish))
        return whole.signals(finishReason: finish).map(\.kind)
    }

    private func events(_ data: String...) throws -> [ServerSentEvent] {
        var parser = ServerSentEventParser()
        return try parser.push(Array(data.map { "data: \($0)\n\n" }.joined().utf8))
    }

    @Test(
        "a plain reply has nothing wrong with it",
        arguments: [
            #"{"content":"Hello"}"#, #"{"content":[{"type":"text","text":"Hello"}]}"#,
            #"{"content":null,"tool_calls":[{"function":{"name":"f","arguments":"{\"a\":1}"}}]}"#,
            #"{"tool_calls":[{"function":{"name":"f","arguments":""}}]}"#,
            #"{"tool_calls":[{"function":{"name":"f","arguments":{"a":1}}}]}"#,
            #"{"function_call":{"name":"f","arguments":"{}"}}"#, #"{"content":"","images":[{"type":"image_url"}]}"#,
            #"{"content":null,"audio":{"id":"x"}}"#,
        ])
    func good(message: String) throws { #expect(try kinds(of: message).isEmpty) }

    @Test(
        "each sign of trouble is told by its kind",
        arguments: [
            (#"{"content":"I'm sorry, but I can't help with that."}"#, "stop", SignalKind.refusal),
            (#"{"content":null,"refusal":"No."}"#, "stop", .refusal),
            (#"{"content":"Half"}"#, "content_filter", .refusal), (#"{"content":"Half"}"#, "length", .cutOff),
            (#"{"content":""}"#, "stop", .empty), (#"{"content":" \n"}"#, "stop", .empty),
            (#"{"reasoning":"Hm"}"#, "stop", .empty), (#"{}"#, "stop", .empty),
            (#"{"tool_calls":[{"function":{"name":"f","arguments":"{\"a\":"}}]}"#, "tool_calls", .invalidToolCall),
            (#"{"tool_calls":[{"function":{"name":"f","arguments":"[1]"}}]}"#, "tool_calls", .invalidToolCall),
            (#"{"function_call":{"name":"f","arguments":"x"}}"#, "stop", .invalidToolCall),
        ])
    func troubles(message: String, finish: String, kind: SignalKind) throws {
        #expect(try kinds(of: message, finish: finish) == [kind])
    }

    @Test("a long reply that begins like a refusal is none")
    func longReply() throws {
        let opening = "I'm sorry, but I can't be sure. "
        let text = opening + String(repeating: "But here is more. ", count: 40)
        #expect(try kinds(of: #"{"content":"\#(text)"}"#).isEmpty)
        #expect(try kinds(of: #"{"content":"\#(opening)"}"#) == [.refusal])
    }

    @Test(
        "JSON is checked where it was asked for",
        arguments: [
            (ReplyFormat.jsonObject, "{}", true), (.jsonObject, "[]", false), (.jsonObject, "Sure: {}", false),
            (.jsonObject, "```json\\n{}\\n```", false), (.jsonSchema(required: ["a"]), #"{\"a\":null}"#, true),
            (.jsonSchema(required: ["a", "b"]), #"{\"a\":1}"#, false), (.jsonSchema(required: []), "[1]", true),
            (.jsonSchema(required: ["a"]), "[1]", false), (.jsonSchema(required: []), "{", false),
        ] as [(ReplyFormat, String, Bool)])
    func json(format: ReplyFormat, text: String, isGood: Bool) throws {
        #expect(try kinds(of: #"{"content":"\#(text)"}"#, format) == (isGood ? [] : [.invalidJSON]))
        #expect(try kinds(of: #"{"content":"\#(text)"}"#).isEmpty)
    }

    @Test("a refusal, an empty reply and a call in place of JSON are not also broken JSON")
    func noJSON() throws {
        #expect(try kinds(of: #"{"content":"I cannot assist."}"#, .jsonObject) == [.refusal])
        #expect(try kinds(of: #"{"content":""}"#, .jsonObject) == [.empty])
        let call = #"{"tool_calls":[{"function":{"name":"f","arguments":"{}"}}]}"#
        #expect(try kinds(of: call, .jsonObject).isEmpty)
    }

    @Test("a cut that a small limit of the client has made says nothing; one under a large limit does")
    func intendedCut() throws {
        let half = #"{"content":"{\"a\":"}"#
        #expect(try kinds(of: half, finish: "length", .jsonObject, limit: 511).isEmpty)
        #expect(try kinds(of: half, finish: "length", .jsonObject, limit: 512) == [.invalidJSON, .cutOff])
        #expect(try kinds(of: half, finish: "length", .jsonObject) == [.invalidJSON, .cutOff])
        #expect(try kinds(of: half, finish: "stop", .jsonObject, limit: 16) == [.invalidJSON])
    }

    @Test("text and arguments beyond the bound are not judged")
    func bounds() {
        let long = String(repeating: "x", count: ReplyWatch.maxKeptBytes + 1)
        var json = watch(.chatCompletions, .jsonObject)
        json.take(text: long)
        #expect(json.signals(finishReason: "stop").isEmpty)
        var call = watch(tools: true)
        call.take(arguments: long, call: 0)
        #expect(call.signals(finishReason: "tool_calls").isEmpty)
    }

    @Test("only kinds that are looked for are told")
    func kindsLookedFor() throws {
        var watch = watch(kinds: [.refusal])
        watch.take(whole: try JSONDocument(text: #"{"choices":[{"message":{"content":""}}]}"#).root)
        #expect(watch.signals(finishReason: "length").isEmpty)
    }

    @Test("arguments that come in pieces are put together by call, and other choices are left out")
    func pieces() throws {
        func call(_ index: Int, _ piece: String, choice: Int = 0) -> String {
            #"{"choices":[{"index":\#(choice),"delta":{"tool_calls":[{"index":\#(index),"function":{"arguments":"\#(piece)"}}]}}]}"#
        }
        var good = watch(tools: true)
        for event in try events(call(0, "{"), call(1, "{"), call(0, "}"), call(1, "}"), call(0, "?", choice: 1)) {
            good.take(event)
        }
        #expect(good.signals(finishReason: "tool_calls").isEmpty)
        var bad = watch(tools: true)
        for event in try events(call(0, "{"), call(1, "{}")) { bad.take(event) }
        #expect(bad.signals(finishReason: "tool_calls").map(\.kind) == [.invalidToolCall])
    }

    @Test("once the opening has settled a plain reply, nothing more is kept or read")
    func settling() throws {
        var watch = watch()
        #expect(watch.needsText)
        for event in try events(#"{"choices":[{"delta":{"content":"The"}}]}"#) { watch.take(event) }
        #expect(!watch.needsText && !watch.needsCalls)
        for event in try events("no JSON at all", #"{"choices":[{"delta":{"refusal":"No."}}]}"#) { watch.take(event) }
        #expect(watch.signals(finishReason: "stop").isEmpty)
    }
}
