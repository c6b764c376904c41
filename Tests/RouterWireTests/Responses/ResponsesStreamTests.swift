import RouterCore
import RouterWire
import Testing

@Suite("Chat completions streamed to clients of the Responses API")
struct ResponsesStreamTests {
    private typealias Fixture = ResponsesFixture
    private let hi = #""input":"Hi","stream":true"#

    private func brief(_ stream: String, _ more: String = "") throws -> [String] {
        try Fixture.run(Fixture.request(hi + more), stream).brief
    }

    @Test("text comes as OpenAI streams it, byte for byte")
    func golden() throws {
        let request = try Fixture.request(hi)
        let stream =
            Fixture.chunk(#""role":"assistant","content":"""#) + Fixture.chunk(#""content":"A\u00e9""#)
            + Fixture.chunk(#""content":"\n""#) + Fixture.finish("stop") + Fixture.usage + Fixture.done
        let run = try Fixture.run(request, stream)
        let place = #""item_id":"msg_gen-1-a_0","output_index":0,"content_index":0"#
        let part = #"{"type":"output_text","text":"A\u00e9\n","annotations":[],"logprobs":[]}"#
        let expected: [(String, String)] = [
            (
                "output_item.added",
                #""output_index":0,"item":{"id":"msg_gen-1-a_0","type":"message","status":"in_progress","role":"assistant","content":[]}"#
            ),
            (
                "content_part.added",
                place + #","part":{"type":"output_text","text":"","annotations":[],"logprobs":[]}"#
            ),
            ("output_text.delta", place + #","delta":"A\u00e9","logprobs":[]"#),
            ("output_text.delta", place + #","delta":"\n","logprobs":[]"#),
            ("output_text.done", place + #","text":"A\u00e9\n","logprobs":[]"#),
            ("content_part.done", place + #","part":\#(part)"#),
            (
                "output_item.done",
                #""output_index":0,"item":{"id":"msg_gen-1-a_0","type":"message","status":"completed","role":"assistant","content":[\#(part)]}"#
            ),
        ]
        var text = ""
        for (index, event) in expected.enumerated() {
            text += "event: response.\(event.0)\n"
            text += #"data: {"type":"response.\#(event.0)","sequence_number":\#(index + 2),\#(event.1)}"# + "\n\n"
        }
        #expect(run.text.contains(text))
        let events = try run.events
        #expect(events.map { $0["sequence_number"]?.int } == Array(0..<10))
        #expect(events.prefix(2).map { $0["type"]?.string } == ["response.created", "response.in_progress"])
        #expect(events[0]["response"]?["status"]?.string == "in_progress")
        #expect(events[0]["response"]?["id"]?.string == "gen-1-a")
        let last = try #require(events.last)
        #expect(last["type"]?.string == "response.completed")
        #expect(last["response"]?["usage"]?["total_tokens"]?.int == 8)
        #expect(last["response"]?["output"]?.elements.map(Fixture.brief) == ["message completed [output_text: Aé\n]"])
        #expect(!run.text.contains("[DONE]"))
        #expect(
            run.usage
                == TokenUsage(promptTokens: 5, completionTokens: 3, cacheReadTokens: 2, reasoningTokens: 1))
        #expect(run.finishReason == "stop")
        #expect(run.notes.map(\.bringsContent) == [false, true, true, true, false, false])
        #expect(run.notes.map(\.isEnd) == [false, false, false, false, false, true])
    }

    @Test("a stream without counts or end mark is completed, too")
    func bare() throws {
        let run = try Fixture.run(Fixture.request(hi), Fixture.chunk(#""content":"A""#))
        #expect(try run.brief.suffix(2) == ["output_item.done 0 message completed [output_text: A]", "completed"])
        #expect(try run.events.last?["response"]?["usage"]?.isNull == true)
        #expect(try brief("").last == "completed")
    }

    @Test("comments of the upstream pass, and the beginning comes with the first chunk")
    func beginning() throws {
        let run = try Fixture.run(Fixture.request(hi), ": busy\n\n\n" + Fixture.chunk(#""role":"assistant""#))
        #expect(run.text.hasPrefix(": busy\n\nevent: response.created\n"))
        #expect(run.notes.allSatisfy { !$0.bringsContent })
    }

    @Test("reasoning is an item of its own, as a summary where one was asked for")
    func reasoning() throws {
        let stream =
            Fixture.chunk(#""reasoning":"a ""#) + Fixture.chunk(#""content":"","reasoning_content":"b""#)
            + Fixture.chunk(#""content":"42""#) + Fixture.finish("stop")
        #expect(
            try brief(stream) == [
                "created", "in_progress", "output_item.added 0 reasoning in_progress", "content_part.added 0",
                "reasoning_text.delta 0 a ", "reasoning_text.delta 0 b", "reasoning_text.done 0 a b",
                "content_part.done 0", "output_item.done 0 reasoning completed [reasoning_text: a b]",
                "output_item.added 1 message in_progress", "content_part.added 1", "output_text.delta 1 42",
                "output_text.done 1 42", "content_part.done 1",
                "output_item.done 1 message completed [output_text: 42]", "completed",
            ])
        let summary = try brief(stream, #","reasoning":{"summary":"auto"}"#)
        #expect(
            summary[2..<9] == [
                "output_item.added 0 reasoning in_progress", "reasoning_summary_part.added 0",
                "reasoning_summary_text.delta 0 a ", "reasoning_summary_text.delta 0 b",
                "reasoning_summary_text.done 0 a b", "reasoning_summary_part.done 0",
                "output_item.done 0 reasoning completed [summary_text: a b]",
            ])
    }

    @Test("a refusal is a part of the message")
    func refusal() throws {
        let stream =
            Fixture.chunk(#""content":"Hm. ""#) + Fixture.chunk(#""refusal":"No""#)
            + Fixture.chunk(#""refusal":".""#) + Fixture.finish("stop")
        #expect(
            try brief(stream)[5...] == [
                "output_text.done 0 Hm. ", "content_part.done 0", "content_part.added 0", "refusal.delta 0 No",
                "refusal.delta 0 .", "refusal.done 0 No.", "content_part.done 0",
                "output_item.done 0 message completed [output_text: Hm. ] [refusal: No.]", "completed",
            ])
    }

    @Test("a reply that was cut ends as incomplete")
    func incomplete() throws {
        let run = try Fixture.run(
            Fixture.request(hi), Fixture.chunk(#""content":"A""#) + Fixture.finish("length") + Fixture.done)
        #expect(
            try run.brief.suffix(2) == ["output_item.done 0 message incomplete [output_text: A]", "incomplete"])
        #expect(try run.events.last?["response"]?["incomplete_details"]?["reason"]?.string == "max_output_tokens")
    }

    @Test("log probabilities come with the text and are all there at its end")
    func logprobs() throws {
        let stream =
            Fixture.chunk(#""content":"A""#, #","logprobs":{"content":[{"token":"A"}]}"#)
            + Fixture.chunk(#""content":"B""#, #","logprobs":{"content":[{"token":"B"}]}"#)
        let events = try Fixture.run(Fixture.request(hi), stream).events
        let logprobs = events.filter { $0["logprobs"] != nil }
            .map { String(decoding: $0["logprobs"]?.rawBytes ?? [], as: UTF8.self) }
        #expect(logprobs == [#"[{"token":"A"}]"#, #"[{"token":"B"}]"#, #"[{"token":"A"},{"token":"B"}]"#])
    }

    @Test("an error is not printed before the caller says so, and then in one event")
    func failure() throws {
        let request = try Fixture.request(hi)
        let error = "data: {\"error\":{\"code\":429,\"message\":\"slow\"},\"choices\":[]}\n\n"
        let late = try Fixture.run(request, Fixture.chunk(#""content":"A""#) + error)
        #expect(late.notes.last?.failure?.status == 429)
        let event = try #require(try late.events.last)
        #expect(event["type"]?.string == "response.failed")
        #expect(event["response"]?["status"]?.string == "failed")
        #expect(event["response"]?["error"]?["code"]?.string == "rate_limit_exceeded")
        #expect(event["response"]?["error"]?["message"]?.string == "slow")
        #expect(
            event["response"]?["output"]?.elements.map(Fixture.brief) == ["message incomplete [output_text: A]"])
        #expect(try late.events.map { $0["sequence_number"]?.int } == Array(0..<6))
        let early = try Fixture.run(request, error)
        #expect(try early.brief == ["created", "in_progress", "failed"])
        let broken = try Fixture.run(request, Fixture.chunk(#""content":"A""#), failing: .broken("cut_off"))
        #expect(try broken.events.last?["response"]?["error"]?["code"]?.string == "server_error")
    }

    @Test(
        "what is no chunk is an error and prints nothing",
        arguments: ["data: {\n\n", "data: 7\n\n", "data: \n\n"])
    func noChunk(event: String) throws {
        var transcriber = try Fixture.request(hi).transcriber(from: .chatCompletions, Fixture.context())
        var parser = ServerSentEventParser()
        var output: [UInt8] = []
        let events = try parser.push(Array(event.utf8))
        #expect(throws: WireError.self) { for event in events { _ = try transcriber.take(event, into: &output) } }
        #expect(output.isEmpty)
    }

    @Test("a request of several lines does not break the lines of the events")
    func lines() throws {
        let run = try Fixture.run(
            Fixture.request(
                "\"input\":\"Hi\",\"tools\":[{\"type\":\"function\",\n\"name\":\"f\",\r\n\"parameters\":{}}]"),
            Fixture.chunk(#""content":"A""#))
        #expect(try run.brief.count == 9)
        #expect(run.text.split(separator: "\n", omittingEmptySubsequences: true).count == 18)
    }

    @Test("any way of cutting the bytes gives the same events", arguments: 1...20 as ClosedRange<UInt64>)
    func cuts(seed: UInt64) throws {
        let request = try Fixture.request(hi + #","tools":[{"type":"custom","name":"p"}]"#)
        let stream =
            Fixture.chunk(#""reasoning":"hm""#) + Fixture.chunk(#""content":"é 😀""#)
            + Fixture.chunk(#""tool_calls":[{"index":0,"id":"c","function":{"name":"p","arguments":"{\"input\":"}}]"#)
            + Fixture.chunk(#""tool_calls":[{"index":0,"function":{"arguments":"\"x\"}"}}]"#)
            + Fixture.finish("tool_calls") + Fixture.usage + Fixture.done
        let whole = try Fixture.run(request, stream).text
        var random = SplitMix64(seed: seed)
        var transcriber = request.transcriber(from: .chatCompletions, Fixture.context())
        var parser = ServerSentEventParser()
        var output: [UInt8] = []
        var rest = Array(stream.utf8)[...]
        while !rest.isEmpty {
            let piece = rest.prefix(Int.random(in: 1...40, using: &random))
            rest = rest.dropFirst(piece.count)
            for event in try parser.push(Array(piece)) { _ = try transcriber.take(event, into: &output) }
        }
        transcriber.finish(into: &output)
        #expect(String(decoding: output, as: UTF8.self) == whole)
    }
}
