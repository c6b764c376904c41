import RouterCore
import RouterWire
import Testing

@Suite("Streams of chat completions, at random")
struct ChatTranscriberPropertyTests {
    /// A chunk as some upstream may write it, mostly like the one before.
    private struct ChunkWriter {
        var random: RandomJSON
        var created = 1
        /// Whether each chunk has another form.
        let isFickle: Bool

        mutating func chunk(_ text: String) -> String {
            let spelled = isFickle || random.chance(4) ? random.quoted(text) : random.quoted(text, escaping: 1_000_000)
            if isFickle, random.chance(3) { created += 1 }
            let key = isFickle && random.chance(4) ? "reasoning" : "content"
            let names = #""id":"u","created":\#(created),"model":"small","#
            let choice = #"{"index":0,"delta":{"\#(key)":\#(spelled)},"finish_reason":null}"#
            guard isFickle, random.chance(3) else { return "{" + names + #""choices":[\#(choice)]}"# }
            return "{" + random.space() + #""choices":[\#(choice)],"# + names + #""x":"# + random.value(depth: 2) + "}"
        }
    }

    private func text(_ chunks: [JSONValue], _ key: StaticString) -> String {
        chunks.compactMap { $0["choices"]?.elements.first?["delta"]?[key]?.string }.joined()
    }

    @Test("every text arrives as it was sent, however the stream is cut", arguments: 1...80 as ClosedRange<UInt64>)
    func textSurvives(seed: UInt64) throws {
        var writer = ChunkWriter(random: RandomJSON(seed: seed), isFickle: seed % 2 == 0)
        let chunks = (0..<30).map { _ in
            let text = writer.random.text()
            return writer.chunk(text)
        }
        let sent = try chunks.map { try JSONDocument(text: $0).root }
        var bytes = Array((ReplyFixture.stream(chunks) + "data: [DONE]\n\n").utf8)[...]
        var parser = ServerSentEventParser()
        var transcriber: any StreamTranscriber = ChatTranscriber(
            ReplyFixture.context(seed % 3 == 0 ? .openRouter : .openAI), wantsUsage: seed % 5 == 0)
        var output: [UInt8] = []
        var contentNotes = 0
        while !bytes.isEmpty {
            let piece = bytes.prefix(Int.random(in: 1...200, using: &writer.random.random))
            bytes = bytes.dropFirst(piece.count)
            for event in try parser.push(Array(piece)) {
                let note = try transcriber.take(event, into: &output)
                contentNotes += note.bringsContent ? 1 : 0
            }
        }
        transcriber.finish(into: &output)
        let got = try ReplyFixture.chunks(of: String(decoding: output, as: UTF8.self))
        #expect(got.count == sent.count, "seed \(seed)")
        for key in ["content", "reasoning"] as [StaticString] {
            #expect(text(got, key) == text(sent, key), "seed \(seed)")
        }
        #expect(got.allSatisfy { $0["id"]?.string == "gen-1" && $0["model"]?.string == "lab/small" }, "seed \(seed)")
        let filled = sent.count { chunk in
            let delta = chunk["choices"]?.elements.first?["delta"]
            return delta?["content"]?.string?.isEmpty == false || delta?["reasoning"]?.string?.isEmpty == false
        }
        #expect(contentNotes == filled, "seed \(seed)")
    }

    @Test("what was learned of earlier chunks changes no byte of later ones", arguments: 1...40 as ClosedRange<UInt64>)
    func learningIsInvisible(seed: UInt64) throws {
        var writer = ChunkWriter(random: RandomJSON(seed: seed), isFickle: seed % 2 == 0)
        var learned = ChatTranscriber(ReplyFixture.context(), wantsUsage: false)
        for _ in 0..<40 {
            let text = writer.random.text()
            let chunk = writer.chunk(text)
            for event in try ReplyFixture.events(ReplyFixture.stream([chunk])) {
                var fresh = ChatTranscriber(ReplyFixture.context(), wantsUsage: false)
                var (output, plain): ([UInt8], [UInt8]) = ([], [])
                let note = try learned.take(event, into: &output)
                let plainNote = try fresh.take(event, into: &plain)
                #expect(output == plain, "seed \(seed)")
                #expect(note.bringsContent == plainNote.bringsContent, "seed \(seed)")
            }
        }
    }

    @Test(
        "a text that is no JSON string is found out although everything around it is known",
        arguments: [#"a"b"#, #"a\"#, #"a\x"#, "a\u{1}", #"a","role":"x"#, #"\ud8"#])
    func badText(text: String) throws {
        var transcriber = ChatTranscriber(ReplyFixture.context(), wantsUsage: false)
        func chunk(_ text: String) -> String {
            #"{"choices":[{"index":0,"delta":{"content":"\#(text)"},"finish_reason":null}]}"#
        }
        var output: [UInt8] = []
        for event in try ReplyFixture.events(ReplyFixture.stream([chunk("A")])) {
            _ = try transcriber.take(event, into: &output)
        }
        let isJSON = (try? JSONDocument(text: chunk(text))) != nil
        for event in try ReplyFixture.events(ReplyFixture.stream([chunk(text)])) {
            let note = try? transcriber.take(event, into: &output)
            #expect((note != nil) == isJSON)
        }
    }

    @Test("bytes that are no UTF-8 are found out although everything around them is known")
    func badUTF8() throws {
        var transcriber = ChatTranscriber(ReplyFixture.context(), wantsUsage: false)
        var parser = ServerSentEventParser()
        let (start, end) = (Array(#"data: {"choices":[{"delta":{"content":""#.utf8), Array("\"}}]}\n\n".utf8))
        let events = try parser.push(start + [0x41] + end + start + [0xC3, 0x28] + end)
        var output: [UInt8] = []
        _ = try transcriber.take(events[0], into: &output)
        #expect(throws: WireError.self) { try transcriber.take(events[1], into: &output) }
    }

    @Test("pieces of tool calls pass, learned or not")
    func toolCalls() throws {
        let pieces = [#"{\"x"#, #"\": "#, "1", "}"]
        let chunks = pieces.map {
            #"{"choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"function":{"arguments":"\#($0)"}}]},"finish_reason":null}]}"#
        }
        let output = try ReplyFixture.printed(
            ReplyFixture.stream(chunks), by: ChatTranscriber(ReplyFixture.context(), wantsUsage: false))
        let arguments = try ReplyFixture.chunks(of: output).compactMap {
            $0["choices"]?.elements.first?["delta"]?["tool_calls"]?.elements.first?["function"]?["arguments"]?.string
        }
        #expect(arguments.joined() == #"{"x": 1}"#)
    }
}
