import RouterConfiguration
import RouterCore
import Testing

@Suite("Presets and limits of a configuration")
struct ConfigurationPresetTests {
    private func configured(_ text: String) throws -> Configuration {
        try configuration(text + "\ncandidates: [openai/old]")
    }

    @Test("auto-code is there without being configured: tools, and a dial that leans to quality")
    func autoCode() throws {
        for found in [Configuration(), try configured("")] {
            let preset = try #require(found.presets["auto-code"])
            #expect(found.presets.count == 1 && preset.name == "auto-code")
            #expect(preset.capabilities == .tools && preset.tradeoff?.value == 2)
            #expect(preset.allowed == nil && preset.excluded.isEmpty && preset.costTier == nil)
            #expect(preset.order == .utility)
        }
    }

    @Test("what the file says of auto-code is changed, and the rest stays")
    func changedAutoCode() throws {
        let preset = try #require(try configured("presets: { auto-code: { tradeoff: 6 } }").presets["auto-code"])
        #expect(preset.tradeoff?.value == 6 && preset.capabilities == .tools)
        let open = try configured("presets: { auto-code: { capabilities: [] } }").presets["auto-code"]
        #expect(open?.capabilities == [] && open?.tradeoff?.value == 2)
    }

    @Test("a preset of one's own has what it says and nothing more")
    func own() throws {
        let found = try configured(
            """
            presets:
              team/eu:
                tradeoff: 3.5
                allowed_models: [mistralai/*, "*/gpt-5*"]
                excluded_models: ["*preview*"]
                capabilities: [images, json_schema]
                cost_tier: medium
                order: throughput
              plain:
            """)
        let preset = try #require(found.presets["team/eu"])
        #expect(preset.tradeoff?.value == 3.5 && preset.costTier == .medium && preset.order == .throughput)
        #expect(preset.allowed?.map(\.description) == ["mistralai/*", "*/gpt-5*"])
        #expect(preset.excluded.map(\.description) == ["*preview*"])
        #expect(preset.capabilities == [.images, .jsonSchema])
        #expect(found.presets["plain"] == Configuration.Preset(name: "plain"))
        #expect(found.presets.count == 3)
    }

    @Test("limits have the values of the file")
    func limits() throws {
        let found = try configured(
            """
            retries: { rounds: 0, max_wait: 0.5 }
            breaker: { failures: 2, cooldown: 1.5 }
            sessions: { enabled: false, idle: 300, reach: 0 }
            budgets: { usd_per_day: 2.5, usd_per_month: 0 }
            """)
        #expect(found.retries.rounds == 0 && found.retries.maxWait == .milliseconds(500))
        #expect(found.breaker.failures == 2 && found.breaker.cooldown == .milliseconds(1500))
        #expect(!found.sessions.isEnabled && found.sessions.idle == .seconds(300) && found.sessions.reach == 0)
        #expect(found.budget.usdPerDay == 2.5 && found.budget.usdPerMonth == 0)
        #expect(try configured("").budget == Configuration().budget)
        #expect(Configuration().budget.usdPerDay == nil && Configuration().budget.usdPerMonth == nil)
    }

    @Test("hosts and origins are kept as browsers write them")
    func names() throws {
        let server = try configured(
            """
            server:
              allowed_hosts: [Router.LAN, gpu-1, 10.0.0.7, "[FD00::1]", "fd00::2"]
              allowed_origins: ["HTTPS://App.Example:443", "http://app.example:80", "http://localhost:3000",
                "https://[::1]:8443", "chrome-extension://abc", "tauri://localhost", "http://x:443"]
            """
        ).server
        #expect(server.allowedHosts == ["router.lan", "gpu-1", "10.0.0.7", "fd00::1", "fd00::2"])
        let origins = [
            "https://app.example", "http://app.example", "http://localhost:3000", "https://[::1]:8443",
            "chrome-extension://abc", "tauri://localhost", "http://x:443",
        ]
        #expect(server.allowedOrigins == origins)
    }
}
