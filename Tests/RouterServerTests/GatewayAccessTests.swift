import RouterCore
import RouterTesting
import RouterWire
import Testing

@testable import RouterServer

@Suite("Who may use the gateway", .timeLimit(.minutes(5)))
struct GatewayAccessTests {
    private static let path = "/v1/chat/completions"
    private static let page = "https://app.example"

    private static let two = [
        Candidate(id: "lab/small", provider: "lab", upstreamModel: "small"),
        Candidate(
            id: "lab/large", provider: "lab", upstreamModel: "large",
            price: Price(promptUSDPerMillion: 1_000_000, completionUSDPerMillion: 0)),
    ]

    private static func bearer(_ key: String) -> [(name: String, value: String)] {
        [("Authorization", "Bearer " + key)]
    }

    @Test("a key opens the models that it names, and no other by any name")
    func permissions() async throws {
        let patterns = [try CandidatePattern("*/large")]
        try await GatewayFixture.with(
            candidates: Self.two,
            configure: {
                $0.keys = ClientKeys([
                    GatewayFixture.entry("narrow", permitted: patterns), GatewayFixture.entry("wide"),
                ])
            }
        ) { server in
            func ask(_ model: String, _ key: String) async throws -> GatewayFixture.Answer {
                try await server.send(
                    "POST", Self.path, body: GatewayFixture.chat(model: model), headers: Self.bearer(key))
            }
            #expect(try await ask("auto", "wide").header("x-autorouter-model") == "lab/small")
            #expect(try await ask("auto", "narrow").header("x-autorouter-model") == "lab/large")
            let refused = try await ask("lab/small", "narrow")
            let availability = try #require(try refused.root()["error"]?["availability"])
            #expect(refused.status == 404)
            #expect(availability["excluded_by"]?.elements.map(\.string) == ["key_permissions"])
            let decision = try await server.send(
                "POST", "/v1/route", body: GatewayFixture.chat(), headers: Self.bearer("narrow"))
            #expect(try decision.root()["model"]?.string == "lab/large")
            #expect(server.store.records.contexts.map(\.clientKey) == ["test-wide", "test-narrow"])
        }
    }

    @Test("Anthropic's header carries a key too, and a refusal is in the words of the route")
    func keyHeaders() async throws {
        try await GatewayFixture.with(keys: ["first"]) { server in
            let body = #"{"model":"auto","max_tokens":9,"messages":[{"role":"user","content":"Hi"}]}"#
            let wrong = try await server.send("POST", "/v1/messages", body: body, headers: [("x-api-key", "wrong")])
            #expect(wrong.status == 401 && wrong.header("www-authenticate") == "Bearer")
            #expect(try wrong.error("type") == "authentication_error")
            let right = try await server.send("POST", "/v1/messages", body: body, headers: [("x-api-key", "first")])
            #expect(right.status == 200)
            let router = try await server.send("GET", "/api/v1/models")
            #expect(try router.status == 401 && router.root()["error"]?["code"]?.int == 401)
            for path in ["/metrics", "/v1/generation?id=a", "/v1/decisions/a", "/v1/models/a"] {
                #expect(try await server.send("GET", path).status == 401)
            }
            #expect(try await server.send("GET", "/readyz").status == 200)
        }
    }

