import RouterCore
import RouterTesting
import RouterWire
import Testing

@Suite("Replies of the gateway", .timeLimit(.minutes(5)))
struct GatewayRepliesTests {
    private static let message =
        #"{"model":"auto","max_tokens":9,"messages":[{"role":"user","content":"Hi"}]}"#

    @Test("the ids of a reply are the decision's, in the header fields that each family of clients reads")
    func ids() async throws {
        try await GatewayFixture.with { server in
            for (path, body, names) in [
                ("/v1/chat/completions", GatewayFixture.chat(), ["x-request-id"]),
                ("/api/v1/chat/completions", GatewayFixture.chat(), ["x-request-id", "x-generation-id"]),
                ("/v1/messages", Self.message, ["x-request-id", "request-id"]),
                ("/v1/responses", #"{"model":"auto","input":"Hi"}"#, ["x-request-id"]),
            ] {
                let answer = try await server.send("POST", path, body: body)
                #expect(answer.status == 200 && answer.header("content-type") == "application/json")
                let id = try #require(answer.header("x-autorouter-decision"))
                #expect(try answer.root()["id"]?.string == id)
                for name in ["x-request-id", "x-generation-id", "request-id"] {
                    #expect(answer.header(name) == (names.contains(name) ? id : nil), "\(path) \(name)")
                }
                #expect(answer.header("x-autorouter-model") == "lab/small")
                #expect(answer.header("x-autorouter-attempts") == "1" && answer.header("server") == "AutoRouter")
            }
        }
    }

    @Test("an error of the upstream keeps its status, its pause and its words, and names who was tried")
    func upstreamError() async throws {
        try await GatewayFixture.with(upstream: .chatError(429, message: "slow down", retryAfterSeconds: 7)) { server in
            for path in ["/v1/chat/completions", "/api/v1/chat/completions", "/v1/messages"] {
                let body = path.hasSuffix("messages") ? Self.message : GatewayFixture.chat()
                let answer = try await server.send("POST", path, body: body)
                #expect(answer.status == 429 && answer.header("retry-after") == "7")
                #expect(try answer.error("message") == "slow down")
                #expect(answer.header("x-autorouter-model") == "lab/small")
                #expect(answer.header("x-autorouter-attempts") == "1")
                #expect(answer.headers.count { $0.name == "content-type" } == 1)
            }
        }
    }

    @Test("the same error has the shape that each family of clients knows")
    func shapes() async throws {
        try await GatewayFixture.with(upstream: .reply(503, text: "<html>", type: "text/html")) { server in
            let openAI = try await server.send("POST", "/v1/chat/completions", body: GatewayFixture.chat()).root()
            #expect(openAI["error"]?["type"]?.string == "upstream_error")
            #expect(openAI["error"]?["code"]?.string == "upstream_status")
            let openRouter = try await server.send("POST", "/api/v1/chat/completions", body: GatewayFixture.chat())
            let error = try #require(try openRouter.root()["error"])
            #expect(error["code"]?.int == 503 && error["metadata"]?["provider_name"]?.string == "lab")
            #expect(error["metadata"]?["error_type"]?.string == "provider_unavailable")
            for prefix in ["/v1", "/api/v1"] {
                let anthropic = try await server.send("POST", prefix + "/messages", body: Self.message).root()
                #expect(anthropic["type"]?.string == "error")
                #expect(anthropic["error"]?["type"]?.string == "overloaded_error")
            }
            let count = try await server.send("POST", "/v1/messages/count_tokens", body: "[]").root()
            #expect(count["error"]?["type"]?.string == "invalid_request_error" && count["type"]?.string == "error")
        }
    }

    @Test("nobody left is a 404 that names each candidate's reasons; an unknown model one that names it")
    func nobody() async throws {
        try await GatewayFixture.with { server in
            let long = try await server.send(
                "POST", "/api/v1/chat/completions", body: GatewayFixture.chat(#""max_tokens":5000,"models":["gone"]"#))
            let error = try #require(try long.root()["error"])
            #expect(long.status == 404 && error["code"]?.int == 404)
            let availability = try #require(error["availability"])
            #expect(availability["code"]?.string == "constraint_filtered")
            #expect(availability["excluded_by"]?.elements.map(\.string) == ["context_length"])
            #expect(availability["requested_models"]?.elements.map(\.string) == ["auto", "gone"])
            #expect(availability["candidates"]?.elements.first?["model"]?.string == "lab/small")
            let plain = try await server.send(
                "POST", "/v1/chat/completions", body: GatewayFixture.chat(#""max_tokens":5000"#))
            #expect(try plain.error("code") == "no_eligible_candidate")
            let gone = try await server.send(
                "POST", "/v1/responses", body: #"{"model":"lab/small:online","input":"a"}"#)
            #expect(try gone.status == 404 && gone.error("code") == "model_not_found")
            #expect(try gone.error("message")?.contains("':online' of 'lab/small'") == true)
            #expect(server.store.entries.isEmpty && server.upstream.counters.requests == 0)
        }
    }

    @Test("who asks gets the decision and OpenRouter's metadata in a whole reply", arguments: ["/v1", "/api/v1"])
    func extras(prefix: String) async throws {
        try await GatewayFixture.with { server in
            func ask(_ headers: [(name: String, value: String)]) async throws -> JSONValue {
                try await server.send(
                    "POST", prefix + "/chat/completions", body: GatewayFixture.chat(), headers: headers
                ).root()
            }
            let both = try await ask([("X-AutoRouter-Explain", "1"), ("X-OpenRouter-Metadata", "Enabled")])
            #expect(both["autorouter"]?["id"]?.string == both["id"]?.string)
            #expect(both["openrouter_metadata"]?["requested"]?.string == "auto")
            #expect(both["openrouter_metadata"]?["attempt"]?.int == 1)
            let none = try await ask([("X-AutoRouter-Explain", "0"), ("X-OpenRouter-Metadata", "1")])
            #expect(none["autorouter"] == nil && none["openrouter_metadata"] == nil)
        }
    }

    @Test("errors hold OpenRouter's metadata beside them, with no attempt where nobody was asked")
    func metadataOfErrors() async throws {
        try await GatewayFixture.with(upstream: .chatError(500)) { server in
            let wants = [(name: "X-OpenRouter-Metadata", value: "enabled")]
            func ask(_ body: String, _ headers: [(name: String, value: String)]) async throws -> JSONValue {
                try await server.send("POST", "/api/v1/chat/completions", body: body, headers: headers).root()
            }
            let failed = try await ask(GatewayFixture.chat(), wants)
            #expect(failed["error"]?["message"]?.string == "scripted")
            let metadata = try #require(failed["openrouter_metadata"])
            #expect(metadata["attempt"]?.int == 1 && metadata["strategy"]?.string == "auto")
            #expect(metadata["attempts"]?.elements.map { $0["status"]?.int } == [500])
            #expect(metadata["endpoints"]?["available"]?.elements.map { $0["selected"]?.bool } == [false])
            let nobody = try await ask(GatewayFixture.chat(#""max_tokens":5000"#), wants)
            #expect(nobody["openrouter_metadata"]?["attempt"]?.int == 0)
            #expect(nobody["openrouter_metadata"]?["endpoints"]?["total"]?.int == 0)
            let unknown = try await ask(GatewayFixture.chat(model: "gone"), wants)
            #expect(unknown["openrouter_metadata"]?["strategy"]?.string == "direct")
            #expect(try await ask(GatewayFixture.chat(), [])["openrouter_metadata"] == nil)
        }
    }

    @Test("embeddings and completions are passed on, and token counts are estimated without an upstream")
    func otherKinds() async throws {
        let embeddings = ScriptedReply.reply(
            text:
                #"{"object":"list","data":[{"object":"embedding","index":0,"embedding":[1]}],"usage":{"prompt_tokens":1,"total_tokens":1}}"#
        )
        try await GatewayFixture.with(upstream: embeddings) { server in
            let answer = try await server.send("POST", "/v1/embeddings", body: #"{"model":"auto","input":"a"}"#)
            #expect(try answer.root()["data"]?.elements.count == 1 && answer.root()["model"]?.string == "lab/small")
            #expect(server.upstream.requests.map(\.path) == ["/v1/embeddings"])
            let count = try await server.send(
                "POST", "/v1/messages/count_tokens",
                body: #"{"model":"auto","messages":[{"role":"user","content":"one two three four"}]}"#)
            #expect(try (1...40).contains(count.root()["input_tokens"]?.int ?? 0))
            #expect(server.upstream.counters.requests == 1 && server.store.records.decisions.count == 1)
        }
    }

    @Test("an upstream of messages gets the client's version and betas, and no other header field of the client")
    func passedHeaders() async throws {
        let upstream = ScriptedReply.reply(
            text:
                #"{"id":"m","type":"message","role":"assistant","content":[],"stop_reason":"end_turn","usage":{"input_tokens":1,"output_tokens":1}}"#
        )
        let candidate = Candidate(id: "lab/small", provider: "lab", upstreamModel: "small", apis: [.messages])
        try await GatewayFixture.with(upstream: upstream, candidates: [candidate]) { server in
            let headers = [
                ("anthropic-version", "2024-01-01"), ("anthropic-beta", "a"), ("x-api-key", "client-secret"),
                ("authorization", "Bearer client-secret"), ("cookie", "a=b"), ("x-forwarded-for", "1.2.3.4"),
            ]
            let answer = try await server.send(
                "POST", "/v1/messages?beta=true", body: Self.message, headers: headers)
            #expect(answer.status == 200)
            let sent = try #require(server.upstream.requests.first)
            #expect(sent.header("anthropic-version") == "2024-01-01" && sent.header("anthropic-beta") == "a")
            for name in ["x-api-key", "authorization", "cookie", "x-forwarded-for"] {
                #expect(sent.header(name) == nil)
            }
            #expect(!sent.headers.contains { $0.value.contains("client-secret") })
        }
    }

    @Test("a time limit that has passed is a 504, and OpenRouter's word for it under its prefix")
    func timeouts() async throws {
        try await GatewayFixture.with(
            upstream: ScriptedReply([.hang]), timeouts: UpstreamTimeouts(firstByte: .milliseconds(40))
        ) { server in
            let openAI = try await server.send("POST", "/v1/chat/completions", body: GatewayFixture.chat())
            #expect(try openAI.status == 504 && openAI.error("code") == "timed_out")
            let openRouter = try await server.send("POST", "/api/v1/chat/completions", body: GatewayFixture.chat())
            #expect(try openRouter.status == 524 && openRouter.root()["error"]?["code"]?.int == 524)
        }
    }

    @Test("a body that is packed is refused, not misread")
    func encodings() async throws {
        try await GatewayFixture.with { server in
            func ask(_ encoding: String) async throws -> GatewayFixture.Answer {
                try await server.send(
                    "POST", "/v1/chat/completions", body: GatewayFixture.chat(),
                    headers: [("Content-Encoding", encoding)])
            }
            #expect(try await ask("identity").status == 200)
            let packed = try await ask("gzip")
            #expect(try packed.status == 415 && packed.error("param") == "Content-Encoding")
        }
    }

    @Test("a session in a header is the conversation's, and the body's own wins")
    func sessions() async throws {
        try await GatewayFixture.with { server in
            let header = [(name: "x-session-id", value: "from-header")]
            _ = try await server.send("POST", "/v1/chat/completions", body: GatewayFixture.chat(), headers: header)
            _ = try await server.send(
                "POST", "/v1/chat/completions", body: GatewayFixture.chat(#""session_id":"from-body""#), headers: header
            )
            #expect(server.store.records.contexts.map(\.session) == ["from-header", "from-body"])
            let long = [(name: "x-session-id", value: String(repeating: "x", count: 300))]
            let refused = try await server.send(
                "POST", "/v1/chat/completions", body: GatewayFixture.chat(), headers: long)
            #expect(try refused.status == 400 && refused.error("param") == "x-session-id")
        }
    }
}
