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
        "providers.<name>.key_header": "providers: { openai: { key_header: x-api-key } }",
        "providers.<name>.apis": "providers: { openai: { apis: [messages] } }",
        "providers.<name>.trains_on_prompts": "providers: { openai: { trains_on_prompts: false } }",
        "providers.<name>.retains_prompts": "providers: { openai: { retains_prompts: false } }",
        "providers.<name>.timeouts": "providers: { openai: { timeouts: { connect: 8 } } }",
        "providers.<name>.timeouts.connect": "providers: { openai: { timeouts: { connect: 7 } } }",
        "providers.<name>.timeouts.first_byte": "providers: { openai: { timeouts: { first_byte: 7 } } }",
        "providers.<name>.timeouts.idle": "providers: { openai: { timeouts: { idle: 7 } } }",
        "providers.<name>.timeouts.total": "providers: { openai: { timeouts: { total: 7 } } }",
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
        "candidates[].name": "candidates: [{ id: openai/old, name: x }]",
        "candidates[].apis": "candidates: [{ id: openai/old, apis: [embeddings] }]",
        "candidates[].quantization": "candidates: [{ id: openai/old, quantization: fp8 }]",
        "candidates[].parameters": "candidates: [{ id: openai/old, parameters: [seed] }]",
        "candidates[].trains_on_prompts": "candidates: [{ id: openai/old, trains_on_prompts: false }]",
        "candidates[].retains_prompts": "candidates: [{ id: openai/old, retains_prompts: false }]",
        "presets": "presets: { mine: {} }", "presets.<name>.tradeoff": "presets: { mine: { tradeoff: 7 } }",
        "presets.<name>.allowed_models": "presets: { mine: { allowed_models: ['*'] } }",
        "presets.<name>.excluded_models": "presets: { mine: { excluded_models: ['*'] } }",
        "presets.<name>.capabilities": "presets: { mine: { capabilities: [images] } }",
        "presets.<name>.cost_tier": "presets: { mine: { cost_tier: low } }",
        "presets.<name>.order": "presets: { mine: { order: price } }",
        "sessions": "sessions: { idle: 8 }", "sessions.enabled": "sessions: { enabled: false }",
        "sessions.idle": "sessions: { idle: 7 }", "sessions.reach": "sessions: { reach: 0.5 }",
        "exploration": "exploration: { epsilon: 0.5 }", "exploration.policy": "exploration: { policy: thompson }",
        "exploration.epsilon": "exploration: { epsilon: 0.1 }",
        "exploration.newcomers": "exploration: { newcomers: 0.1 }",
        "exploration.floor": "exploration: { floor: 0.1 }", "exploration.scale": "exploration: { scale: 0.1 }",
        "exploration.max_regret": "exploration: { max_regret: 0.1 }",
        "exploration.max_regret_per_day": "exploration: { max_regret_per_day: 0.1 }",
        "rewards": "rewards: { feedback: 7 }", "rewards.feedback": "rewards: { feedback: 3 }",
        "rewards.judge": "rewards: { judge: 3 }", "rewards.observation": "rewards: { observation: 3 }",
        "rewards.signals": "rewards: { signals: { answered: 0.1 } }",
        "rewards.signals.answered": "rewards: { signals: { answered: 0.5 } }",
        "rewards.signals.invalid_json": "rewards: { signals: { invalid_json: off } }",
        "rewards.signals.invalid_tool_call": "rewards: { signals: { invalid_tool_call: 0.5 } }",
        "rewards.signals.empty": "rewards: { signals: { empty: 0.55 } }",
        "rewards.signals.refusal": "rewards: { signals: { refusal: 0.5 } }",
        "rewards.signals.regenerated": "rewards: { signals: { regenerated: 0.5 } }",
        "rewards.signals.cut_off": "rewards: { signals: { cut_off: 0.5 } }",
        "retrain": "retrain: { every: 8 }", "retrain.every": "retrain: { every: 7 }",
        "retrain.min_outcomes": "retrain: { min_outcomes: 7 }", "retrain.margin": "retrain: { margin: 0.1 }",
        "retrain.confidence": "retrain: { confidence: 0.9 }",
        "retrain.half_life_days": "retrain: { half_life_days: 7 }",
        "retrain.evaluated_share": "retrain: { evaluated_share: 0.5 }",
        "retries": "retries: { max_wait: 8 }", "retries.rounds": "retries: { rounds: 5 }",
        "retries.max_wait": "retries: { max_wait: 7 }", "breaker": "breaker: { failures: 8 }",
        "breaker.failures": "breaker: { failures: 7 }", "breaker.cooldown": "breaker: { cooldown: 7 }",
        "budgets": "budgets: { usd_per_day: 8 }", "budgets.usd_per_day": "budgets: { usd_per_day: 7 }",
        "budgets.usd_per_month": "budgets: { usd_per_month: 7 }",
        "server.max_header_bytes": "server: { max_header_bytes: 7000 }",
        "server.allowed_hosts": "server: { allowed_hosts: [x] }",
        "server.allowed_origins": "server: { allowed_origins: ['https://x'] }",
        "server.heartbeat": "server: { heartbeat: 7 }", "server.request_timeout": "server: { request_timeout: 7 }",
        "default": "default: openai/old", "tradeoff": "tradeoff: 7", "bundle": "bundle: x",
        "bundles": "bundles: { keep: 8 }", "bundles.path": "bundles: { path: x }",
        "bundles.keep": "bundles: { keep: 7 }",
        "timeouts": "timeouts: { connect: 8 }", "timeouts.connect": "timeouts: { connect: 7 }",
        "timeouts.first_byte": "timeouts: { first_byte: 7 }", "timeouts.idle": "timeouts: { idle: 7 }",
        "timeouts.total": "timeouts: { total: 7 }", "log": "log: { path: y }", "log.path": "log: { path: x }",
        "log.prompts": "log: { prompts: hash }", "log.replies": "log: { replies: text }",
        "log.keep_days": "log: { keep_days: 90 }", "log.keep_bytes": "log: { keep_bytes: 2000000000 }",
        "judge": "judge: { max_usd: 8 }", "judge.model": "judge: { model: openai/old }",
        "judge.max_usd": "judge: { max_usd: 7 }", "judge.rubric": "judge: { rubric: be brief }",
        "judge.concurrency": "judge: { concurrency: 7 }", "server": "server: { port: 8 }",
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
            ("providers.<name>.timeouts.", "providers: { openai: { timeouts: { ?: 1 } } }"),
            ("presets.<name>.", "presets: { mine: { ?: 1 } }"), ("sessions.", "sessions: { ?: 1 }"),
            ("retrain.", "retrain: { ?: 1 }"), ("retries.", "retries: { ?: 1 }"), ("breaker.", "breaker: { ?: 1 }"),
            ("exploration.", "exploration: { ?: 1 }"), ("rewards.", "rewards: { ?: 1 }"),
            ("rewards.signals.", "rewards: { signals: { ?: 1 } }"), ("budgets.", "budgets: { ?: 1 }"),
            ("log.", "log: { ?: 1 }"), ("server.", "server: { ?: 1 }"), ("judge.", "judge: { ?: 1 }"),
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
            "log.prompts": found.log.prompts.rawValue, "log.replies": found.log.replies.rawValue,
            "judge.max_usd": "\(Int(found.judge.maxUSD))", "judge.concurrency": "\(found.judge.concurrency)",
            "server.host": found.server.host, "server.port": "\(found.server.port)",
            "server.max_body_bytes": "\(found.server.maxBodyBytes)",
            "timeouts.connect": "\(timeouts.connect.components.seconds)",
            "timeouts.first_byte": "\(timeouts.firstByte.components.seconds)",
            "timeouts.idle": "\(timeouts.idle.components.seconds)",
            "timeouts.total": "\(timeouts.total.components.seconds)",
            "exploration.policy": found.exploration.policy.rawValue,
            "exploration.epsilon": "\(found.exploration.epsilon)",
            "exploration.newcomers": "\(found.exploration.newcomers)",
            "exploration.floor": "\(found.exploration.floor)", "exploration.scale": "\(found.exploration.scale)",
            "exploration.max_regret": "\(found.exploration.maxRegret)",
            "exploration.max_regret_per_day": "\(found.exploration.maxRegretPerDay)",
            "rewards.feedback": "\(found.rewards.feedbackWeight)", "rewards.judge": "\(found.rewards.judgeWeight)",
            "rewards.observation": "\(found.rewards.observationWeight)",
            "bundles.keep": "\(found.bundles.keep)", "retrain.min_outcomes": "\(found.retrain.minOutcomes)",
            "retrain.margin": "\(Int(found.retrain.margin))", "retrain.confidence": "\(found.retrain.confidence)",
            "retrain.evaluated_share": "\(found.retrain.evaluatedShare)",
            "retries.rounds": "\(found.retries.rounds)",
            "retries.max_wait": "\(found.retries.maxWait.components.seconds)",
            "breaker.failures": "\(found.breaker.failures)",
            "breaker.cooldown": "\(found.breaker.cooldown.components.seconds)",
            "sessions.enabled": "\(found.sessions.isEnabled)",
            "sessions.idle": "\(found.sessions.idle.components.seconds)",
            "sessions.reach": "\(found.sessions.reach)",
            "server.max_header_bytes": "\(found.server.maxHeaderBytes)",
            "server.heartbeat": "\(found.server.heartbeat.components.seconds)",
            "server.request_timeout": "\(found.server.requestTimeout.components.seconds)",
            "presets": found.presets.keys.sorted().joined(separator: ", "),
            "presets.<name>.order": Configuration.Preset(name: "x").order.rawValue,
        ]
        for (kind, severity) in found.rewards.severities {
            let entry = ConfigurationReference.entries.first { $0.path == "rewards.signals.\(kind)" }
            #expect(entry?.defaultValue == "\(severity)", "\(kind)")
        }
        for (path, value) in real {
            #expect(ConfigurationReference.entries.first { $0.path == path }?.defaultValue == value, "\(path)")
        }
    }
}
