import RouterCore
import RouterWire
import Testing

@Suite("Messages stream from chat chunks")
struct MessagesTranscriberTests {
    private func transcriber(_ members: String = "", _ context: ReplyContext? = nil) throws -> any StreamTranscriber {
        try MessagesFixtures.request(members).transcriber(
            from: .chatCompletions, context ?? MessagesFixtures.context())
    }

    private func lines(_ data: [String], _ members: String = "") throws -> [String] {
        var transcriber = try transcriber(members)
        return try MessagesFixtures.lines(MessagesFixtures.transcribe(data, with: &transcriber).output)
    }

    private static let start =
        #"message_start {"type":"message_start","message":{"id":"gen-7","type":"message","role":"assistant","model":"lab/small","content":[],"stop_reason":null,"stop_sequence":null,"usage":{"input_tokens":0,"cache_creation_input_tokens":0,"cache_read_input_tokens":0,"output_tokens":0}}}"#
    private static let stop = #"message_stop {"type":"message_stop"}"#

    private func blockStart(_ index: Int, _ block: String) -> String {
        #"content_block_start {"type":"content_block_start","index":\#(index),"content_block":\#(block)}"#
    }

    private func delta(_ index: Int, _ delta: String) -> String {
        #"content_block_delta {"type":"content_block_delta","index":\#(index),"delta":\#(delta)}"#
    }

    private func blockStop(_ index: Int) -> String {
        #"content_block_stop {"type":"content_block_stop","index":\#(index)}"#
    }

    private func end(_ reason: String, _ usage: String = Self.noUsage) -> String {
        #"message_delta {"type":"message_delta","delta":{"stop_reason":"\#(reason)","stop_sequence":null},"usage":\#(usage)}"#
    }

    private static let noUsage =
        #"{"input_tokens":0,"cache_creation_input_tokens":0,"cache_read_input_tokens":0,"output_tokens":0}"#
    private static let text = #"{"type":"text","text":""}"#

