import Foundation
import RouterConfiguration
import RouterCore
import Testing

@Suite("Catalog")
struct CatalogTests {
    private func catalog(_ text: String) throws -> Catalog {
        let folder = try TemporaryFolder()
        return try withExtendedLifetime(folder) { try Catalog(file: folder.write("catalog.json", text)) }
    }

    @Test("models are found by id and by alias, and by provider in the file's order")
    func lookUp() throws {
        let catalog = try smallCatalog()
        #expect(catalog["openai/gpt-5-mini"] == catalog["gpt-5-mini"])
        #expect(catalog["gpt-5-mini"]?.id == "openai/gpt-5-mini")
        #expect(catalog["GPT-5-mini"] == nil && catalog[""] == nil)
        #expect(catalog.candidates(of: "openai").map(\.id) == ["openai/gpt-5-mini", "openai/old", "openai/unpriced"])
        #expect(catalog.candidates(of: "openrouter").isEmpty)
    }

    @Test("what the file does not say is unknown")
    func unknowns() throws {
        let catalog = try smallCatalog()
        #expect(catalog["openai/unpriced"]?.price == .unknown)
        #expect(catalog["openai/unpriced"]?.capabilities == nil && catalog["openai/old"]?.capabilities == nil)
        #expect(catalog["openai/old"]?.contextTokens == nil)
        #expect(catalog["ollama/llama3"]?.isLocal == true && catalog["openai/old"]?.isLocal == false)
    }

    @Test(
        "a file that is no catalog is an error with its name",
        arguments: [
            ("", .unreadable), ("{", .unreadable), ("[]", .unreadable), (#"{"version":1,"providers":{}}"#, .unreadable),
            (#"{"version":2,"providers":{},"models":[]}"#, .badValue),
            (
                #"{"version":1,"providers":{},"models":[{"id":"a","provider":"p","upstream_model":"m","price":{"prompt":-1}}]}"#,
                .badValue
            ),
        ] as [(String, ConfigurationError.Code)])
    func refused(text: String, code: ConfigurationError.Code) {
        let error = #expect(throws: ConfigurationError.self) { try catalog(text) }
        #expect(error?.code == code)
        #expect(error?.origin.hasSuffix("catalog.json") == true)
    }

    @Test("a model that chats is offered for no embeddings, whatever its provider takes")
    func apis() throws {
        let catalog = try smallCatalog()
        #expect(catalog["openai/old"]?.apis == [.chatCompletions, .responses])
        #expect(catalog["ollama/llama3"]?.apis == [.chatCompletions])
        #expect(catalog["openai/gpt-5-mini"]?.name == "GPT-5 mini" && catalog["openai/old"]?.name == nil)
    }

    @Test("the shipped catalog is consistent")
    func shipped() throws {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let catalog = try Catalog(file: root.appending(path: "Models/catalog.json"))
        _ = try CandidatePool(catalog.candidates)
        for candidate in catalog.candidates {
            #expect(catalog.providers[candidate.provider] != nil, "\(candidate.id)")
            #expect(catalog[candidate.id.rawValue] == candidate, "\(candidate.id) is hidden by another name")
            #expect((candidate.contextTokens ?? 1) > 0 && (candidate.maxOutputTokens ?? 1) > 0, "\(candidate.id)")
            // More than this a million tokens cost nowhere: a larger number is in another unit.
            #expect((candidate.price.promptUSDPerMillion ?? 0) < 1000, "\(candidate.id)")
        }
        for (name, provider) in catalog.providers {
            #expect(provider.base_url.hasPrefix(provider.local == true ? "http://127.0.0.1:" : "https://"), "\(name)")
            #expect((provider.api_key_env == nil) == (provider.local == true), "\(name)")
        }
        #expect(catalog["openai/gpt-5-mini"]?.price.isKnown == true)
        #expect(catalog.candidates.allSatisfy { $0.takes(.chatCompletions) && !$0.takes(.embeddings) })
        let takers = UpstreamAPI.allCases.map { api in Set(catalog.candidates.filter { $0.takes(api) }.map(\.provider))
        }
        #expect(Array(takers[1...]) == [[], [], ["openai"], ["anthropic"]])
    }
}
