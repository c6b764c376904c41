import RouterCore
import RouterWire
import Testing

@testable import RouterEngine

@Suite("Presets")
struct RoutingPresetTests {
    private let preset: RoutingPreset

    init() throws {
        preset = RoutingPreset(
            tradeoff: try Tradeoff(7), allowed: [try CandidatePattern("a/*")], excluded: [try CandidatePattern("a/x")],
            capabilities: .tools, costTier: .low, order: .price)
    }

    @Test("where the request says nothing, the preset does")
    func fills() throws {
        var request = RoutingRequest(prompt: "Hi")
        preset.apply(to: &request)
        #expect(request.constraints.tradeoff == preset.tradeoff && request.constraints.costTier == .low)
        #expect(request.constraints.allowed == preset.allowed && request.constraints.excluded == preset.excluded)
        #expect(request.constraints.order == .price && request.needs.capabilities == .tools)
    }

    @Test("what the request says wins; exclusions and needs of both count")
    func yields() throws {
        var request = RoutingRequest(prompt: "Hi")
        request.constraints.allowed = [try CandidatePattern("b/*")]
        request.constraints.excluded = [try CandidatePattern("b/y")]
        request.constraints.order = .latency
        request.constraints.tradeoff = .qualityOnly
        request.needs.capabilities = .images
        preset.apply(to: &request)
        #expect(request.constraints.allowed?.map(\.description) == ["b/*"])
        #expect(request.constraints.excluded.map(\.description) == ["b/y", "a/x"])
        #expect(request.constraints.order == .latency && request.constraints.tradeoff == .qualityOnly)
        #expect(request.constraints.costTier == nil && request.needs.capabilities == [.images, .tools])
    }

    @Test("a band of costs in the request leaves the preset's dial out")
    func tier() {
        var request = RoutingRequest(prompt: "Hi")
        request.constraints.costTier = .max
        preset.apply(to: &request)
        #expect(request.constraints.costTier == .max && request.constraints.tradeoff == nil)
    }

    @Test("a preset routes by its own settings, a variant over them, and the client's provider.sort over both")
    func routes() throws {
        let fixture = try EngineFixture(
            presets: [
                "cheap": RoutingPreset(order: .price),
                "small": RoutingPreset(excluded: [try CandidatePattern("strong")]),
            ], prices: ["strong": 3, "middle": 2, "weak": 1])
        func choice(_ model: String, _ members: String = "") throws -> CandidateID {
            try fixture.engine.decide(
                ChatRequest(body: Array(EngineFixture.body(model, members).utf8)), for: Caller()
            ).choice
        }
        #expect(try choice("auto") == "strong" && choice("cheap") == "weak" && choice("autorouter/cheap") == "weak")
        #expect(try choice("small") == "middle" && choice("small:floor") == "weak")
        #expect(
            try choice("cheap", #""plugins":[{"id":"auto-router","excluded_models":["weak"]}]"#) == "middle")
        fixture.services.health.report(
            try #require(fixture.services.health.admit(1)),
            .success(firstTokenSeconds: 0.1, completionTokens: 100, durationSeconds: 1))
        #expect(try choice("cheap", #""provider":{"sort":"latency"}"#) == "middle")
    }
}
