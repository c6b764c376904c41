import RouterCore
import RouterWire
import Testing

@Suite("Messages stream passed on")
struct MessagesRelayTests {
    private static let stream = """
        event: message_start
        data: {"type":"message_start","message":{"id":"msg_1","type":"message","role":"assistant","model":"claude-x","content":[],"usage":{"input_tokens":5,"cache_creation_input_tokens":2,"cache_read_input_tokens":30,"output_tokens":1}}}

        event: ping
        data: {"type": "ping"}

        event: content_block_start
        data: {"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}}

        event: content_block_delta
        data: {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"H\\u0069"}}

        event: content_block_stop
        data: {"type":"content_block_stop","index":0}

        event: message_delta
        data: {"type":"message_delta","delta":{"stop_reason":"tool_use","stop_sequence":null},"usage":{"output_tokens":12}}

        event: message_stop
        data: {"type":"message_stop"}


        """

    private func transcriber(extras: [ReplyContext.ExtraMember] = []) throws -> any StreamTranscriber {
        try MessagesFixtures.request().transcriber(
            from: .messages, MessagesFixtures.context(extras: extras))
    }

    /// Feeds a stream in pieces of at most `size` bytes.
    private func passed(
        _ stream: String, by size: Int, with transcriber: inout any StreamTranscriber
    ) throws -> (text: String, notes: [StreamNote]) {
        var parser = ServerSentEventParser()
        var output: [UInt8] = []
        var notes: [StreamNote] = []
        let bytes = Array(stream.utf8)
        for start in Swift.stride(from: 0, to: bytes.count, by: size) {
            for event in try parser.push(Array(bytes[start..<min(bytes.count, start + size)])) {
                notes.append(try transcriber.take(event, into: &output))
            }
        }
        transcriber.finish(into: &output)
        return (String(decoding: output, as: UTF8.self), notes)
    }

    @Test("events stay as they are but for the router's names", arguments: [1, 7, 64, 100_000])
    func names(size: Int) throws {
        var transcriber = try transcriber(extras: [.init(key: "autorouter", json: Array("{}".utf8))])
        let (text, notes) = try passed(Self.stream, by: size, with: &transcriber)
        #expect(
            text
                == Self.stream.replacing("msg_1", with: "gen-7").replacing("claude-x", with: "lab/small")
                .replacing(#"{"type":"message_stop"}"#, with: #"{"type":"message_stop","autorouter":{}}"#))
        #expect(notes.map(\.bringsContent) == [false, false, false, true, false, true, false])
        #expect(notes.map(\.isEnd) == [false, false, false, false, false, false, true])
        #expect(
            transcriber.usage
                == TokenUsage(promptTokens: 37, completionTokens: 12, cacheReadTokens: 30, cacheWriteTokens: 2))
        #expect(transcriber.finishReason == "tool_calls")
    }

    @Test("events without a name get one, and a stream without an end gets its last event")
    func bareEvents() throws {
        var transcriber = try transcriber()
        let stream = """
            data: {"type":"content_block_start","index":0,"content_block":{"type":"tool_use","id":"a","name":"f","input":{}}}

            data: [DONE]


            """
        let (text, notes) = try passed(stream, by: 1000, with: &transcriber)
        #expect(
            text == """
                event: content_block_start
                data: {"type":"content_block_start","index":0,"content_block":{"type":"tool_use","id":"a","name":"f","input":{}}}

                event: message_stop
                data: {"type":"message_stop"}


                """)
        #expect(notes.map(\.bringsContent) == [true, false] && notes.map(\.isEnd) == [false, true])
    }

    @Test(
        "an error event is noted with the status that its class stands for",
        arguments: [("overloaded_error", 529), ("rate_limit_error", 429), ("api_error", 500), ("odd_error", nil)])
    func errors(type: String, status: Int?) throws {
        var transcriber = try transcriber()
        var output: [UInt8] = []
        let data = #"{"type":"error","error":{"type":"\#(type)","message":"later"}}"#
        let note = try transcriber.take(MessagesFixtures.event(data), into: &output)
        let failure = try #require(note.failure)
        #expect(failure.status == status && output.isEmpty)
        transcriber.fail(.upstream(failure), into: &output)
        let known = status == nil ? "api_error" : type
        #expect(
            try MessagesFixtures.lines(output) == [
                #"error {"type":"error","error":{"type":"\#(known)","message":"later"}}"#
            ])
    }

    @Test("what is no event of such a stream is refused", arguments: [#"{"choices":[]}"#, "[]", "{"])
    func noEvent(data: String) throws {
        var transcriber = try transcriber()
        var output: [UInt8] = []
        #expect(throws: WireError.self) {
            try transcriber.take(MessagesFixtures.event(data), into: &output)
        }
        #expect(output.isEmpty)
    }

    @Test("usage without what caches did is the sum that is known")
    func partialUsage() throws {
        var transcriber = try transcriber()
        _ = try passed(
            #"data: {"type":"message_start","message":{"usage":{"input_tokens":0,"output_tokens":0}}}"# + "\n\n"
                + #"data: {"type":"message_delta","delta":{},"usage":{"input_tokens":9,"output_tokens":3,"output_tokens_details":{"thinking_tokens":1}}}"#
                + "\n\n", by: 1000, with: &transcriber)
        #expect(transcriber.usage == TokenUsage(promptTokens: 9, completionTokens: 3, reasoningTokens: 1))
    }
}
