import Foundation
import RouterConfiguration
import RouterCore
import Testing

@Suite("Keys of a configuration")
struct ConfigurationSecretTests {
    @Test("keys by variable and by file are in no description of the configuration")
    func descriptions() throws {
        let folder = try TemporaryFolder()
        let file = try folder.write(
            "autorouter.yaml",
            """
            providers:
              openai: { api_key_env: MY_KEY }
              lab: { base_url: http://127.0.0.1:9/v1, api_key_file: key.txt }
            candidates: [openai/old, { id: a, provider: lab }, { id: b, provider: openrouter }]
            """)
        _ = try folder.write("key.txt", "hunter2-file\n")
        let environment = ["MY_KEY": "hunter2-env", "OPENROUTER_API_KEY": "hunter2-catalog"]
        let found = try Configuration(file: file, catalog: smallCatalog(), environment: environment)
        let keys = ["openai", "lab", "openrouter"].map { found.providers[$0]?.key?.revealed() }
        #expect(keys == ["hunter2-env", "hunter2-file", "hunter2-catalog"])
        let texts = [
            String(describing: found), String(reflecting: found), dumped(found), "\(found.providers)",
            dumped(found.providers),
            String(describing: found.providers["lab"] as Any), dumped(found.providers["lab"]?.key as Any),
        ]
        for text in texts { #expect(!text.contains("hunter2")) }
    }

    @Test(
        "a key that was put in the wrong place is not in the error either",
        arguments: [
            "providers: { openai: { api_key: hunter2 } }", "providers: { openai: { api_key_env: sk-hunter2 } }",
            "providers: { openai: { api_key_env: 'Bearer hunter2' } }",
            "providers: { x: { base_url: 'https://me:hunter2@host/v1' } }",
            "providers: { x: { base_url: 'https://host/v1?key=hunter2' } }",
            "providers: { openai: { key: { value: hunter2 } } }",
            "server: { allowed_origins: ['https://me:hunter2@host'] }",
            "providers: { openai: [hunter2] }", "api_key: 'hunter2", "api_key: hunter2: x",
        ])
    func misplaced(line: String) {
        let error = #expect(throws: ConfigurationError.self) { try configuration(line + "\ncandidates: [openai/old]") }
        #expect(error.map { dumped($0).contains("hunter2") } == false, "\(error.map(String.init(describing:)) ?? "-")")
    }

    @Test("a key file without a key is an error")
    func emptyFile() throws {
        let folder = try TemporaryFolder()
        _ = try folder.write("key.txt", " \n")
        let error = try #require(throws: ConfigurationError.self) {
            try configuration(
                "providers: { openai: { api_key_file: key.txt } }\ncandidates: [openai/old]", folder: folder.path)
        }
        #expect(error.reason == "'providers.openai.api_key_file' is 'key.txt', which is empty; a key is expected")
    }

    @Test("an empty variable is no key, and where a key is expected is still said", arguments: [["MY_KEY": ""], [:]])
    func noKey(environment: [String: String]) throws {
        let text = "providers: { openai: { api_key_env: MY_KEY } }\ncandidates: [openai/old]"
        let provider = try #require(try configuration(text, environment: environment).providers["openai"])
        #expect(provider.key == nil)
        #expect(provider.keyOrigin == "environment variable MY_KEY")
    }

    @Test("a provider outside the catalog needs no key")
    func keyless() throws {
        let text = "providers: { lab: { base_url: 'http://127.0.0.1:9/v1/' } }\ncandidates: [{ id: a, provider: lab }]"
        let provider = try #require(try configuration(text).providers["lab"])
        #expect(provider.key == nil && provider.keyOrigin == nil)
        #expect(provider.baseURL == "http://127.0.0.1:9/v1")
    }
}
