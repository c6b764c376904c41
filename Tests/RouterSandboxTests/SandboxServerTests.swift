import Logging
import RouterWire
import ServiceLifecycle
import Testing

@testable import RouterSandbox

@Suite("Sandbox server", .timeLimit(.minutes(5)))
struct SandboxServerTests {
    /// Runs a sandbox on a free port, then shuts it down gracefully and waits for its end.
    private func withSandbox<Value: Sendable>(
        models: [SandboxModel] = [], pace: SandboxPace = .immediate,
        _ body: @Sendable (LoopbackClient, ServiceGroup) async throws -> Value
    ) async throws -> Value {
        let (ports, announced) = AsyncStream<Int>.makeStream()
        var logger = Logger(label: "sandbox.tests")
        logger.logLevel = .critical
        let sandbox = SandboxServer(configuration: try .init(models: models, pace: pace), logger: logger) { port in
            announced.yield(port)
            announced.finish()
        }
        let group = ServiceGroup(services: [sandbox], logger: logger)
        return try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask {
                defer { announced.finish() }
                try await group.run()
            }
            let port = try #require(await ports.first { _ in true })
            #expect(port > 0)
            let result = await Result { try await body(LoopbackClient(port: port), group) }
            await group.triggerGracefulShutdown()
            try await tasks.waitForAll()
            return try result.get()
        }
    }

    /// Asks for the statistics until a counter of a model has a value.
    private func waitFor(_ counter: StaticString, _ count: Int, _ client: LoopbackClient) async throws {
        while true {
            let answer = try await client.send("GET", "/__stats")
            let models = try JSONDocument(answer.body).root["models"]
            if models?.members.first?.value[counter]?.int == count { return }
            try await Task.sleep(for: .milliseconds(5))
        }
    }

    @Test("every answer is marked as simulated")
    func marks() async throws {
        try await withSandbox { client, _ in
            for path in ["/healthz", "/__stats", "/v1/models", "/nowhere"] {
                let answer = try await client.send("GET", path)
                #expect(answer.fields["x-autorouter-sandbox"] == "simulated")
                #expect(answer.fields["x-request-id"]?.isEmpty == false)
                #expect(answer.fields["content-type"] == "application/json")
                #expect(answer.isComplete)
            }
        }
    }

    @Test("a plain completion is answered, for any model")
    func plain() async throws {
        try await withSandbox { client, _ in
            let answer = try await client.complete(chatBody(model: "any/model"))
            #expect(answer.status == 200)
            #expect(answer.isComplete)
            #expect(answer.fields["x-autorouter-sandbox"] == "simulated")
            let root = try JSONDocument(answer.body).root
            #expect(root["model"]?.string == "any/model")
            #expect(content(of: root)?.hasPrefix("[simulated reply from sandbox model 'any/model'") == true)
        }
    }

    @Test(
        "a stream is answered as server-sent events, with and without waits", arguments: ["", "delay5-gap1-n20", "sep"])
    func stream(tokens: String) async throws {
        try await withSandbox { client, _ in
            let body = chatBody(#""stream":true,"stream_options":{"include_usage":true}"#)
            let answer = try await client.complete(body, fields: ["x-sandbox: \(tokens)"])
            #expect(answer.fields["content-type"] == "text/event-stream; charset=utf-8")
            #expect(answer.isComplete)
            let all = try streamEvents(of: answer.body)
            #expect(all.last?.isDone == true)
            #expect(try ChatChunk(all[all.count - 2]).isUsageOnly)
        }
    }

    @Test(
        "other kinds of requests are answered on their own paths",
        arguments: [
            ("/v1/completions", #"{"model":"m","prompt":"Hi"}"#, "text_completion"),
            ("/v1/embeddings", #"{"model":"m","input":"Hi"}"#, "list"),
            ("/v1/responses", #"{"model":"m","input":"Hi"}"#, "response"),
        ])
    func otherKinds(path: String, body: String, object: String) async throws {
        try await withSandbox { client, _ in
            let answer = try await client.send("POST", path, body: Array(body.utf8))
            #expect(answer.status == 200)
            #expect(try JSONDocument(answer.body).root["object"]?.string == object)
            let failed = try await client.send(
                "POST", path, fields: ["x-sandbox: err429-retry2"], body: Array(body.utf8))
            #expect(failed.status == 429)
            #expect(failed.fields["retry-after"] == "2")
            #expect(try await client.send("POST", path, body: Array("{}".utf8)).status == 400)
        }
    }

    @Test("messages are answered and counted, and refused in Anthropic's words")
    func messages() async throws {
        try await withSandbox { client, _ in
            let body = #"{"model":"m","max_tokens":20,"messages":[{"role":"user","content":"Hi"}]}"#
            let answer = try await client.send("POST", "/v1/messages", body: Array(body.utf8))
            #expect(try JSONDocument(answer.body).root["type"]?.string == "message")
            let count = try await client.send("POST", "/v1/messages/count_tokens", body: Array(body.utf8))
            #expect(try JSONDocument(count.body).root["input_tokens"]?.int == 1)
            let refused = try await client.send("POST", "/v1/messages", body: Array("{}".utf8))
            #expect(refused.status == 400)
            #expect(try JSONDocument(refused.body).root["type"]?.string == "error")
        }
    }

    @Test("a connection serves one request after the other, pipelined ones too")
    func keepAlive() async throws {
        try await withSandbox { client, _ in
            let body = chatBody(#""stream":true"#)
            let first = LoopbackClient.head(
                "POST", "/v1/chat/completions", ["x-sandbox: delay2-gap1-n3"], bodyBytes: body.count)
            let last = LoopbackClient.head("GET", "/healthz", ["Connection: close"])
            let bytes = try await client.exchange(first + body + first + body + last)
            let text = String(decoding: bytes, as: UTF8.self)
            #expect(text.split(separator: "HTTP/1.1 200 OK", omittingEmptySubsequences: false).count == 4)
            #expect(text.split(separator: "[DONE]", omittingEmptySubsequences: false).count == 3)
            #expect(text.hasSuffix(#"{"status":"ok","simulated":true}"#))
        }
    }

    @Test("an error is answered with its status, fields and body")
    func error() async throws {
        let limited = try SandboxModel(id: "limited", tokens: "err429-retry2")
        try await withSandbox(models: [limited]) { client, _ in
            let answer = try await client.complete(chatBody(model: "limited"))
            #expect(answer.status == 429)
            #expect(answer.fields["retry-after"] == "2")
            #expect(try JSONDocument(answer.body).root["error"]?["code"]?.string == "rate_limit_exceeded")
            let other = try await client.complete(chatBody(model: "limited", prompt: "[[sandbox:html]]"))
            #expect(other.status == 502)
            #expect(other.fields["content-type"] == "text/html")
        }
    }

    @Test(
        "a bad request is refused with OpenAI's body",
        arguments: [
            ("{", 400, nil, nil), ("[]", 400, nil, "invalid_type"), ("{}", 400, "model", "missing_required_parameter"),
            (#"{"model":"m"}"#, 400, "messages", "missing_required_parameter"),
            (#"{"model":"m","messages":[]}"#, 400, "messages", "invalid_value"),
            (#"{"model":"m","messages":[{"role":"user","content":"x"}],"n":0}"#, 400, "n", "invalid_value"),
            (
                #"{"model":"m","messages":[{"role":"user","content":"[[mock:oops]]"}]}"#, 400, "messages",
                "invalid_sandbox_token"
            ),
            ("", 400, nil, nil),
        ] as [(String, Int, String?, String?)])
    func badRequest(body: String, status: Int, param: String?, code: String?) async throws {
        try await withSandbox { client, _ in
            let answer = try await client.complete(Array(body.utf8))
            let error = try JSONDocument(answer.body).root["error"]
            #expect(answer.status == status)
            #expect(error?["type"]?.string == "invalid_request_error")
            #expect(error?["param"]?.string == param)
            #expect(error?["code"]?.string == code)
        }
    }

    @Test("a bad token in the header is refused and the accepted ones are listed")
    func badHeader() async throws {
        try await withSandbox { client, _ in
            let answer = try await client.complete(chatBody(), fields: ["x-sandbox: dealy50"])
            let message = try JSONDocument(answer.body).root["error"]?["message"]?.string
            #expect(answer.status == 400)
            #expect(message?.contains("'dealy50'") == true)
            #expect(message?.contains("delayN") == true)
        }
    }

    @Test(
        "an unknown route is answered with 404",
        arguments: [("GET", "/v2"), ("GET", "/v1/chat/completions"), ("POST", "/")])
    func unknownRoute(method: String, path: String) async throws {
        try await withSandbox { client, _ in
            let answer = try await client.send(method, path)
            #expect(answer.status == 404)
            #expect(try JSONDocument(answer.body).root["error"]?["code"]?.string == "unknown_url")
        }
    }

    @Test("a body above the limit is answered with 413, whether its length is announced or not")
    func tooLarge() async throws {
        try await withSandbox { client, _ in
            let limit = SandboxConfiguration.maxBodyBytes
            let announced = try await client.complete([UInt8](repeating: 0x20, count: limit + 1))
            #expect(announced.status == 413)
            #expect(try JSONDocument(announced.body).root["error"]?["code"]?.string == "request_too_large")
            let head =
                "POST /v1/chat/completions HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n"
            let chunk =
                String(limit + 1, radix: 16) + "\r\n" + String(repeating: " ", count: limit + 1) + "\r\n0\r\n\r\n"
            #expect(try await LoopbackAnswer(client.exchange(Array((head + chunk).utf8))).status == 413)
            #expect(try await client.send("GET", "/healthz").status == 200)
        }
    }

    @Test("the models are listed for OpenAI's and OpenRouter's clients")
    func models() async throws {
        try await withSandbox(models: SandboxModel.showcase) { client, _ in
            let root = try JSONDocument(await client.send("GET", "/v1/models").body).root
            let entries = root["data"]?.elements ?? []
            #expect(root["object"]?.string == "list")
            #expect(root["total_count"]?.int == entries.count)
            #expect(root["links"]?["next"]?.isNull == true)
            #expect(entries.compactMap { $0["id"]?.string } == SandboxModel.showcase.map(\.id))
            let required = [
                "architecture", "canonical_slug", "context_length", "created", "default_parameters", "id", "links",
                "name",
                "per_request_limits", "pricing", "supported_parameters", "supported_voices", "top_provider", "object",
                "owned_by",
            ]
            for entry in entries {
                for key in required { #expect(entry.member(named: key) != nil, "\(key)") }
            }
        }
    }

    @Test("a cut reply closes the connection early", arguments: ["", #""stream":true"#])
    func cut(members: String) async throws {
        try await withSandbox { client, _ in
            let answer = try await client.complete(chatBody(members), fields: ["x-sandbox: cut3"])
            #expect(answer.status == 200)
            #expect(!answer.isComplete)
            guard !members.isEmpty else {
                #expect(answer.body.count == 3)
                return
            }
            #expect(try streamEvents(of: answer.body).map(ChatChunk.init).filter(\.hasContent).count == 3)
            #expect(try await client.send("GET", "/healthz").status == 200)
        }
    }

    @Test("a truncated reply is shorter than its promised length")
    func truncated() async throws {
        try await withSandbox { client, _ in
            let answer = try await client.complete(chatBody(), fields: ["x-sandbox: trunc"])
            #expect(answer.status == 200)
            #expect(!answer.isComplete)
        }
    }

    @Test(
        "a client that leaves ends the reply",
        arguments: [("hang", 0), ("delay3600000", 0), ("gap3600000", 1), ("gap1-n100000", 1), ("n1000-size65536", 1)])
    func clientLeaves(tokens: String, bytes: Int) async throws {
        try await withSandbox { client, _ in
            try await client.leave(after: bytes, chatBody(#""stream":true"#), fields: ["x-sandbox: \(tokens)"])
            try await waitFor("clients_left", 1, client)
            #expect(try await client.send("GET", "/healthz").status == 200)
        }
    }

    @Test("requests are counted by model, and pfail fails the same ones each time")
    func statistics() async throws {
        let flaky = try SandboxModel(id: "flaky", tokens: "pfail30")
        try await withSandbox(models: [flaky]) { client, _ in
            var statuses: [Int] = []
            for _ in 0..<10 { statuses.append(try await client.complete(chatBody(model: "flaky")).status) }
            #expect(statuses == [500, 200, 200, 500, 200, 200, 500, 200, 200, 200])
            let models = try JSONDocument(await client.send("GET", "/__stats").body).root["models"]
            #expect(models?["flaky"]?["requests"]?.int == 10)
            #expect(models?["flaky"]?["errors"]?.int == 3)
        }
    }

    @Test("graceful shutdown sends a running stream to its end without further waits")
    func shutdownFinishesStreams() async throws {
        try await withSandbox { client, group in
            async let answer = client.complete(
                chatBody(#""stream":true"#), fields: ["x-sandbox: gap3600000-n20"])
            try await waitFor("streams", 1, client)
            await group.triggerGracefulShutdown()
            let whole = try await answer
            #expect(whole.isComplete)
            #expect(try streamEvents(of: whole.body).last?.isDone == true)
        }
    }

    @Test("graceful shutdown closes a request that hangs, without an answer")
    func shutdownClosesSilence() async throws {
        try await withSandbox { client, group in
            async let bytes = client.exchange(
                LoopbackClient.head("POST", "/v1/chat/completions", ["x-sandbox: hang"], bodyBytes: chatBody().count)
                    + chatBody())
            try await waitFor("requests", 1, client)
            await group.triggerGracefulShutdown()
            #expect(try await bytes.isEmpty)
        }
    }

    @Test("a port that is taken is an error")
    func takenPort() async throws {
        try await withSandbox { client, _ in
            var logger = Logger(label: "sandbox.tests")
            logger.logLevel = .critical
            let second = SandboxServer(configuration: try .init(port: client.port), logger: logger)
            await #expect(throws: (any Error).self) { try await second.run() }
        }
    }

    @Test("many requests at once are all answered")
    func concurrency() async throws {
        try await withSandbox { client, _ in
            let answered = try await withThrowingTaskGroup(of: Bool.self) { group in
                for index in 0..<64 {
                    let body = chatBody(index.isMultiple(of: 2) ? #""stream":true"# : "", prompt: "\(index)")
                    group.addTask {
                        let answer = try await client.complete(body, fields: ["x-sandbox: delay2-gap1-n5"])
                        return answer.status == 200 && answer.isComplete
                    }
                }
                return try await group.reduce(0) { $0 + ($1 ? 1 : 0) }
            }
            #expect(answered == 64)
        }
    }
}

extension Result where Failure == any Error {
    /// The outcome of an asynchronous body.
    init(_ body: () async throws -> Success) async {
        do { self = .success(try await body()) } catch { self = .failure(error) }
    }
}
