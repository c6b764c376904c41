import RouterConfiguration
import RouterCore
import Testing

@Suite("Candidates of a configuration")
struct ConfigurationCandidateTests {
    private func candidate(_ text: String, providers: String = "{}") throws -> Candidate {
        let found = try configuration("providers: \(providers)\ncandidates:\n  - \(text)")
        return try #require(found.candidates.first)
    }

    @Test(
        "a catalog name or alias brings everything that the catalog knows",
        arguments: ["openai/gpt-5-mini", "gpt-5-mini"])
    func oneLine(name: String) throws {
        #expect(try candidate(name) == smallCatalog()["openai/gpt-5-mini"])
    }

    @Test("what a mapping says wins over the catalog, and the rest is filled in")
    func overrides() throws {
        let found = try candidate(
            "{ id: openai/gpt-5-mini, context: 1000, price: { prompt: 9 }, capabilities: [audio] }")
        #expect(found.upstreamModel == "gpt-5-mini" && found.provider == "openai" && found.like == "gpt-4o-mini")
        #expect(found.contextTokens == 1000 && found.maxOutputTokens == 128_000)
        #expect(found.capabilities == .audio)
        // A price is replaced as a whole: a part left out is unknown.
        #expect(found.price == Price(promptUSDPerMillion: 9, completionUSDPerMillion: nil))
    }

    @Test("an alias as an id stays the name that clients see")
    func aliasAsID() throws {
        let found = try candidate("{ id: gpt-5-mini }")
        #expect(found.id == "gpt-5-mini" && found.upstreamModel == "gpt-5-mini" && found.contextTokens == 400_000)
    }

    @Test("another provider than the catalog's knows the model by its id")
    func otherProvider() throws {
        let found = try candidate("{ id: openai/gpt-5-mini, provider: openrouter }")
        #expect(found.upstreamModel == "openai/gpt-5-mini")
        #expect(found.like == "gpt-4o-mini" && found.contextTokens == 400_000)
        #expect(
            try candidate("{ id: openai/gpt-5-mini, provider: openrouter, upstream_model: x }").upstreamModel == "x")
    }

    @Test("of a model that the catalog does not know, nothing is assumed")
    func unknownModel() throws {
        let found = try candidate("{ id: openai/new, provider: openai }")
        #expect(
            found
                == Candidate(
                    id: "openai/new", provider: "openai", upstreamModel: "openai/new",
                    apis: [.chatCompletions, .embeddings, .responses]))
    }

    @Test("an empty list of capabilities says that there are none, which is not unknown")
    func noCapabilities() throws {
        #expect(try candidate("{ id: openai/gpt-5-mini, capabilities: [] }").capabilities == Capabilities())
        #expect(try candidate("openai/old").capabilities == nil)
    }

    @Test("every capability and every part of a price can be given")
    func allParts() throws {
        let names = Capabilities.named.map(\.name).joined(separator: ", ")
        let found = try candidate(
            "{ id: openai/x, provider: openai, capabilities: [\(names)], price: { prompt: 1, completion: 2, cache_read: 0.5, cache_write: 1.5, request: 0.01 } }"
        )
        #expect(found.capabilities?.names == Capabilities.named.map(\.name))
        let price = Price(
            promptUSDPerMillion: 1, completionUSDPerMillion: 2, cacheReadUSDPerMillion: 0.5,
            cacheWriteUSDPerMillion: 1.5,
            requestUSD: 0.01)
        #expect(found.price == price)
    }

    @Test(
        "a candidate of a local provider is local, and free unless it has a price",
        arguments: [
            ("ollama/llama3", "{}", .free), ("{ id: ollama/new, provider: ollama }", "{}", .free),
            ("{ id: lab/a, provider: lab }", "{ lab: { base_url: http://10.0.0.2/v1, local: true } }", .free),
            (
                "{ id: ollama/llama3, price: { prompt: 1, completion: 2 } }", "{}",
                Price(promptUSDPerMillion: 1, completionUSDPerMillion: 2)
            ),
        ] as [(String, String, Price)])
    func local(text: String, providers: String, price: Price) throws {
        let found = try candidate(text, providers: providers)
        #expect(found.isLocal)
        #expect(found.price == price)
    }

    @Test("a provider that the file calls remote is not local, whatever the catalog says")
    func notLocal() throws {
        let found = try candidate(
            "ollama/llama3", providers: "{ ollama: { base_url: https://gpu.example/v1, local: false } }")
        #expect(!found.isLocal)
        #expect(found.price == .unknown)
    }

    @Test("candidates keep the order of the file, and unlisted providers come from the catalog")
    func order() throws {
        let found = try configuration(
            "candidates: [ollama/llama3, openai/old, gpt-5-mini]", environment: ["OPENAI_API_KEY": "k"])
        #expect(found.candidates.map(\.id) == ["ollama/llama3", "openai/old", "openai/gpt-5-mini"])
        #expect(Set(found.providers.keys) == ["ollama", "openai"])
        #expect(found.providers["openai"]?.key == Secret("k"))
        #expect(found.providers["ollama"]?.keyOrigin == nil)
    }
}
