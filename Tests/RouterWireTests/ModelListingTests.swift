import RouterCore
import RouterWire
import Testing

@Suite("Lists of models")
struct ModelListingTests {
    private func pool() throws -> CandidatePool {
        try CandidatePool([
            Candidate(
                id: "lab/big", provider: "lab", upstreamModel: "big-1",
                price: Price(
                    promptUSDPerMillion: 0.25, completionUSDPerMillion: 2, cacheReadUSDPerMillion: 0.025,
                    requestUSD: 0.01),
                contextTokens: 400_000, maxOutputTokens: 128_000,
                capabilities: [.tools, .images, .files, .reasoning], name: "Big", quantization: "fp8",
                parameters: ["seed", "max_tokens"]),
            Candidate(id: "home/any", provider: "home", upstreamModel: "any"),
            Candidate(
                id: "lab/vectors", provider: "lab", upstreamModel: "v", price: .free, contextTokens: 900_000,
                capabilities: [], apis: [.embeddings]),
        ])
    }

    private func list() throws -> JSONValue {
        try JSONDocument(ModelListing.list(try pool(), created: 1_763_800_000, detailsPrefix: "/api/v1/models/")).root
    }

    private func raw(_ value: JSONValue?) -> String? { value.map { String(decoding: $0.rawBytes, as: UTF8.self) } }

    @Test("the router's slugs come first, and the frame serves both SDKs")
    func frame() throws {
        let root = try list()
        #expect(root["object"]?.string == "list")
        #expect(root["total_count"]?.int == 6)
        #expect(root["links"]?["next"]?.isNull == true)
        #expect(
            root["data"]?.elements.map { $0["id"]?.string } == [
                "auto", "autorouter/auto", "openrouter/auto", "lab/big", "home/any", "lab/vectors",
            ])
    }

    @Test("every entry has what either SDK insists on")
    func required() throws {
        for entry in try list()["data"]?.elements ?? [] {
            for key in [
                "architecture", "canonical_slug", "context_length", "created", "default_parameters", "id", "links",
                "name", "per_request_limits", "pricing", "supported_parameters", "supported_voices", "top_provider",
                "object", "owned_by",
            ] as [StaticString] {
                #expect(entry[key] != nil, "\(key)")
            }
        }
    }

    @Test("a candidate's entry, byte for byte")
    func golden() throws {
        let entry = ModelListing.entry(
            for: "lab/big", in: try pool(), created: 7, detailsPrefix: "/api/v1/models/", dialect: .openAI)
        #expect(
            entry.map { String(decoding: $0, as: UTF8.self) }
                == #"{"id":"lab/big","object":"model","created":7,"owned_by":"lab","canonical_slug":"lab/big","name":"Big","description":"Big, served by lab","context_length":400000,"architecture":{"modality":"text+image+file->text","input_modalities":["text","image","file"],"output_modalities":["text"],"tokenizer":"Other","instruct_type":null},"pricing":{"prompt":"0.00000025","completion":"0.000002","input_cache_read":"0.000000025","request":"0.01"},"top_provider":{"context_length":400000,"max_completion_tokens":128000,"is_moderated":false},"per_request_limits":null,"supported_parameters":["include_reasoning","max_tokens","reasoning","seed","tool_choice","tools"],"default_parameters":{},"supported_voices":null,"links":{"details":"/api/v1/models/lab/big/endpoints"}}"#
        )
    }

    @Test("what is unknown: a price is marked, a length is null, tools are not ruled out")
    func unknown() throws {
        let entry = try #require(try list()["data"]?.elements[4])
        #expect(entry["pricing"]?["prompt"]?.string == "-1")
        #expect(entry["context_length"]?.isNull == true)
        #expect(
            entry["supported_parameters"]?.elements.compactMap(\.string) == [
                "max_tokens", "response_format", "stop", "structured_outputs", "temperature", "tool_choice", "tools",
                "top_p",
            ])
        #expect(raw(entry["architecture"]?["input_modalities"]) == #"["text"]"#)
    }

    @Test("the router itself can do what the best of its candidates can, at the highest price")
    func router() throws {
        let entry = try #require(try list()["data"]?.elements.first)
        #expect(entry["context_length"]?.int == 400_000)
        #expect(raw(entry["pricing"]) == #"{"prompt":"0.00000025","completion":"0.000002"}"#)
        #expect(raw(entry["architecture"]?["input_modalities"]) == #"["text","image","file"]"#)
        #expect(entry["supported_parameters"]?.elements.contains { $0.string == "seed" } == true)
        let unpriced = try CandidatePool([Candidate(id: "a/b", provider: "a", upstreamModel: "b")])
        let bytes = ModelListing.entry(
            for: "auto", in: unpriced, created: 0, detailsPrefix: "/", dialect: .openRouter)
        #expect(try JSONDocument(bytes ?? []).root["data"]?["pricing"]?["prompt"]?.string == "0")
    }

    @Test("a model of embeddings says so")
    func embeddings() throws {
        let entry = try #require(try list()["data"]?.elements.last)
        #expect(entry["architecture"]?["modality"]?.string == "text->embeddings")
        #expect(entry["pricing"]?["prompt"]?.string == "0")
        #expect(raw(entry["supported_parameters"]) == "[]")
    }

    @Test("an unknown id has no entry and no endpoints, a router's slug has all of them")
    func lookup() throws {
        let pool = try pool()
        #expect(
            ModelListing.entry(for: "no/such", in: pool, created: 0, detailsPrefix: "/", dialect: .openAI) == nil)
        #expect(ModelListing.endpoints(of: "no/such", in: pool, created: 0) == nil)
        let one = try #require(ModelListing.endpoints(of: "lab/big", in: pool, created: 7))
        let data = try #require(try JSONDocument(one).root["data"])
        #expect(data["endpoints"]?.elements.map { $0["quantization"]?.string } == ["fp8"])
        #expect(data["endpoints"]?.elements.first?["supports_tool_choice"]?["auto"]?.bool == true)
        let all = try #require(ModelListing.endpoints(of: "openrouter/auto", in: pool, created: 7))
        #expect(try JSONDocument(all).root["data"]?["endpoints"]?.elements.count == 3)
    }

    @Test(
        "prices are decimal texts without an exponent",
        arguments: [
            (0, "0"), (1, "0.000001"), (0.25, "0.00000025"), (15, "0.000015"), (1_000_000, "1"), (2_500_000, "2.5"),
            (0.000_001, "0.000000000001"), (1e20, "100000000000000"), (0.1, "0.0000001"), (1.1, "0.0000011"),
        ])
    func prices(perMillion: Double, expected: String) throws {
        let candidate = Candidate(
            id: "a/b", provider: "a", upstreamModel: "b",
            price: Price(promptUSDPerMillion: perMillion, completionUSDPerMillion: perMillion))
        let bytes = ModelListing.entry(
            for: "a/b", in: try CandidatePool([candidate]), created: 0, detailsPrefix: "/", dialect: .openAI)
        #expect(try JSONDocument(bytes ?? []).root["pricing"]?["prompt"]?.string == expected)
    }
}
