import RouterConfiguration
import RouterCore
import Testing

@Suite("Configuration errors")
struct ConfigurationErrorTests {
    private static let candidates = "candidates: [openai/old]\n"

    private func refusal(of text: String) throws -> ConfigurationError {
        try #require(throws: ConfigurationError.self) { try configuration(text) }
    }

    @Test(
        "an unknown key is an error that names the key, its line and the accepted keys",
        arguments: [
            ("candidates: [openai/old]\nservr: {}", 2, "'servr'", "server"),
            ("candidates: [openai/old]\nservr:\n  port: 1", 2, "'servr'", "server"),
            ("candidates: [openai/old]\n\nserver:\n  port: 1\n  prot: 2", 5, "'server.prot'", "port"),
            ("candidates: [openai/old]\nlog: { file: x }", 2, "'log.file'", "path, prompts"),
            (
                "candidates: [openai/old]\ntimeouts:\n  read: 1", 3, "'timeouts.read'",
                "connect, first_byte, idle, total"
            ),
            (
                "providers:\n  openai:\n    key: x\ncandidates: [openai/old]", 3, "'providers.openai.key'",
                "api_key_env, api_key_file"
            ),
            ("candidates:\n  - openai/old\n  - id: a\n    modell: b", 4, "'candidates[1].modell'", "upstream_model"),
            (
                "candidates:\n  - id: a\n    provider: openai\n    price:\n      input: 1", 5,
                "'candidates[0].price.input'", "prompt, completion"
            ),
            ("Candidates: []", 1, "'Candidates'", "candidates"),
        ])
    func unknownKey(text: String, line: Int, key: String, accepted: String) throws {
        let error = try refusal(of: text)
        #expect(error.line == line)
        #expect(error.description.hasPrefix("test.yaml:\(line): "))
        #expect(error.code == .unknownKey)
        #expect(error.reason.contains(key) && error.reason.contains(accepted), "\(error.reason)")
    }