    @Test("a text streams as one block, the counts come at the end")
    func plainText() throws {
        var transcriber = try transcriber()
        let (output, notes) = try MessagesFixtures.transcribe(
            [
                MessagesFixtures.chunk(#"{"role":"assistant","content":""}"#),
                MessagesFixtures.chunk(#"{"content":"A\n"}"#), MessagesFixtures.chunk(#"{"content":"\u00e9\""}"#),
                MessagesFixtures.chunk("{}", finish: "stop"),
                #"{"choices":[],"usage":{"prompt_tokens":9,"completion_tokens":2,"prompt_tokens_details":{"cached_tokens":4}}}"#,
                "[DONE]",
            ], with: &transcriber)
        #expect(
            try MessagesFixtures.lines(output) == [
                Self.start, blockStart(0, Self.text), delta(0, #"{"type":"text_delta","text":"A\n"}"#),
                delta(0, #"{"type":"text_delta","text":"\u00e9\""}"#), blockStop(0),
                end(
                    "end_turn",
                    #"{"input_tokens":5,"cache_creation_input_tokens":0,"cache_read_input_tokens":4,"output_tokens":2}"#
                ),
                Self.stop,
            ])
        #expect(notes.map(\.bringsContent) == [false, true, true, true, false, false])
        #expect(notes.map(\.isEnd) == [false, false, false, false, false, true])
        #expect(transcriber.usage.promptTokens == 9 && transcriber.finishReason == "stop")
    }

    @Test("thinking goes before the text as its own block, where it was asked for")
    func thinking() throws {
        let data = [
            MessagesFixtures.chunk(#"{"reasoning_content":"h"}"#), MessagesFixtures.chunk(#"{"reasoning":"m"}"#),
            MessagesFixtures.chunk(#"{"content":"A"}"#, finish: "stop"),
        ]
        #expect(
            try lines(data, #""thinking":{"type":"adaptive"}"#) == [
                Self.start, blockStart(0, #"{"type":"thinking","thinking":"","signature":""}"#),
                delta(0, #"{"type":"thinking_delta","thinking":"h"}"#),
                delta(0, #"{"type":"thinking_delta","thinking":"m"}"#),
                delta(0, #"{"type":"signature_delta","signature":""}"#), blockStop(0), blockStart(1, Self.text),
                delta(1, #"{"type":"text_delta","text":"A"}"#), blockStop(1), end("end_turn"), Self.stop,
            ])
        #expect(
            try lines(data) == [
                Self.start, blockStart(0, Self.text), delta(0, #"{"type":"text_delta","text":"A"}"#), blockStop(0),
                end("end_turn"), Self.stop,
            ])
    }

    private func call(_ index: Int, _ id: String?, _ name: String?, _ arguments: String) -> String {
        let id = id.map { #""id":"\#($0)","type":"function","# } ?? ""
        let name = name.map { #""name":"\#($0)","# } ?? ""
        return #"{"tool_calls":[{"index":\#(index),\#(id)"function":{\#(name)"arguments":"\#(arguments)"}}]}"#
    }

    private func tool(_ id: String, _ name: String) -> String {
        #"{"type":"tool_use","id":"\#(id)","name":"\#(name)","input":{}}"#
    }

    private func json(_ index: Int, _ piece: String) -> String {
        delta(index, #"{"type":"input_json_delta","partial_json":"\#(piece)"}"#)
    }

    @Test("calls one after another stream as they come")
    func tools() throws {
        #expect(
            try lines([
                MessagesFixtures.chunk(#"{"content":"Look."}"#), MessagesFixtures.chunk(call(0, "a", "look", "")),
                MessagesFixtures.chunk(call(0, nil, nil, #"{\"x\":"#)),
                MessagesFixtures.chunk(call(0, nil, nil, #"\"}\\\"\"}"#)),
                MessagesFixtures.chunk(call(1, "b", "stop", "{}")), MessagesFixtures.chunk("{}", finish: "tool_calls"),
            ]) == [
                Self.start, blockStart(0, Self.text), delta(0, #"{"type":"text_delta","text":"Look."}"#), blockStop(0),
                blockStart(1, tool("a", "look")), json(1, #"{\"x\":"#), json(1, #"\"}\\\"\"}"#), blockStop(1),
                blockStart(2, tool("b", "stop")), json(2, "{}"), blockStop(2), end("tool_use"), Self.stop,
            ])
    }

    @Test("calls that an upstream mixes come out one after another, no byte lost")
    func interleavedTools() throws {
        #expect(
            try lines([
                MessagesFixtures.chunk(call(0, "a", "f", #"{\"x\""#)),
                MessagesFixtures.chunk(call(1, "b", "g", #"{\"y\""#)), MessagesFixtures.chunk(call(0, nil, nil, ":1")),
                MessagesFixtures.chunk(#"{"content":"late"}"#), MessagesFixtures.chunk(call(1, nil, nil, ":2}")),
                MessagesFixtures.chunk(call(0, nil, nil, "}")), MessagesFixtures.chunk("{}", finish: "tool_calls"),
            ]) == [
                Self.start, blockStart(0, tool("a", "f")), json(0, #"{\"x\""#), json(0, ":1"), json(0, "}"),
                blockStop(0), blockStart(1, tool("b", "g")), json(1, #"{\"y\":2}"#), blockStop(1),
                blockStart(2, Self.text), delta(2, #"{"type":"text_delta","text":"late"}"#), blockStop(2),
                end("tool_use"), Self.stop,
            ])
    }

    @Test("calls that all bear the index 0 are told apart by their ids, and a repeated id is the same call")
    func sameIndex() throws {
        #expect(
            try lines([
                MessagesFixtures.chunk(call(0, "a", "f", "{}")), MessagesFixtures.chunk(call(0, "b", "g", "{")),
                MessagesFixtures.chunk(call(0, "b", "g", "}")), MessagesFixtures.chunk(call(0, "b", nil, " ")),
                MessagesFixtures.chunk("{}", finish: "stop"),
            ]) == [
                Self.start, blockStart(0, tool("a", "f")), json(0, "{}"), blockStop(0), blockStart(1, tool("b", "g")),
                json(1, "{"), json(1, "}"), json(1, " "), blockStop(1), end("tool_use"), Self.stop,
            ])
    }

    @Test("a quoted brace closes no call, and a call's id and name may come late")
    func lateNames() throws {
        #expect(
            try lines([
                MessagesFixtures.chunk(call(0, "a", "f", #"{\"x\":\"\\\"}"#)),
                MessagesFixtures.chunk(call(1, nil, nil, "{")), MessagesFixtures.chunk(call(1, "b", "g", "}")),
                MessagesFixtures.chunk(call(0, nil, nil, #"\"}"#)), MessagesFixtures.chunk("{}", finish: "tool_calls"),
            ]) == [
                Self.start, blockStart(0, tool("a", "f")), json(0, #"{\"x\":\"\\\"}"#), json(0, #"\"}"#),
                blockStop(0), blockStart(1, tool("b", "g")), json(1, "{}"), blockStop(1), end("tool_use"), Self.stop,
            ])
    }

    @Test("arguments that never become complete are closed at the end")
    func incomplete() throws {
        #expect(
            try lines([
                MessagesFixtures.chunk(call(0, nil, "f", #"{\"x\":"#)), MessagesFixtures.chunk(call(1, "b", "g", "")),
                MessagesFixtures.chunk("{}", finish: "length"),
            ]) == [
                Self.start, blockStart(0, tool("toolu_gen-7_0", "f")), json(0, #"{\"x\":"#), blockStop(0),
                blockStart(1, tool("b", "g")), blockStop(1), end("max_tokens"), Self.stop,
            ])
    }

    @Test("a refusal is a text that stops as a refusal")
    func refusal() throws {
        #expect(
            try lines([MessagesFixtures.chunk(#"{"refusal":"No."}"#), MessagesFixtures.chunk("{}", finish: "stop")])
                == [
                    Self.start, blockStart(0, Self.text), delta(0, #"{"type":"text_delta","text":"No."}"#),
                    blockStop(0),
                    end("refusal"), Self.stop,
                ])
        #expect(
            try lines([MessagesFixtures.chunk("{}", finish: "content_filter")]) == [
                Self.start, end("refusal"), Self.stop,
            ])
    }

    @Test("a stream of nothing is still a message")
    func nothing() throws {
        #expect(try lines(["[DONE]"]) == [Self.start, end("end_turn"), Self.stop])
    }

    @Test("extras stand in the last event")
    func extras() throws {
        var transcriber = try transcriber(
            "", MessagesFixtures.context(extras: [.init(key: "autorouter", json: Array("{}".utf8))]))
        let output = try MessagesFixtures.transcribe(["[DONE]"], with: &transcriber).output
        #expect(
            try MessagesFixtures.lines(output).last == #"message_stop {"type":"message_stop","autorouter":{}}"#)
    }

    @Test(
        "an error is noted and prints nothing of its own",
        arguments: [
            #"{"error":{"message":"busy","code":503},"choices":[]}"#,
            #"{"choices":[{"index":0,"delta":{"content":""},"finish_reason":"error","error":{"message":"busy","code":503}}]}"#,
        ])
    func errors(data: String) throws {
        var transcriber = try transcriber()
        var output: [UInt8] = []
        let note = try transcriber.take(
            MessagesFixtures.event(data), into: &output)
        let failure = try #require(note.failure)
        #expect(failure.status == 503 && output.isEmpty)
        transcriber.fail(.upstream(failure), into: &output)
        #expect(
            try MessagesFixtures.lines(output) == [
                #"error {"type":"error","error":{"type":"overloaded_error","message":"busy"}}"#
            ])
    }

    @Test(
        "a stream that breaks off ends with Anthropic's error event",
        arguments: [
            ("cut_off", "api_error", "The upstream broke off in the middle of its reply"),
            ("timed_out", "timeout_error", "The upstream stopped sending in the middle of its reply"),
        ])
    func broken(word: String, type: String, message: String) throws {
        var transcriber = try transcriber()
        var output: [UInt8] = []
        transcriber.fail(.broken(word), into: &output)
        #expect(
            try MessagesFixtures.lines(output) == [
                #"error {"type":"error","error":{"type":"\#(type)","message":"\#(message)"}}"#
            ])
    }

    @Test("what is no chunk is refused and prints nothing", arguments: ["[1]", "{", "<html>"])
    func noChunk(data: String) throws {
        var transcriber = try transcriber()
        var output: [UInt8] = []
        #expect(throws: WireError.self) {
            try transcriber.take(MessagesFixtures.event(data), into: &output)
        }
        #expect(output.isEmpty)
    }

    @Test("however a reply is cut into chunks, the client puts the same message together", arguments: 0..<40)
    func randomCuts(seed: Int) throws {
        var random = SplitMix64(seed: UInt64(seed))
        let thought = Array("Zwei Wege \"führen\" zum\nZiel.".unicodeScalars)
        let answer = Array("Über {\"das\"} Ziel: 42 ≈ 6·7 🦊.".unicodeScalars)
        let arguments = [
            #"{"path":"a\\b","n":[1,{"x":"}"}]}"#, #"{"q":"\"{"}"#, "{}",
        ].map { Array($0.unicodeScalars) }
        var chunks = pieces(thought, &random).map { MessagesFixtures.chunk(#"{"reasoning":\#(quoted($0))}"#) }
        chunks += pieces(answer, &random).map { MessagesFixtures.chunk(#"{"content":\#(quoted($0))}"#) }
        // Each call's pieces stay in order; the calls are mixed at random.
        var waiting = arguments.enumerated().map { number, text in
            [call(number, "id\(number)", "f\(number)", "")]
                + pieces(text, &random).map { piece in
                    #"{"tool_calls":[{"index":\#(number),"function":{"arguments":\#(quoted(piece))}}]}"#
                }
        }
        while let turn = waiting.indices.filter({ !waiting[$0].isEmpty }).randomElement(using: &random) {
            chunks.append(MessagesFixtures.chunk(waiting[turn].removeFirst()))
        }
        var transcriber = try transcriber(#""thinking":{"type":"adaptive"}"#)
        let output = try MessagesFixtures.transcribe(chunks + ["[DONE]"], with: &transcriber).output
        let blocks = try collected(output)
        #expect(blocks["thinking"] == String(String.UnicodeScalarView(thought)))
        #expect(blocks["text"] == String(String.UnicodeScalarView(answer)))
        for (number, text) in arguments.enumerated() {
            #expect(blocks["id\(number)"] == String(String.UnicodeScalarView(text)), "seed \(seed)")
        }
    }

    private func pieces(_ text: [Unicode.Scalar], _ random: inout SplitMix64) -> [String] {
        var pieces: [String] = []
        var at = 0
        while at < text.count {
            let end = min(text.count, at + Int(random.next() % 7))
            pieces.append(String(String.UnicodeScalarView(text[at..<end])))
            at = end
        }
        return pieces
    }

    private func quoted(_ text: String) -> String {
        var json = JSONWriter()
        json.string(text)
        return json.text
    }

    /// Puts a stream together as clients do, checking the order of events; texts by tool id or type.
    private func collected(_ output: [UInt8]) throws -> [String: String] {
        var parser = ServerSentEventParser()
        var found: [String: String] = [:]
        var open: (index: Int, key: String)?
        var next = 0
        for event in try parser.push(output) {
            let root = try JSONDocument(event.data ?? []).root
            switch root["type"]?.string {
            case "content_block_start":
                #expect(open == nil && root["index"]?.int == next)
                let block = try #require(root["content_block"])
                open = (next, try #require(block["id"]?.string ?? block["type"]?.string))
                next += 1
            case "content_block_delta":
                let current = try #require(open)
                #expect(root["index"]?.int == current.index)
                let delta = root["delta"]
                found[current.key, default: ""] +=
                    delta?["text"]?.string ?? delta?["thinking"]?.string ?? delta?["partial_json"]?.string ?? ""
            case "content_block_stop":
                #expect(root["index"]?.int == open?.index)
                open = nil
            default: #expect(open == nil)
            }
        }
        return found
    }
}
