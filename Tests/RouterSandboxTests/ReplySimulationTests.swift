import RouterCore
import RouterWire
import Testing

@testable import RouterSandbox

@Suite("Reply simulation")
struct ReplySimulationTests {
    private static let streamed = #""stream":true,"stream_options":{"include_usage":true}"#

    @Test("a plain reply has what the SDKs insist on")
    func plain() throws {
        let reply = try simulate()
        let root = try reply.json()
        #expect(reply.status == 200)
        #expect(reply.delay == .zero)
        #expect(reply.contentLength == reply.body.count)
        #expect(reply.ending == .complete)
        #expect(root["object"]?.string == "chat.completion")
        #expect(root["created"]?.int == 1_763_800_000)
        #expect(root["model"]?.string == "openai/gpt-5-mini")
        #expect(root["system_fingerprint"]?.isNull == true)
        #expect(root["provider"]?.string == "AutoRouter sandbox (simulated)")
        #expect(root["id"]?.string?.hasPrefix("chatcmpl-sandbox-") == true)
        #expect(content(of: root)?.hasPrefix("[simulated reply") == true)
        #expect(ChatReply.finishReason(of: root) == "stop")
        let usage = ChatReply.usage(of: root)
        #expect(usage.promptTokens == 1)
        #expect(usage.completionTokens == reply.completionTokens)
        #expect(usage.cacheReadTokens == 0)
        #expect(usage.reasoningTokens == 0)
        #expect(root["usage"]?["total_tokens"]?.int == 1 + reply.completionTokens)
    }