    @Test(
        "a bad value is an error that names the key, its line, the value and what is accepted",
        arguments: [
            ("tradeoff: 11", "'tradeoff' is '11'", "0 to 10"), ("tradeoff: cheap", "'tradeoff' is 'cheap'", "0 to 10"),
            ("tradeoff: .nan", "'tradeoff' is '.nan'", "0 to 10"), ("tradeoff: [1]", "'tradeoff'", "0 to 10"),
            ("default: openai/none", "'default' is 'openai/none'", "none of the candidates"),
            ("default: [a]", "'default'", "text"),
            ("bundle: {}", "'bundle'", "text"), ("log: x", "'log'", "mapping"),
            ("log: { path: [] }", "'log.path'", "text"),
            ("log: { prompts: all }", "'log.prompts' is 'all'", "none, hash, text"),
            ("log: { keep_days: 0 }", "'log.keep_days'", "36500"),
            ("log: { keep_bytes: 2GB }", "'log.keep_bytes'", "1048576"),
            ("server: []", "'server'", "mapping"),
            ("server: { port: 65536 }", "'server.port' is '65536'", "0 to 65535"),
            ("server: { port: -1 }", "'server.port'", "0 to 65535"),
            ("server: { port: 80.5 }", "'server.port' is '80.5'", "integer"),
            ("server: { port: http }", "'server.port'", "integer"),
            ("server: { host: {} }", "'server.host'", "text"),
            ("server: { max_body_bytes: 0 }", "'server.max_body_bytes' is '0'", "1024"),
            ("server: { keys_file: [] }", "'server.keys_file'", "text"),
            ("timeouts: { idle: 0 }", "'timeouts.idle' is '0'", "0.001"),
            ("timeouts: { total: 1e9 }", "'timeouts.total'", "86400"), ("timeouts: 5", "'timeouts'", "mapping"),
            ("retries: { rounds: 6 }", "'retries.rounds' is '6'", "0 to 5"),
            ("retries: { max_wait: 0 }", "'retries.max_wait' is '0'", "0.001"), ("breaker: 3", "'breaker'", "mapping"),
            ("breaker: { failures: 0 }", "'breaker.failures' is '0'", "1 to 1000"),
            ("sessions: { enabled: maybe }", "'sessions.enabled' is 'maybe'", "true or false"),
            ("sessions: { reach: 1.5 }", "'sessions.reach' is '1.5'", "0 to 1"),
            ("sessions: false", "'sessions'", "mapping"),
            ("budgets: { usd_per_day: -1 }", "'budgets.usd_per_day' is '-1'", "0 to"),
            ("budgets: { usd_per_month: .nan }", "'budgets.usd_per_month'", "0 to"),
            ("server: { max_header_bytes: 10 }", "'server.max_header_bytes' is '10'", "1024"),
            ("server: { heartbeat: 0 }", "'server.heartbeat' is '0'", "0.001"),
            ("server: { request_timeout: soon }", "'server.request_timeout' is 'soon'", "0.001"),
            ("server: { allowed_hosts: router.lan }", "'server.allowed_hosts'", "list"),
            ("server: { allowed_hosts: [a, 'b:80'] }", "'server.allowed_hosts[1]' is 'b:80'", "without scheme, port"),
            ("server: { allowed_hosts: ['*.lan'] }", "'server.allowed_hosts[0]' is '*.lan'", "'*'"),
            ("server: { allowed_hosts: ['http://x'] }", "'server.allowed_hosts[0]'", "scheme"),
            ("server: { allowed_origins: ['*'] }", "'server.allowed_origins[0]'", "'*'"),
            ("server: { allowed_origins: ['null'] }", "'server.allowed_origins[0]'", "https://example.org"),
            ("server: { allowed_origins: ['https://x/'] }", "'server.allowed_origins[0]'", "path"),
            ("server: { allowed_origins: [example.org] }", "'server.allowed_origins[0]'", "https://example.org"),
            ("presets: { auto: {} }", "'presets.auto'", "other than 'auto'"),
            ("presets: { 'openrouter/auto': {} }", "'presets.openrouter/auto'", "other than 'auto'"),
            ("presets: { 'a:floor': {} }", "'presets.a:floor'", "without ':'"),
            ("presets: { openai/old: {} }", "'presets.openai/old'", "candidate"),
            ("presets: { a: { tradeoff: 11 } }", "'presets.a.tradeoff' is '11'", "0 to 10"),
            ("presets: { a: { allowed_models: x } }", "'presets.a.allowed_models'", "list"),
            ("presets: { a: { excluded_models: [''] } }", "'presets.a.excluded_models[0]'", "text"),
            ("presets: { a: { capabilities: [vision] } }", "'presets.a.capabilities[0]' is 'vision'", "images"),
            ("presets: { a: { cost_tier: cheap } }", "'presets.a.cost_tier' is 'cheap'", "low, medium"),
            ("presets: { a: { order: exacto } }", "'presets.a.order' is 'exacto'", "utility, price"),
            ("providers: { openai: { apis: [] } }", "'providers.openai.apis'", "chat_completions"),
            ("providers: { openai: { apis: [chat] } }", "'providers.openai.apis[0]' is 'chat'", "chat_completions"),
            ("providers: { openai: { key_header: bearer } }", "'providers.openai.key_header' is 'bearer'", "x-api-key"),
            (
                "providers: { openai: { timeouts: { idle: 0 } } }", "'providers.openai.timeouts.idle' is '0'", "0.001"
            ),
            (
                "providers: { openai: { retains_prompts: perhaps } }",
                "'providers.openai.retains_prompts' is 'perhaps'",
                "true or false"
            ),
            ("providers: { ollama: { trains_on_prompts: true } }", "'providers.ollama.trains_on_prompts'", "local"),
            ("providers: [openai]", "'providers'", "mapping"),
            ("providers: { openai: x }", "'providers.openai'", "mapping"),
            ("providers: { x: { base_url: ftp://x/v1 } }", "'providers.x.base_url'", "http"),
            ("providers: { x: { base_url: example.org } }", "'providers.x.base_url'", "http"),
            ("providers: { x: { base_url: 'http:///v1' } }", "'providers.x.base_url'", "http"),
            ("providers: { openai: { local: maybe } }", "'providers.openai.local' is 'maybe'", "true or false"),
            (
                "providers: { openai: { api_key_env: A, api_key_file: b } }", "'providers.openai.api_key_env'",
                "one of them"
            ),
            ("providers: { openai: { api_key_env: [A] } }", "'providers.openai.api_key_env'", "text"),
            (
                "providers: { openai: { api_key_file: /nowhere/key } }",
                "'providers.openai.api_key_file' is '/nowhere/key'", "cannot be read"
            ),
        ])
    func badValue(line: String, subject: String, accepted: String) throws {
        let error = try refusal(of: "# a comment\n" + line + "\n" + Self.candidates)
        #expect(error.code == .badValue)
        #expect(error.description.hasPrefix("test.yaml:2: "), "\(error)")
        #expect(error.reason.contains(subject) && error.reason.contains(accepted), "\(error.reason)")
    }

