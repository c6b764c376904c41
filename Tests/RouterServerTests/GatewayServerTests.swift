import RouterTesting
import RouterWire
import Testing

@Suite("Gateway server")
struct GatewayServerTests {
    private static let chat = #"{"model":"auto","messages":[{"role":"user","content":"Hi"}]}"#

    @Test("a completion names who answered in body and headers")
    func completion() async throws {
        try await GatewayFixture.with { server in
            let answer = try await server.send("POST", "/v1/chat/completions", body: Self.chat)
            #expect(answer.status == 200)
            #expect(try JSONDocument(text: answer.body).root["model"]?.string == "lab/small")
            #expect(answer.header("x-autorouter-model") == "lab/small")
            #expect(answer.header("x-autorouter-attempts") == "1")
            #expect(answer.header("x-request-id") == answer.header("x-autorouter-decision"))
        }
    }

    @Test("a stream arrives as events and ends with its mark")
    func stream() async throws {
        try await GatewayFixture.with(upstream: .chatStream(pieces: ["Hel", "lo"])) { server in
            let answer = try await server.send(
                "POST", "/v1/chat/completions",
                body: #"{"model":"auto","stream":true,"messages":[{"role":"user","content":"Hi"}]}"#)
            #expect(answer.header("content-type")?.hasPrefix("text/event-stream") == true)
            #expect(answer.body.hasSuffix("data: [DONE]\n\n"))
            #expect(answer.body.contains(#""content":"Hel""#))
        }
    }

    @Test(
        "a client's mistake gets its status and OpenAI's error body, and the server goes on serving",
        arguments: [
            ("POST", "/v1/chat/completions", "{", 400, "invalid_json"),
            ("POST", "/v1/chat/completions", "[]", 400, "wrong_type"),
            ("POST", "/v1/chat/completions", #"{"model":"auto","messages":[]}"#, 400, "invalid_value"),
            ("POST", "/v1/chat/completions", #"{"model":"auto"}"#, 400, "missing_key"),
            ("POST", "/v1/chat/completions", #"{"model":7,"messages":[]}"#, 400, "wrong_type"),
            (
                "POST", "/v1/chat/completions", #"{"model":"x","messages":[{"role":"user","content":"a"}]}"#, 404,
                "model_not_found"
            ),
            ("GET", "/v1/chat/completions", "", 405, "method_not_allowed"),
            ("GET", "/v2/models", "", 404, "unknown_url"),
            ("POST", "/v1/chat/completions", String(repeating: " ", count: 2 << 20), 413, "request_too_large"),
        ])
    func mistakes(method: String, path: String, body: String, status: Int, code: String) async throws {
        try await GatewayFixture.with { server in
            let answer = try await server.send(method, path, body: body)
            #expect(answer.status == status)
            #expect(try answer.error("code") == code)
            #expect(try answer.error("type") == "invalid_request_error")
            #expect(try await server.send("POST", "/v1/chat/completions", body: Self.chat).status == 200)
        }
    }

    @Test("with keys, only a known key is let in; liveness needs none")
    func keys() async throws {
        try await GatewayFixture.with(keys: ["first", "second"]) { server in
            let wrong = [
                [], [("Authorization", "Bearer wrong")], [("Authorization", "Bearer firs")],
                [("Authorization", "first")],
            ]
            for headers in wrong {
                let answer = try await server.send("POST", "/v1/chat/completions", body: Self.chat, headers: headers)
                #expect(answer.status == 401)
                #expect(try answer.error("code") == "invalid_api_key")
            }
            let right = [("Authorization", "bearer second")]
            #expect(
                try await server.send("POST", "/v1/chat/completions", body: Self.chat, headers: right).status == 200)
            #expect(try await server.send("GET", "/healthz").status == 200)
        }
    }

    @Test("readiness names what is missing")
    func readiness() async throws {
        try await GatewayFixture.with(missing: ["bundle"]) { server in
            let answer = try await server.send("GET", "/readyz")
            #expect(answer.status == 503 && answer.body.contains(#""missing":["bundle"]"#))
        }
    }

    @Test("the list of models begins with auto and has prices as decimal texts for one token")
    func models() async throws {
        try await GatewayFixture.with { server in
            let root = try JSONDocument(text: try await server.send("GET", "/v1/models").body).root
            let models = root["data"]?.elements ?? []
            #expect(models.map { $0["id"]?.string } == ["auto", "autorouter/auto", "openrouter/auto", "lab/small"])
            #expect(models.last?["pricing"]?["prompt"]?.string == "0.00000025")
            #expect(models.last?["pricing"]?["completion"]?.string == "0.000002")
        }
    }

    @Test("a decision alone sends nothing upstream and logs nothing")
    func decisionOnly() async throws {
        try await GatewayFixture.with { server in
            let answer = try await server.send(
                "POST", "/v1/route", body: #"{"messages":[{"role":"user","content":"Hi"}]}"#)
            #expect(answer.status == 200)
            #expect(try JSONDocument(text: answer.body).root["model"]?.string == "lab/small")
            #expect(server.store.entries.isEmpty)
        }
    }

    @Test("a client that leaves before the reply cancels the call of the upstream")
    func clientLeaves() async throws {
        try await GatewayFixture.with(upstream: ScriptedReply([.hang])) { server in
            let request = Task { try await server.send("POST", "/v1/chat/completions", body: Self.chat) }
            await server.upstream.until { $0.requests == 1 }
            request.cancel()
            await server.upstream.until { $0.connectionsClosedByPeer == 1 }
            let result = await request.result
            #expect(throws: CancellationError.self) { try result.get() }
            let alive = try await server.send("GET", "/healthz")
            #expect(alive.status == 200)
        }
    }
}