    @Test("a stream brings the same text as a plain reply, then its end, usage and [DONE]")
    func stream() throws {
        let reply = try simulate(Self.streamed)
        let plain = try simulate().json()
        #expect(reply.contentType == "text/event-stream; charset=utf-8")
        #expect(reply.contentLength == nil)
        let chunks = try reply.chunks()
        #expect(chunks.compactMap(\.content).joined() == content(of: plain))
        #expect(chunks.first?.document.root["choices"]?.elements.first?["delta"]?["role"]?.string == "assistant")
        #expect(chunks.dropLast().last?.finishReason == "stop")
        #expect(chunks.last?.isUsageOnly == true)
        #expect(chunks.last?.usage.completionTokens == reply.completionTokens)
        #expect(chunks.filter(\.hasContent).count == reply.completionTokens)
        #expect(try streamEvents(of: reply.body).last?.isDone == true)
        for chunk in chunks {
            let root = chunk.document.root
            #expect(root["object"]?.string == "chat.completion.chunk")
            #expect(root["system_fingerprint"]?.isNull == true)
            for choice in root["choices"]?.elements ?? [] { #expect(choice["finish_reason"] != nil) }
        }
    }

    @Test("usage is streamed only when asked for, and left out on demand")
    func usage() throws {
        #expect(try simulate(#""stream":true"#).chunks().allSatisfy { !$0.isUsageOnly })
        #expect(try simulate(Self.streamed, tokens: "nousage").chunks().allSatisfy { !$0.isUsageOnly })
        #expect(try simulate(tokens: "nousage").json()["usage"] == nil)
    }

    @Test("several choices are answered, plain and streamed")
    func choices() throws {
        let plain = try simulate(#""n":3"#)
        #expect(try plain.json()["choices"]?.elements.compactMap { $0["index"]?.int } == [0, 1, 2])
        let chunks = try simulate(#""n":3,"stream":true"#).chunks()
        let finished = chunks.filter { $0.finishReason != nil }
        #expect(finished.compactMap { $0.document.root["choices"]?.elements.first?["index"]?.int } == [0, 1, 2])
        #expect(chunks.filter(\.hasContent).count == plain.completionTokens)
    }

    @Test("a forced call is streamed in pieces that join to its arguments")
    func streamedCall() throws {
        let tools = #""tools":[{"function":{"name":"f","parameters":{"properties":{"long":{}},"required":["long"]}}}]"#
        let members = tools + #","tool_choice":"required""#
        let call = try simulate(members).json()["choices"]?.elements.first?["message"]
        #expect(call?["content"]?.isNull == true)
        let function = call?["tool_calls"]?.elements.first?["function"]
        #expect(function?["arguments"]?.string == #"{"long":null}"#)
        let deltas = try simulate(members + #","stream":true"#).chunks().compactMap {
            $0.document.root["choices"]?.elements.first?["delta"]?["tool_calls"]?.elements.first
        }
        #expect(deltas.first?["function"]?["name"]?.string == "f")
        #expect(deltas.first?["id"]?.string?.isEmpty == false)
        #expect(deltas.allSatisfy { $0["index"]?.int == 0 })
        #expect(deltas.compactMap { $0["function"]?["arguments"]?.string }.joined() == #"{"long":null}"#)
    }

    @Test("nothing waits without a pace; a pace and tokens set the waits")
    func waits() throws {
        #expect(try simulate(Self.streamed).events.allSatisfy { $0.delay == .zero })
        let model = SandboxModel.named("openai/gpt-5-mini")
        let paced = try simulate(Self.streamed, tokens: "n5", pace: try SandboxPace(speed: 2))
        #expect(paced.delay == model.firstTokenLatency / 2)
        let gap = try SandboxPace(speed: 2).gap(of: model)
        #expect(paced.events.map(\.delay) == [.zero, .zero, gap, gap, gap, gap, .zero, .zero, .zero])
        let told = try simulate(Self.streamed, tokens: "n3-delay50-gap10", pace: try SandboxPace(speed: 2))
        #expect(told.delay == .milliseconds(50))
        #expect(told.events.map { $0.delay / .milliseconds(1) } == [0, 0, 10, 10, 0, 0, 0])
    }

    @Test("a plain reply takes as long as its stream")
    func plainWait() throws {
        #expect(try simulate(tokens: "n3-delay50-gap10").delay == .milliseconds(70))
        #expect(try simulate(#""n":2"#, tokens: "n3-delay50-gap10").delay == .milliseconds(70))
    }

    @Test(
        "an error status comes with OpenAI's body",
        arguments: [
            (400, "invalid_request"), (401, "invalid_api_key"), (404, "model_not_found"), (429, "rate_limit_exceeded"),
            (500, "server_error"), (503, "overloaded"), (529, "overloaded"), (418, "invalid_request"),
        ])
    func errors(status: Int, code: String) throws {
        for members in ["", Self.streamed] {
            let reply = try simulate(members, tokens: "err\(status)-retry7")
            let error = try reply.json()["error"]
            #expect(reply.status == status)
            #expect(reply.isError)
            #expect(reply.retryAfterSeconds == 7)
            #expect(error?["code"]?.string == code)
            #expect(error?["message"]?.string?.contains("simulated") == true)
            #expect(error?["param"]?.isNull == true)
        }
    }

    @Test("errors wait only as long as they are told")
    func errorWait() throws {
        #expect(try simulate(tokens: "err500", pace: .realistic).delay == .zero)
        #expect(try simulate(tokens: "err500-delay9").delay == .milliseconds(9))
    }

    @Test("of a hundred requests in a row the given percentage fails", arguments: [0, 1, 30, 99, 100])
    func failurePercent(percent: Int) throws {
        let failed = try (700..<800).filter { try simulate(tokens: "pfail\(percent)", sequence: $0).isError }
        #expect(failed.count == percent)
    }

    @Test("a context error, an HTML page, silence")
    func otherFailures() throws {
        let context = try simulate(tokens: "ctxlen")
        #expect(context.status == 400)
        #expect(try context.json()["error"]?["code"]?.string == "context_length_exceeded")
        let page = try simulate(tokens: "html")
        #expect(page.status == 502)
        #expect(page.contentType == "text/html")
        let silence = try simulate(tokens: "hang-delay5")
        #expect(silence.ending == .neverAnswered)
        #expect(silence.body.isEmpty)
    }

    @Test("bad JSON is the body, whether a stream was asked for or not", arguments: ["", streamed])
    func badJSON(members: String) throws {
        let reply = try simulate(members, tokens: "badjson")
        #expect(throws: WireError.self) { try reply.json() }
        #expect(reply.contentType == "application/json")
        #expect(reply.status == 200)
    }

    @Test("a bad event comes after so many content events, and good ones after it", arguments: [0, 3])
    func badEvent(count: Int) throws {
        let reply = try simulate(Self.streamed, tokens: "n6-badevent\(count)")
        let events = try streamEvents(of: reply.body)
        let bad = try #require(events.firstIndex { $0.data == ReplySimulation.brokenJSON })
        #expect(try events[..<bad].map(ChatChunk.init).filter(\.hasContent).count == count)
        #expect(events.last?.isDone == true)
    }

    @Test("a truncated or cut body is shorter than promised")
    func truncated() throws {
        let whole = try simulate().body
        let truncated = try simulate(tokens: "trunc")
        #expect(truncated.contentLength == whole.count)
        #expect(truncated.body.count < whole.count)
        #expect(truncated.ending == .connectionClosed)
        let cut = try simulate(tokens: "cut10")
        #expect(cut.contentLength == whole.count)
        #expect(cut.body == Array(whole.prefix(10)))
        #expect(cut.ending == .connectionClosed)
        #expect(try simulate(tokens: "cut0").body.isEmpty)
        #expect(try simulate(tokens: "cut1000000").ending == .complete)
    }

    @Test("a cut stream has so many content events and no end", arguments: [0, 1, 5])
    func cutStream(count: Int) throws {
        let reply = try simulate(Self.streamed, tokens: "cut\(count)")
        let chunks = try reply.chunks()
        #expect(chunks.filter(\.hasContent).count == count)
        #expect(chunks.allSatisfy { $0.finishReason == nil && !$0.isUsageOnly })
        #expect(reply.ending == .connectionClosed)
    }

    @Test("a stream that is shorter than the cut still has no end")
    func cutShortStream() throws {
        let reply = try simulate(Self.streamed, tokens: "n3-cut9")
        #expect(reply.ending == .connectionClosed)
        #expect(try streamEvents(of: reply.body).last?.isDone == false)
    }

    @Test("a stream error comes after so many content events, as the last one", arguments: [0, 2])
    func streamError(count: Int) throws {
        let reply = try simulate(Self.streamed, tokens: "sseerr\(count)")
        let chunks = try reply.chunks()
        #expect(chunks.filter(\.hasContent).count == count)
        #expect(chunks.last?.isError == true)
        #expect(reply.ending == .complete)
        #expect(try simulate(tokens: "sseerr2").isError == false)
    }

    @Test("[DONE] is left out and CRLF used on demand")
    func forms() throws {
        #expect(try streamEvents(of: simulate(Self.streamed, tokens: "nodone").body).last?.isDone == false)
        let separated = try simulate(Self.streamed, tokens: "sep")
        #expect(separated.writesEventsApart)
        #expect(separated.events.allSatisfy { $0.bytes.suffix(4) == [13, 10, 13, 10] })
        #expect(try separated.chunks().compactMap(\.content) == simulate(Self.streamed).chunks().compactMap(\.content))
    }

    @Test("the same request gives the same bytes, also a model's next one but for its id")
    func deterministic() throws {
        #expect(try simulate(Self.streamed).body == simulate(Self.streamed).body)
        #expect(try simulate().body != simulate(sequence: 1).body)
        #expect(try content(of: simulate().json()) == content(of: simulate(sequence: 1).json()))
    }

    @Test("a reply that would be too long is refused", arguments: ["n1025-size65536", "n100000"])
    func tooLong(tokens: String) throws {
        let error = try #require(throws: SandboxError.self) { try simulate(#""n":128"#, tokens: tokens) }
        #expect(error.code == .invalidRequest)
        #expect(try simulate(tokens: "n8-size65536").completionTokens == 8)
    }

    @Test("a model's name is echoed, whatever is in it")
    func oddNames() throws {
        let name = "a\"b\\c\n👩‍🚀"
        #expect(try simulate(model: name).json()["model"]?.string == name)
        #expect(try content(of: simulate(model: name, tokens: "n100").json())?.contains(name) == true)
    }
}
