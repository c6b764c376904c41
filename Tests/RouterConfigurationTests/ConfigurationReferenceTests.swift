import RouterConfiguration
import RouterCore
import Testing

@Suite("Configuration reference")
struct ConfigurationReferenceTests {
    /// For each key, text that gives it a value other than its default.
    private static let samples: [String: String] = [
        "providers": "providers: { unused: { base_url: 'http://x/v1' } }",
        "providers.<name>.base_url": "providers: { openai: { base_url: 'http://x/v1' } }",
        "providers.<name>.api_key_env": "providers: { openai: { api_key_env: OTHER } }",
        "providers.<name>.api_key_file": "providers: { openai: { api_key_file: key } }",
        "providers.<name>.local": "providers: { openai: { local: true } }",
        "candidates": "candidates: [openai/old, ollama/llama3]",
        "candidates[].id": "candidates: [{ id: openai/unpriced }]",
        "candidates[].provider": "candidates: [{ id: openai/old, provider: openrouter }]",
        "candidates[].upstream_model": "candidates: [{ id: openai/old, upstream_model: x }]",
        "candidates[].price": "candidates: [{ id: openai/old, price: {} }]",
        "candidates[].price.prompt": "candidates: [{ id: openai/old, price: { prompt: 7 } }]",
        "candidates[].price.completion": "candidates: [{ id: openai/old, price: { completion: 7 } }]",
        "candidates[].price.cache_read": "candidates: [{ id: openai/old, price: { cache_read: 7 } }]",
        "candidates[].price.cache_write": "candidates: [{ id: openai/old, price: { cache_write: 7 } }]",
        "candidates[].price.request": "candidates: [{ id: openai/old, price: { request: 7 } }]",
        "candidates[].context": "candidates: [{ id: openai/old, context: 7 }]",
        "candidates[].max_output": "candidates: [{ id: openai/old, max_output: 7 }]",
        "candidates[].capabilities": "candidates: [{ id: openai/old, capabilities: [tools] }]",
        "candidates[].like": "candidates: [{ id: openai/old, like: x }]",
        "candidates[].benchmarks": "candidates: [{ id: openai/old, benchmarks: { mmlu_pro: 0.5 } }]",
        "default": "default: openai/old", "tradeoff": "tradeoff: 7", "bundle": "bundle: x",
        "timeouts": "timeouts: { connect: 8 }", "timeouts.connect": "timeouts: { connect: 7 }",
        "timeouts.first_byte": "timeouts: { first_byte: 7 }", "timeouts.idle": "timeouts: { idle: 7 }",
        "timeouts.total": "timeouts: { total: 7 }", "log": "log: { path: y }", "log.path": "log: { path: x }",
        "log.prompts": "log: { prompts: hash }", "server": "server: { port: 8 }",
        "server.host": "server: { host: '::1' }",
        "server.port": "server: { port: 7 }", "server.keys_file": "server: { keys_file: x }",
        "server.max_body_bytes": "server: { max_body_bytes: 7000 }",
    ]

    /// What a configuration looks like with this text, candidates added where it names none.
    private func shown(_ text: String) throws -> String {
        let folder = try TemporaryFolder()
        _ = try folder.write("key", "k")
        let whole = text.hasPrefix("candidates") ? text : text + "\ncandidates: [openai/old]"
        // The folder's name is different each time.
        return try dumped(configuration(whole, folder: folder.path)).replacing(folder.path, with: "FOLDER")
    }

    @Test("every listed key is read: it changes the configuration, in a way of its own")
    func everyKeyIsRead() throws {
        #expect(Set(ConfigurationReference.entries.map(\.path)) == Set(Self.samples.keys))
        var seen = [try shown(""): "nothing"]
        for (path, text) in Self.samples.sorted(by: { $0.key < $1.key }) {
            let other = seen.updateValue(path, forKey: try shown(text))
            #expect(other == nil, "'\(path)' has the effect of '\(other ?? "")'")
        }
    }

    @Test(
        "no other key is accepted: the accepted keys of each mapping are the listed ones",
        arguments: [
            ("", "?: 1"), ("providers.<name>.", "providers: { openai: { ?: 1 } }"),
            ("candidates[].", "candidates: [{ ?: 1 }]"),
            ("candidates[].price.", "candidates: [{ id: openai/old, price: { ?: 1 } }]"),
            ("timeouts.", "timeouts: { ?: 1 }"),
            ("log.", "log: { ?: 1 }"), ("server.", "server: { ?: 1 }"),
        ])
    func noOtherKey(prefix: String, text: String) throws {
        let error = try #require(throws: ConfigurationError.self) { try shown(text.replacing("?", with: "unheard_of")) }
        #expect(error.code == .unknownKey)
        let listed = ConfigurationReference.entries.filter { $0.path.hasPrefix(prefix) }
            .map { $0.path.dropFirst(prefix.count) }.filter { !$0.contains { ".[".contains($0) } }
        #expect(!listed.isEmpty)
        #expect(error.reason.hasSuffix("accepted here: " + listed.joined(separator: ", ")))
    }

    @Test("each key is listed once, with type, default and meaning")
    func completeEntries() {
        let entries = ConfigurationReference.entries
        #expect(Set(entries.map(\.path)).count == entries.count)
        for entry in entries {
            #expect(!entry.type.isEmpty && !entry.defaultValue.isEmpty && entry.meaning.hasSuffix("."), "\(entry.path)")
        }
    }

    @Test("the documented defaults are the real ones")
    func defaults() throws {
        let (found, timeouts) = (Configuration(), Configuration().timeouts)
        let real = [
            "tradeoff": found.tradeoff.description, "log.path": found.log.path,
            "log.prompts": found.log.prompts.rawValue,
            "server.host": found.server.host, "server.port": "\(found.server.port)",
            "server.max_body_bytes": "\(found.server.maxBodyBytes)",
            "timeouts.connect": "\(timeouts.connect.components.seconds)",
            "timeouts.first_byte": "\(timeouts.firstByte.components.seconds)",
            "timeouts.idle": "\(timeouts.idle.components.seconds)",
            "timeouts.total": "\(timeouts.total.components.seconds)",
        ]
        for (path, value) in real {
            #expect(ConfigurationReference.entries.first { $0.path == path }?.defaultValue == value, "\(path)")
        }
    }
}
