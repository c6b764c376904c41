import RouterCore
import RouterTesting
import RouterWire
import Testing

@Suite("What the gateway remembers", .timeLimit(.minutes(5)))
struct GatewayRecordsTests {
    private static let path = "/v1/chat/completions"

    /// The id of a reply that was just given.
    private static func answered(_ server: GatewayFixture, _ members: String = "") async throws -> String {
        let answer = try await server.send("POST", path, body: GatewayFixture.chat(members))
        return try #require(answer.header("x-autorouter-decision"))
    }

    @Test(
        "what somebody says of a reply is in the log before the answer goes out",
        arguments: [
            (#""score":0.25"#, 0.25, "feedback", nil), (#""rating":"up""#, 1, "feedback", nil),
            (#""rating":"down","comment":"wrong","source":"judge""#, 0, "feedback", "wrong"),
        ] as [(String, Double, String, String?)])
    func feedback(members: String, value: Double, kind: String, detail: String?) async throws {
        try await GatewayFixture.with { server in
            let id = try await Self.answered(server)
            let answer = try await server.send("POST", "/v1/feedback", body: #"{"id":"\#(id)",\#(members)}"#)
            #expect(answer.status == 200)
            #expect(try answer.root()["status"]?.string == "stored" && answer.root()["id"]?.string == id)
            let outcome = try #require(server.store.records.outcomes.last)
            #expect(outcome.decisionID == id && outcome.value == value && outcome.kind == kind)
            #expect(outcome.detail == detail && outcome.source == (detail == nil ? "user" : "judge"))
        }
    }

    @Test("feedback under a key that was used for the decision before is not counted again")
    func idempotency() async throws {
        try await GatewayFixture.with { server in
            let (first, second) = (try await Self.answered(server), try await Self.answered(server))
            func send(_ id: String, _ key: String?) async throws -> String? {
                try await server.send(
                    "POST", "/v1/feedback", body: #"{"id":"\#(id)","rating":"up"}"#,
                    headers: key.map { [("Idempotency-Key", $0)] } ?? []
                ).root()["status"]?.string
            }
            let receipts = [
                try await send(first, "k"), try await send(first, "k"), try await send(second, "k"),
                try await send(first, nil),
            ]
            #expect(receipts == ["stored", "repeated", "stored", "stored"])
            #expect(server.store.records.outcomes.count { $0.kind == "feedback" } == 3)
            let metrics = try await server.send("GET", "/metrics").body
            #expect(metrics.contains("autorouter_feedback_value_count 3\n"))
            #expect(metrics.contains("autorouter_feedback_value_bucket{le=\"0.75\"} 0\n"))
            #expect(metrics.contains("autorouter_exploration_regret_today 0.0\n"))
        }
    }

    @Test("OpenRouter's feedback is kept under its category")
    func category() async throws {
        try await GatewayFixture.with { server in
            let id = try await Self.answered(server)
            let answer = try await server.send(
                "POST", "/api/v1/generation/feedback",
                body: #"{"generation_id":"\#(id)","category":"incoherence","comment":"?"}"#)
            #expect(try answer.status == 200 && answer.root()["data"]?["success"]?.bool == true)
            #expect(server.store.records.outcomes.last?.kind == "complaint:incoherence")
        }
    }

    @Test(
        "feedback that cannot be read is refused with the name of its key, and feedback on nothing is a 404",
        arguments: [
            ("/v1/feedback", #"{"score":1}"#, 400, "id"), ("/v1/feedback", #"{"id":7,"score":1}"#, 400, "id"),
            ("/v1/feedback", #"{"id":"a","score":"1"}"#, 400, "score"),
            ("/v1/feedback", #"{"id":"a","score":1.5}"#, 400, "score"), ("/v1/feedback", #"{"id":"a"}"#, 400, "score"),
            ("/v1/feedback", #"{"id":"a","rating":"good"}"#, 400, "rating"),
            ("/v1/feedback", #"{"id":"a","rating":true}"#, 400, "rating"),
            ("/v1/feedback", #"{"id":"a","rating":"up","comment":[]}"#, 400, "comment"),
            ("/v1/feedback", #"{"id":"a","rating":"up","source":1}"#, 400, "source"),
            ("/v1/feedback", #"{"id":"gone","rating":"up"}"#, 404, "id"),
            ("/v1/generation/feedback", #"{"generation_id":"a","category":"bad"}"#, 400, "category"),
            ("/v1/generation/feedback", #"{"id":"a","category":"other"}"#, 400, "generation_id"),
        ])
    func badFeedback(path: String, body: String, status: Int, param: String) async throws {
        try await GatewayFixture.with { server in
            let answer = try await server.send("POST", path, body: body)
            #expect(try answer.status == status && answer.error("param") == param)
            #expect(server.store.entries.isEmpty)
        }
    }

    @Test("feedback that cannot be written is an error, and nothing of it is shown")
    func failingStore() async throws {
        struct DiskFull: Error { let path = "/secret" }
        try await GatewayFixture.with { server in
            let id = try await Self.answered(server)
            server.store.failFlushes(with: DiskFull())
            let answer = try await server.send("POST", "/v1/feedback", body: #"{"id":"\#(id)","rating":"up"}"#)
            #expect(answer.status == 500 && !answer.body.contains("secret"))
            #expect(try answer.error("code") == "internal_error")
        }
    }

    @Test("a generation tells model, provider, tokens, cost and how it went", arguments: ["/v1", "/api/v1"])
    func generation(prefix: String) async throws {
        try await GatewayFixture.with(upstream: .chatCompletion(promptTokens: 1000, completionTokens: 500)) { server in
            let id = try await Self.answered(server, #""session_id":"s""#)
            let data = try #require(try await server.send("GET", prefix + "/generation?id=" + id).root()["data"])
            #expect(data["id"]?.string == id && data["model"]?.string == "lab/small")
            #expect(data["provider_name"]?.string == "lab" && data["finish_reason"]?.string == "stop")
            #expect(data["tokens_prompt"]?.int == 1000 && data["tokens_completion"]?.int == 500)
            #expect(data["total_cost"]?.double == 0.00125 && data["session_id"]?.string == "s")
            #expect(data["provider_responses"]?.elements.count == 1)
            let missing = try await server.send("GET", prefix + "/generation")
            #expect(missing.status == 400)
            #expect(try await server.send("GET", prefix + "/generation?id=").status == 400)
            #expect(try await server.send("GET", prefix + "/generation?id=gone").status == 404)
        }
    }

    @Test("a decision is shown with how it was asked for, its attempts, its outcomes and why it came out so")
    func decision() async throws {
        let candidates = [
            GatewayFixture.small, Candidate(id: "lab/large", provider: "other", upstreamModel: "large", price: .free),
        ]
        try await GatewayFixture.with(
            scripts: ["lab": .chatError(500)], candidates: candidates, maker: FlatModel.maker
        ) { server in
            let id = try await Self.answered(server, #""session_id":"s""#)
            _ = try await server.send("POST", "/v1/feedback", body: #"{"id":"\#(id)","rating":"up"}"#)
            let record = try await server.send("GET", "/v1/decisions/" + id).root()
            #expect(record["id"]?.string == id && record["decision"]?["bundle"]?.string == "flat@0")
            #expect(record["context"]?["requested_model"]?.string == "auto")
            #expect(record["context"]?["api"]?.string == "chat_completions")
            #expect(record["context"]?["session"]?.string == "s" && record["context"]?["prompt"] == nil)
            let attempts = try #require(record["attempts"]?.elements)
            #expect(attempts.map { $0["status"]?.int } == [500, 200])
            #expect(attempts.map { $0["failure"]?.string } == ["upstream_status", nil])
            #expect(record["outcomes"]?.elements.map { $0["kind"]?.string } == ["answered", "feedback"])
            #expect(record["explanation"]?.kind == .object)
            let gone = try await server.send("GET", "/api/v1/decisions/gone%2Fid")
            #expect(gone.status == 404)
            #expect(try gone.error("message") == "No decision 'gone/id' is in the log")
        }
    }

    @Test("a decision without a bundle has no explanation")
    func unexplained() async throws {
        try await GatewayFixture.with { server in
            let id = try await Self.answered(server)
            let record = try await server.send("GET", "/v1/decisions/" + id).root()
            #expect(record["explanation"] == nil && record["decision"]?["degraded_by"]?.string == "no bundle is loaded")
        }
    }

    @Test("readiness is a 200 once nothing is missing, and needs no key")
    func readiness() async throws {
        try await GatewayFixture.with(keys: ["first"]) { server in
            let ready = try await server.send("GET", "/readyz")
            #expect(ready.status == 200 && ready.body == #"{"status":"ok","missing":[]}"#)
        }
        try await GatewayFixture.with(missing: ["log", "bundle"]) { server in
            let waiting = try await server.send("GET", "/readyz")
            #expect(waiting.status == 503)
            #expect(try waiting.root()["missing"]?.elements.map(\.string) == ["log", "bundle"])
            #expect(try await server.send("GET", "/healthz").status == 200)
        }
    }

    @Test("metrics count every request once, by kind, dialect and status")
    func metrics() async throws {
        try await GatewayFixture.with { server in
            _ = try await server.send("POST", Self.path, body: GatewayFixture.chat())
            _ = try await server.send("POST", Self.path, body: GatewayFixture.chat())
            _ = try await server.send("POST", "/api/v1/chat/completions", body: "{")
            _ = try await server.send("POST", "/v1/messages", body: GatewayFixture.chat(#""max_tokens":5000"#))
            let answer = try await server.send("GET", "/metrics")
            #expect(answer.header("content-type") == "text/plain; version=0.0.4; charset=utf-8")
            for line in [
                #"autorouter_requests_total{api="chat_completions",dialect="openai",status="200"} 2"#,
                #"autorouter_requests_total{api="chat_completions",dialect="openrouter",status="400"} 1"#,
                #"autorouter_requests_total{api="messages",dialect="openai",status="404"} 1"#,
                "autorouter_requests_in_flight 0", "autorouter_log_queue_depth 3", "autorouter_log_dropped_total 0",
                #"autorouter_answers_total{model="lab/small"} 2"#,
                #"autorouter_circuit_state{upstream="lab/small",kind="candidate",state="closed"} 1"#,
                #"autorouter_build_info{version="test"} 1"#,
            ] {
                #expect(answer.body.contains(line + "\n"), "\(line)")
            }
            #expect(answer.body.ranges(of: "autorouter_requests_total{").count == 3)
        }
    }
}