    @Test(
        "a bad candidate is an error that names its place",
        arguments: [
            ("openai/none", "'candidates[1]' is 'openai/none'", "catalog"), ("[]", "'candidates[1]'", "mapping"),
            ("{ provider: openai }", "'candidates[1]' has no 'id'", ""),
            ("{ id: x }", "'candidates[1]' has no 'provider'", "'x'"),
            ("{ id: x, provider: y }", "'candidates[1]'", "'y'"),
            ("{ id: x, provider: openai, context: 0 }", "'candidates[1].context' is '0'", "1 to"),
            ("{ id: x, provider: openai, max_output: 1k }", "'candidates[1].max_output' is '1k'", "integer"),
            ("{ id: x, provider: openai, price: 3 }", "'candidates[1].price'", "mapping"),
            (
                "{ id: x, provider: openai, price: { prompt: -1 } }", "'candidates[1].price.prompt' is '-1'",
                "0 to 1000000"
            ),
            (
                "{ id: x, provider: openai, price: { completion: .inf } }", "'candidates[1].price.completion'",
                "0 to 1000000"
            ),
            ("{ id: x, provider: openai, capabilities: tools }", "'candidates[1].capabilities'", "list"),
            (
                "{ id: x, provider: openai, capabilities: [tools, vision] }",
                "'candidates[1].capabilities[1]' is 'vision'", "images"
            ),
            ("{ id: x, provider: openai, like: [] }", "'candidates[1].like'", "text"),
            ("{ id: x, provider: openai, apis: [] }", "'candidates[1].apis'", "messages"),
            ("{ id: x, provider: openai, quantization: q4 }", "'candidates[1].quantization' is 'q4'", "int4, int8"),
            ("{ id: x, provider: openai, parameters: seed }", "'candidates[1].parameters'", "list"),
            ("{ id: ollama/llama3, retains_prompts: true }", "'candidates[1].retains_prompts'", "local"),
            ("{ id: [], provider: openai }", "'candidates[1].id'", "text"),
        ])
    func badCandidate(entry: String, subject: String, accepted: String) throws {
        let error = try refusal(of: "candidates:\n  - openai/old\n  - \(entry)\n")
        #expect(error.description.hasPrefix("test.yaml:3: "), "\(error)")
        #expect(error.reason.contains(subject) && error.reason.contains(accepted), "\(error.reason)")
    }

    @Test(
        "a file without usable candidates is an error",
        arguments: [
            ("", .missingKey, "'candidates'"), ("tradeoff: 5", .missingKey, "'candidates'"),
            ("candidates:", .missingKey, "'candidates'"),
            ("candidates: []", .badValue, "empty"), ("candidates: openai/old", .badValue, "list"),
            ("candidates: [openai/old, openai/old]", .badValue, "twice"),
            ("candidates: [gpt-5-mini, openai/gpt-5-mini]", .badValue, "twice"),
            ("just text", .badValue, "mapping"), ("? [a]\n: 1", .badValue, "plain text"),
            ("[1, 2]", .badValue, "mapping"), ("1: 2", .unknownKey, "'1'"),
        ] as [(String, ConfigurationError.Code, String)])
    func unusable(text: String, code: ConfigurationError.Code, words: String) throws {
        let error = try refusal(of: text)
        #expect(error.code == code)
        #expect(error.reason.contains(words), "\(error.reason)")
        #expect(error.origin == "test.yaml")
    }

    @Test(
        "what is not YAML is an error on one line",
        arguments: ["a: [1", "a: 'x", "\ta: 1", "a: b: c", "a: 1\na: 2", "*x", "{a: 1}}"])
    func notYAML(text: String) throws {
        let error = try refusal(of: text)
        #expect(error.code == .notYAML)
        #expect(!error.description.contains("\n"))
    }

    @Test("a provider that neither file nor catalog places has no address")
    func noAddress() throws {
        let error = try refusal(of: "providers:\n  mine: { local: true }\n" + Self.candidates)
        #expect(error.code == .missingKey && error.line == 2)
        #expect(error.reason.contains("'providers.mine'") && error.reason.contains("'base_url'"))
    }
}
