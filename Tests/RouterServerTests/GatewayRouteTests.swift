import HTTPTypes
import RouterCore
import RouterTesting
import RouterWire
import Testing

@testable import RouterServer

@Suite("Routes of the gateway")
struct GatewayRouteTests {
    private static let posts = [
        "/chat/completions", "/completions", "/embeddings", "/responses", "/messages", "/messages/count_tokens",
        "/route", "/feedback", "/generation/feedback",
    ]
    private static let gets = [
        "/models", "/models/a", "/models/a/b", "/models/a/b/endpoints", "/generation", "/decisions/gen-1",
    ]

    @Test("every route is there under both prefixes, with its method, dialect and error shape")
    func routes() throws {
        for (prefix, dialect) in [("/v1", Dialect.openAI), ("/api/v1", .openRouter)] {
            for path in Self.posts + Self.gets {
                let route = try #require(GatewayRoute(path: prefix + path))
                #expect(route.dialect == dialect && route.needsKey)
                #expect(route.method == (Self.posts.contains(path) ? .post : .get))
                let isAnthropic = path.hasPrefix("/messages")
                #expect(
                    route.errorShape == (isAnthropic ? .anthropic : dialect == .openRouter ? .openRouter : .openAI))
            }
        }
        let open = ["/healthz", "/readyz"].compactMap(GatewayRoute.init(path:))
        #expect(open.map(\.needsKey) == [false, false] && open.allSatisfy { $0.method == .get })
        #expect(GatewayRoute(path: "/metrics")?.needsKey == true)
    }

    @Test(
        "what is close to a route is none",
        arguments: [
            "", "/", "/v1", "/v1/", "/v1/chat", "/v1/chat/completions/", "/V1/models", "/api/v1", "/api/models",
            "/v2/models", "/v1/models/", "/v1/decisions/", "/v1/models/%ZZ", "/v1/models/%FF", "/v1//models",
            "/metrics/", "/v1/metrics",
        ])
    func noRoutes(path: String) { #expect(GatewayRoute(path: path) == nil) }

    @Test("ids in paths are read without their percent-encoding")
    func ids() {
        func action(_ path: String) -> GatewayRoute.Action? { GatewayRoute(path: path)?.action }
        #expect(action("/v1/models/lab%2Fsmall") == .model("lab/small"))
        #expect(action("/v1/models/lab/small%3Afree") == .model("lab/small:free"))
        #expect(action("/api/v1/models/lab%2Fsmall/endpoints") == .endpoints("lab/small"))
        #expect(action("/v1/models/a%20b%C3%BC") == .model("a bü"))
        #expect(action("/v1/decisions/gen-1%2Fa") == .decision("gen-1/a"))
    }

    @Test("another method is refused in the client's words, with the one that is accepted")
    func methods() async throws {
        try await GatewayFixture.with { server in
            for (path, accepted) in Self.posts.map({ ($0, "POST") }) + Self.gets.map({ ($0, "GET") }) {
                let answer = try await server.send("DELETE", "/v1" + path)
                #expect(answer.status == 405 && answer.header("allow") == accepted)
                #expect(try answer.error("message") == "/v1\(path) takes \(accepted) only")
                let root = try answer.root()
                #expect((root["type"]?.string == "error") == path.hasPrefix("/messages"))
            }
            let other = try await server.send("PUT", "/api/v1/models")
            #expect(try other.root()["error"]?["code"]?.int == 405)
            #expect(try other.root()["error"]?["metadata"]?["error_code"]?.string == "method_not_allowed")
            let lost = try await server.send("GET", "/api/v1/nothing?x=1")
            #expect(try lost.status == 404 && lost.root()["error"]?["code"]?.int == 404)
            #expect(try lost.error("message") == "Unknown route GET /api/v1/nothing")
        }
    }

    @Test("what can be got can be asked for without its body, and nothing else can")
    func heads() async throws {
        try await GatewayFixture.with { server in
            for path in ["/healthz", "/readyz", "/metrics", "/v1/models", "/v1/models/lab/small"] {
                let raw = try RawConnection(port: server.port)
                raw.send("HEAD \(path) HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
                let answer = await raw.receive()
                #expect(answer.hasPrefix("HTTP/1.1 200") && answer.hasSuffix("\r\n\r\n"))
            }
            let raw = try RawConnection(port: server.port)
            raw.send("HEAD /v1/chat/completions HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
            #expect(await raw.receive().hasPrefix("HTTP/1.1 405"))
        }
    }

    @Test("one model and its endpoints are found by encoded and plain ids, in the client's shape")
    func models() async throws {
        try await GatewayFixture.with { server in
            for path in [
                "/v1/models/lab/small", "/v1/models/lab%2Fsmall", "/v1/models/lab%2fsmall?x=y", "/v1/model/lab/small",
            ] {
                #expect(try await server.send("GET", path).root()["id"]?.string == "lab/small")
            }
            let entry = try #require(try await server.send("GET", "/api/v1/models/lab%2Fsmall").root()["data"])
            #expect(entry["id"]?.string == "lab/small")
            let details = try #require(entry["links"]?["details"]?.string)
            #expect(details == "/api/v1/models/lab/small/endpoints")
            let endpoints = try await server.send("GET", details).root()
            #expect(endpoints["data"]?["endpoints"]?.elements.map { $0["provider_name"]?.string } == ["lab"])
            let plain = try await server.send("GET", "/v1/models/auto").root()
            #expect(plain["links"]?["details"]?.string == "/v1/models/auto/endpoints")
            for path in ["/v1/models/nobody", "/api/v1/models/lab/small/endpointsx", "/v1/models/nobody/endpoints"] {
                #expect(try await server.send("GET", path).status == 404)
            }
            let gone = try await server.send("GET", "/v1/models/no%20body")
            #expect(try gone.error("code") == "model_not_found" && gone.error("param") == "model")
            #expect(
                try gone.root()["error"]?["availability"]?["requested_models"]?.elements.map(\.string) == ["no body"])
        }
    }
}