    @Test("a spent budget is a 402 in each family's words, for that key only", arguments: [false, true])
    func budgets(isStreamed: Bool) async throws {
        let script: ScriptedReply = isStreamed ? .chatStream(promptTokens: 1) : .chatCompletion(promptTokens: 1)
        try await GatewayFixture.with(
            upstream: script, candidates: [Self.two[1]],
            configure: {
                $0.keys = ClientKeys([
                    GatewayFixture.entry("poor", usdPerDay: 1), GatewayFixture.entry("rich"),
                ])
            }
        ) { server in
            let members = isStreamed ? #""stream":true"# : ""
            func ask(_ path: String, _ key: String) async throws -> GatewayFixture.Answer {
                try await server.send(
                    "POST", path, body: GatewayFixture.chat(members + (isStreamed ? "," : "") + #""max_tokens":9"#),
                    headers: Self.bearer(key))
            }
            #expect(try await ask(Self.path, "poor").status == 200)
            let openAI = try await ask(Self.path, "poor")
            #expect(try openAI.status == 402 && openAI.error("code") == "insufficient_quota")
            #expect(try openAI.error("type") == "insufficient_quota")
            #expect(try openAI.error("message")?.contains("'test-poor'") == true)
            let openRouter = try await ask("/api/v1/chat/completions", "poor").root()
            #expect(openRouter["error"]?["code"]?.int == 402)
            #expect(openRouter["error"]?["metadata"]?["error_type"]?.string == "payment_required")
            let anthropic = try await ask("/v1/messages", "poor")
            #expect(try anthropic.status == 402 && anthropic.error("type") == "billing_error")
            #expect(try await ask(Self.path, "rich").status == 200)
            #expect(server.upstream.counters.requests == 2)
            #expect(
                try await server.send("GET", "/metrics", headers: Self.bearer("rich")).body.contains(
                    #"autorouter_requests_total{api="chat_completions",dialect="openai",status="402"} 1"#))
        }
    }

    @Test("a name that is not the server's own is refused before anything else, in the words of the route")
    func host() async throws {
        try await GatewayFixture.with(keys: ["first"], configure: { $0.allowedHosts = ["router.lan"] }) { server in
            for (host, status) in [
                ("evil.example", 403), ("router.lan:1", 401), ("localhost:9", 401), ("127.0.0.1", 401), ("", 403),
            ] {
                let answer = try await server.send("GET", "/v1/models", headers: [("Host", host)])
                #expect(answer.status == status, "\(host)")
                if status == 403 { #expect(try answer.error("code") == "misdirected_host") }
            }
            let twice = try RawConnection(port: server.port)
            twice.send("GET /healthz HTTP/1.1\r\nHost: localhost\r\nHost: localhost\r\nConnection: close\r\n\r\n")
            #expect(await twice.receive().hasPrefix("HTTP/1.1 400"))
            let health = try await server.send("GET", "/healthz", headers: [("Host", "evil.example")])
            #expect(health.status == 403)
            let router = try await server.send("GET", "/api/v1/models", headers: [("Host", "evil.example")])
            #expect(try router.root()["error"]?["metadata"]?["error_type"]?.string == "permission_denied")
        }
    }

    @Test("a web page is refused, however it asks, unless its origin is allowed")
    func pages() async throws {
        try await GatewayFixture.with(configure: { $0.allowedOrigins = [Self.page] }) { server in
            for headers in [
                [("Origin", "https://evil.example")], [("Origin", "null")], [("Origin", "http://app.example")],
                [("Sec-Fetch-Site", "cross-site"), ("Sec-Fetch-Mode", "no-cors")],
            ] {
                let answer = try await server.send("POST", Self.path, body: GatewayFixture.chat(), headers: headers)
                #expect(answer.status == 403 && answer.header("access-control-allow-origin") == nil)
                let question = try await server.send(
                    "OPTIONS", Self.path, headers: headers + [("Access-Control-Request-Method", "POST")])
                #expect(question.status == 403 && question.header("access-control-allow-origin") == nil)
            }
            #expect(server.upstream.counters.requests == 0)
            let allowed = [("Origin", Self.page), ("Sec-Fetch-Site", "cross-site"), ("Sec-Fetch-Mode", "cors")]
            let answer = try await server.send("POST", Self.path, body: GatewayFixture.chat(), headers: allowed)
            #expect(answer.status == 200 && answer.header("access-control-allow-origin") == Self.page)
            #expect(answer.header("vary") == "Origin")
            let exposed = answer.header("access-control-expose-headers") ?? ""
            for name in ["X-AutoRouter-Model", "X-Generation-Id", "Retry-After", "X-Request-Id"] {
                #expect(exposed.contains(name))
            }
        }
    }

    @Test("a browser's question is answered without a key, with what clients send and nothing more")
    func preflight() async throws {
        try await GatewayFixture.with(keys: ["first"], configure: { $0.allowedOrigins = [Self.page] }) { server in
            let question = [
                ("Origin", Self.page), ("Access-Control-Request-Method", "POST"),
                ("Access-Control-Request-Headers", "authorization, X-Stainless-OS,x-evil, Content-Type"),
            ]
            let answer = try await server.send("OPTIONS", Self.path, headers: question)
            #expect(answer.status == 204 && answer.body.isEmpty)
            #expect(answer.header("access-control-allow-origin") == Self.page)
            #expect(answer.header("access-control-allow-methods") == "GET, POST, OPTIONS")
            #expect(answer.header("access-control-allow-headers") == "authorization, x-stainless-os, content-type")
            #expect(answer.header("access-control-max-age") == "600")
            #expect(answer.header("access-control-allow-private-network") == nil)
            let near = try await server.send(
                "OPTIONS", Self.path, headers: question + [("Access-Control-Request-Private-Network", "true")])
            #expect(near.header("access-control-allow-private-network") == "true")
            let plain = try await server.send("OPTIONS", Self.path, headers: [("Origin", Self.page)])
            #expect(plain.status == 405 && plain.header("access-control-allow-origin") == Self.page)
        }
    }

    @Test("errors and streams carry the fields without which a page may not read them")
    func errorsForPages() async throws {
        try await GatewayFixture.with(
            upstream: .chatStream(), keys: ["first"], configure: { $0.allowedOrigins = [Self.page] }
        ) { server in
            let origin = [(name: "Origin", value: Self.page)]
            let key = Self.bearer("first")
            let replies = [
                try await server.send("POST", Self.path, body: GatewayFixture.chat(), headers: origin),
                try await server.send("POST", Self.path, body: "{", headers: origin + key),
                try await server.send("GET", Self.path, headers: origin + key),
                try await server.send("GET", "/nowhere", headers: origin + key),
                try await server.send(
                    "POST", Self.path, body: GatewayFixture.chat(#""stream":true"#), headers: origin + key),
            ]
            #expect(replies.map(\.status) == [401, 400, 405, 404, 200])
            for reply in replies { #expect(reply.header("access-control-allow-origin") == Self.page) }
        }
    }
}
