import RouterCore
import RouterWire
import Testing

@Suite("Logged decisions on the wire")
struct DecisionRecordJSONTests {
    private func record(_ logged: LoggedDecision, extras: [ReplyContext.ExtraMember] = []) throws -> JSONValue {
        try JSONDocument(DecisionRecordJSON.bytes(logged, extras: extras)).root
    }

    private func raw(_ value: JSONValue?) -> String? { value.map { String(decoding: $0.rawBytes, as: UTF8.self) } }

    @Test("a record holds decision, context, attempts and outcomes")
    func record() throws {
        let root = try record(try LoggedDecisionFixture.logged())
        #expect(root.members.map { $0.key.string } == ["id", "decision", "context", "attempts", "outcomes"])
        #expect(root["decision"]?["model"]?.string == "lab/big")
        #expect(
            raw(root["context"])
                == #"{"made_at":"2025-11-22T08:26:40.250Z","requested_model":"auto","api":"chat_completions","streamed":true,"session":"s","client_key":"laptop"}"#
        )
        #expect(
            raw(root["attempts"]?.elements.last)
                == #"{"index":1,"model":"home/small","started_at":"2025-11-22T08:26:40.750Z","status":200,"failure":null,"time_to_first_token_ms":250,"duration_ms":1500,"prompt_tokens":9,"completion_tokens":4,"cache_read_tokens":3,"cache_write_tokens":null,"reasoning_tokens":2,"cost_usd":0.25,"finish_reason":"stop"}"#
        )
        #expect(
            raw(root["outcomes"])
                == #"[{"kind":"answered","value":1,"source":"router","detail":"stop","observed_at":"2025-11-22T08:26:42.250Z"}]"#
        )
    }

    @Test("the prompt is there only where the log has kept one, and further members follow")
    func prompt() throws {
        #expect(try record(try LoggedDecisionFixture.logged())["context"]?["prompt"] == nil)
        let root = try record(try LoggedDecisionFixture.logged(prompt: "hi"), extras: [ReplyFixture.extra])
        #expect(root["context"]?["prompt"]?.string == "hi")
        #expect(root["extra"]?["a"]?.int == 1)
    }

    @Test("what leaving a warm cache costs is told where it is known")
    func switchCost() throws {
        let candidates = try record(try LoggedDecisionFixture.logged())["decision"]?["candidates"]?.elements
        #expect(candidates?.first?["switch_cost_usd"] == nil)
        #expect(candidates?.last?["switch_cost_usd"]?.double == 0.0123457)
    }

    @Test("a generation as OpenRouter shows it")
    func generation() throws {
        let bytes = GenerationJSON.bytes(try LoggedDecisionFixture.logged(), pool: try LoggedDecisionFixture.pool())
        let data = try #require(try JSONDocument(bytes).root["data"])
        #expect(data["id"]?.string == "gen-1")
        #expect(data["model"]?.string == "home/small")
        #expect(data["provider_name"]?.string == "home")
        #expect(data["router"]?.string == "auto")
        #expect(data["created_at"]?.string == "2025-11-22T08:26:40.250Z")
        #expect(data["latency"]?.double == 2000)
        #expect(data["generation_time"]?.double == 1250)
        #expect(data["total_cost"]?.double == 0.25 && data["is_cost_known"]?.bool == true)
        #expect(data["native_tokens_cached"]?.int == 3)
        #expect(data["provider_responses"]?.elements.map { $0["status"]?.int } == [503, 200])
        #expect(Set(data.members.map { $0.key.string }).count == data.members.count)
    }

    @Test("a generation of unknown cost says so")
    func unknownCost() throws {
        let bytes = GenerationJSON.bytes(
            try LoggedDecisionFixture.logged(costUSD: nil), pool: try LoggedDecisionFixture.pool())
        let data = try JSONDocument(bytes).root["data"]
        #expect(data?["total_cost"]?.double == 0 && data?["is_cost_known"]?.bool == false)
    }

    @Test("routing metadata, byte for byte")
    func metadata() throws {
        let bytes = RoutingMetadataJSON.bytes(
            requested: "auto", decision: try LoggedDecisionFixture.decision(), isAuto: true,
            pool: try LoggedDecisionFixture.pool(),
            attempts: [.init(candidate: "lab/big", status: nil), .init(candidate: "home/small", status: 200)],
            answering: "home/small")
        #expect(
            String(decoding: bytes, as: UTF8.self)
                == #"{"requested":"auto","strategy":"auto","region":null,"summary":"available=2, selected=home","attempt":2,"is_byok":false,"endpoints":{"total":2,"available":[{"provider":"lab","model":"lab/big","selected":false},{"provider":"home","model":"home/small","selected":true}]},"attempts":[{"provider":"lab","model":"lab/big","status":0},{"provider":"home","model":"home/small","status":200}],"pipeline":[{"type":"plugin","name":"auto-router","data":{"model":"lab/big","propensity":0.5,"quality":0.75,"policy":"greedy","bundle":"b@1"}}]}"#
        )
    }

    @Test("routing metadata of a request that nobody could serve")
    func nobody() throws {
        let bytes = RoutingMetadataJSON.bytes(
            requested: "no/such", decision: nil, isAuto: false, pool: try LoggedDecisionFixture.pool(), attempts: [],
            answering: nil)
        #expect(
            String(decoding: bytes, as: UTF8.self)
                == #"{"requested":"no/such","strategy":"direct","region":null,"summary":"available=0, selected=none","attempt":0,"is_byok":false,"endpoints":{"total":0,"available":[]}}"#
        )
    }
}
