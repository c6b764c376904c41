import RouterConfiguration
import RouterCore
import Testing

@Suite("Providers of a configuration")
struct ConfigurationProviderTests {
    private func provider(_ settings: String, general: String = "") throws -> Configuration.Provider {
        let found = try configuration("providers: { openai: { \(settings) } }\n\(general)\ncandidates: [openai/old]")
        return try #require(found.providers["openai"])
    }

    @Test("the catalog says what a provider takes, and nothing of it is known at another address")
    func apis() throws {
        #expect(try provider("").apis == [.chatCompletions, .embeddings, .responses])
        #expect(try provider("base_url: 'https://api.openai.example/v1/'").apis?.count == 3)
        #expect(try provider("base_url: 'http://127.0.0.1:9/v1'").apis == nil)
        #expect(try provider("base_url: 'http://127.0.0.1:9/v1', apis: [messages]").apis == [.messages])
    }

    @Test("the key goes where the file says, else where the catalog says, else into Authorization")
    func keyHeader() throws {
        #expect(try provider("").keyHeader == .authorization)
        #expect(try provider("key_header: x-api-key").keyHeader == .apiKey)
        let text = "candidates: [{ id: openai/old, provider: openrouter }]"
        #expect(try configuration(text).providers["openrouter"]?.keyHeader == .apiKey)
        let changed = "providers: { openrouter: { key_header: authorization } }\n" + text
        #expect(try configuration(changed).providers["openrouter"]?.keyHeader == .authorization)
    }

    @Test("limits of a provider are put over the general ones, and those of no other provider change")
    func timeouts() throws {
        let general = "timeouts: { connect: 2, idle: 3 }"
        let own = try provider("timeouts: { idle: 9 }", general: general)
        #expect(own.timeouts == UpstreamTimeouts(connect: .seconds(2), idle: .seconds(9)))
        let other = try configuration("\(general)\ncandidates: [ollama/llama3]").providers["ollama"]
        #expect(other?.timeouts == UpstreamTimeouts(connect: .seconds(2), idle: .seconds(3)))
        #expect(other?.timeouts == (try configuration("\(general)\ncandidates: [ollama/llama3]").timeouts))
    }

    @Test("a candidate takes what its provider takes, of catalog models only chats, unless it says otherwise")
    func candidateAPIs() throws {
        func apis(_ entry: String, _ providers: String = "{}") throws -> Set<UpstreamAPI>? {
            try configuration("providers: \(providers)\ncandidates: [\(entry)]").candidates[0].apis
        }
        #expect(try apis("openai/old") == [.chatCompletions, .responses])
        #expect(try apis("{ id: openai/old, provider: openrouter }") == [.chatCompletions, .messages])
        #expect(try apis("{ id: a, provider: openai }") == [.chatCompletions, .embeddings, .responses])
        #expect(try apis("{ id: a, provider: hosting }") == nil)
        #expect(try apis("{ id: openai/old, apis: [embeddings] }") == [.embeddings])
        #expect(try apis("openai/old", "{ openai: { apis: [responses, completions] } }") == [.responses])
        // A provider that takes nothing else is believed.
        #expect(try apis("openai/old", "{ openai: { apis: [completions] } }") == [.completions])
    }

    @Test(
        "terms of a candidate win over its provider's, and what nobody says is unknown",
        arguments: [
            ("", "", nil, nil), ("trains_on_prompts: false, retains_prompts: true", "", false, true),
            ("trains_on_prompts: true", "trains_on_prompts: false", false, nil),
            ("", "retains_prompts: false", nil, false),
        ] as [(String, String, Bool?, Bool?)])
    func privacy(provider: String, candidate: String, trains: Bool?, retains: Bool?) throws {
        let found = try configuration(
            "providers: { openai: { \(provider) } }\ncandidates: [{ id: openai/old, \(candidate) }]")
        #expect(found.candidates[0].privacy == PrivacyTerms(trainsOnPrompts: trains, retainsPrompts: retains))
    }

    @Test("prompts that stay on machines of the user are neither kept nor trained on")
    func localPrivacy() throws {
        let found = try configuration("candidates: [ollama/llama3]")
        #expect(found.providers["ollama"]?.privacy == .local && found.candidates[0].privacy == .local)
        let shared = "providers: { ollama: { local: false, retains_prompts: true } }\ncandidates: [ollama/llama3]"
        #expect(try configuration(shared).candidates[0].privacy == PrivacyTerms(retainsPrompts: true))
    }
}
