import Foundation
import RouterConfiguration
import RouterCore
import Testing

@Suite("Configuration")
struct ConfigurationTests {
    /// The example of DESIGN.md, section 9.
    private static let example = """
        providers:
          openai: { api_key_env: OPENAI_API_KEY }             # base URL known from the catalog
          lab:    { base_url: http://127.0.0.1:9100/v1, api_key_env: LAB_KEY, local: true }
        candidates:
          - openai/gpt-5-mini                                 # a catalog model: prices, limits, capabilities filled in
          - id: lab/small                                     # what clients see and the log holds
            provider: lab
            upstream_model: mock-small
            price: { prompt: 0.15, completion: 0.60, cache_read: 0.075 }   # USD per million tokens; left out = unknown
            context: 128000
            max_output: 16000
            capabilities: [tools, parallel_tools, images, json_schema, reasoning]
            like: gpt-4o-mini                                 # where its ability prior comes from until it has its own
        default: lab/small
        tradeoff: 5
        bundle: Models/default
        log: { path: autorouter.sqlite, prompts: none }
        server: { host: 127.0.0.1, port: 8484, keys_file: null }
        """

    @Test("the example of the design has the values that it shows")
    func example() throws {
        let found = try configuration(Self.example, environment: ["OPENAI_API_KEY": "k-openai", "LAB_KEY": "k-lab"])
        let openai = try #require(found.providers["openai"])
        #expect(openai.name == "openai" && openai.baseURL == "https://api.openai.example/v1" && !openai.isLocal)
        #expect(openai.key == Secret("k-openai") && openai.keyOrigin == "environment variable OPENAI_API_KEY")
        let lab = try #require(found.providers["lab"])
        #expect(lab.baseURL == "http://127.0.0.1:9100/v1" && lab.key == Secret("k-lab") && lab.isLocal)
        #expect(found.providers.count == 2)
        let mini = Candidate(
            id: "openai/gpt-5-mini", provider: "openai", upstreamModel: "gpt-5-mini",
            price: Price(promptUSDPerMillion: 0.25, completionUSDPerMillion: 2, cacheReadUSDPerMillion: 0.025),
            contextTokens: 400_000, maxOutputTokens: 128_000, capabilities: [.tools, .images], like: "gpt-4o-mini",
            name: "GPT-5 mini", apis: [.chatCompletions, .responses])
        let small = Candidate(
            id: "lab/small", provider: "lab", upstreamModel: "mock-small",
            price: Price(promptUSDPerMillion: 0.15, completionUSDPerMillion: 0.6, cacheReadUSDPerMillion: 0.075),
            contextTokens: 128_000, maxOutputTokens: 16_000,
            capabilities: [.tools, .parallelTools, .images, .jsonSchema, .reasoning], like: "gpt-4o-mini", isLocal: true
        )
        #expect(found.candidates == [mini, small])
        #expect(found.defaultCandidate == "lab/small")
        #expect(found.tradeoff == .balanced)
        #expect(found.bundlePath == "/etc/router/Models/default")
        #expect(found.log.path == "/etc/router/autorouter.sqlite" && found.log.prompts == .none)
        #expect(found.server.host == "127.0.0.1" && found.server.port == 8484 && found.server.keysFile == nil)
        #expect(found.origin == "test.yaml")
    }

    @Test("what is left out has its documented default")
    func defaults() throws {
        let found = try configuration("candidates: [openai/old]")
        #expect(found.tradeoff.value == 5)
        #expect(found.defaultCandidate == nil && found.bundlePath == nil)
        #expect(
            found.timeouts
                == UpstreamTimeouts(
                    connect: .seconds(5), firstByte: .seconds(120), idle: .seconds(60), total: .seconds(600)))
        #expect(found.server.maxBodyBytes == 20_971_520)
        #expect(found.providers["openai"]?.key == nil)
        #expect(try found.pool().candidates.count == 1)
        #expect(throws: CoreError.self) { try Configuration().pool() }
    }

    @Test("relative paths are relative to the file's folder, absolute ones are kept")
    func paths() throws {
        let folder = try TemporaryFolder()
        let file = try folder.write(
            "conf/autorouter.yaml",
            """
            providers: { openai: { api_key_file: ../secrets/key } }
            candidates: [openai/old]
            bundle: ../bundle
            log: { path: logs/a.sqlite }
            server: { keys_file: /absolute/keys }
            """)
        _ = try folder.write("secrets/key", "  k-file\n")
        let found = try Configuration(file: file, catalog: smallCatalog(), environment: ["OPENAI_API_KEY": "k-other"])
        let home = URL(filePath: folder.path).standardizedFileURL.path
        #expect(found.bundlePath.map { URL(filePath: $0).standardizedFileURL.path } == home + "/bundle")
        #expect(found.log.path == home + "/conf/logs/a.sqlite")
        #expect(found.server.keysFile == "/absolute/keys")
        #expect(found.providers["openai"]?.key == Secret("k-file"))
        #expect(found.providers["openai"]?.keyOrigin == "file ../secrets/key")
    }

    @Test("a file that is missing or not UTF-8 is an error with its name")
    func unreadable() throws {
        let folder = try TemporaryFolder()
        let missing = URL(filePath: folder.path).appending(path: "absent.yaml")
        let latin = try folder.write("latin.yaml", "")
        try Data([0x61, 0xE9, 0x0A]).write(to: latin)
        for file in [missing, latin] {
            let error = #expect(throws: ConfigurationError.self) {
                try Configuration(file: file, catalog: .empty, environment: [:])
            }
            #expect(error?.code == .unreadable)
            #expect(error?.description.contains(file.lastPathComponent) == true)
        }
    }

    @Test(
        "times are kept to the millisecond",
        arguments: [
            ("1.001", 1001), ("0.001", 1), ("4.35", 4350), ("2.003", 2003), ("86400", 86_400_000), ("8.2", 8200),
            ("16.1", 16_100),
        ])
    func times(text: String, milliseconds: Int) throws {
        let found = try configuration("candidates: [openai/old]\ntimeouts: { idle: \(text) }")
        #expect(found.timeouts.idle == .milliseconds(milliseconds))
        #expect(found.timeouts.total == .seconds(600))
    }

    @Test("null is the same as left out")
    func null() throws {
        let text =
            "providers: ~\ncandidates: [openai/old]\ntradeoff:\nlog: null\nserver: { port: ~ }\ntimeouts: {}\ndefault: null"
        let found = try configuration(text)
        #expect(dumped(found) == dumped(try configuration("candidates: [openai/old]")))
    }
}
