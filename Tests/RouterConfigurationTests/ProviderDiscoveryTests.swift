import RouterConfiguration
import RouterCore
import Testing

@Suite("Provider discovery")
struct ProviderDiscoveryTests {
    private func discovered(_ environment: [String: String]) throws -> Configuration {
        Configuration.discovered(catalog: try smallCatalog(), environment: environment)
    }

    @Test(
        "without a key nothing is found, and local providers are not assumed to run",
        arguments: [
            [:], ["OPENAI_API_KEY": ""], ["PATH": "/bin", "openai_api_key": "k"],
        ])
    func nothing(environment: [String: String]) throws {
        let found = try discovered(environment)
        #expect(found.candidates.isEmpty && found.providers.isEmpty)
    }

    @Test("a key brings its provider's models of known ability and price")
    func oneProvider() throws {
        let found = try discovered(["OPENAI_API_KEY": "hunter2"])
        #expect(found.candidates == [try smallCatalog()["openai/gpt-5-mini"]])
        #expect(found.providers.keys.sorted() == ["openai"])
        #expect(found.providers["openai"]?.key == Secret("hunter2"))
        #expect(!dumped(found).contains("hunter2"))
        _ = try found.pool()
    }

    @Test("OpenRouter serves models of all makers under their full names")
    func broker() throws {
        let found = try discovered(["OPENROUTER_API_KEY": "k"])
        #expect(found.candidates.map(\.id) == ["openai/gpt-5-mini"])
        let candidate = try #require(found.candidates.first)
        #expect(candidate.provider == "openrouter" && candidate.upstreamModel == "openai/gpt-5-mini")
        #expect(candidate.apis == [.chatCompletions, .messages])
        #expect(found.providers["openrouter"]?.keyHeader == .apiKey)
        #expect(found.providers["openrouter"]?.baseURL == "https://openrouter.example/api/v1")
    }

    @Test("a model that its own provider serves is not also taken from OpenRouter")
    func bothKeys() throws {
        let found = try discovered(["OPENROUTER_API_KEY": "k", "OPENAI_API_KEY": "k"])
        #expect(found.candidates.map(\.provider) == ["openai"])
        _ = try found.pool()
    }

    @Test("a provider of which the catalog lists no models offers none, least of all those of others")
    func unlistedProvider() throws {
        let found = try discovered(["HOSTING_KEY": "k"])
        #expect(found.candidates.isEmpty && found.providers.isEmpty)
    }

    @Test("local providers are those that the catalog calls local, without a key")
    func local() throws {
        let local = Configuration.localProviders(of: try smallCatalog())
        #expect(local.map(\.name) == ["ollama"])
        #expect(local.allSatisfy { $0.isLocal && $0.key == nil && $0.baseURL == "http://127.0.0.1:11434/v1" })
    }
}
