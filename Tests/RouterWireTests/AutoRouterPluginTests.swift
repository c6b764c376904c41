import RouterCore
import RouterWire
import Testing

@Suite("The plugin auto-router")
struct AutoRouterPluginTests {
    private func plugin(_ settings: String, before: String = "", messages: String = "[]") throws -> RoutingParameters {
        try parameters(#""plugins":[\#(before){"id":"auto-router",\#(settings)}],"messages":\#(messages)"#)
    }

    @Test("its settings become constraints")
    func settings() throws {
        let found = try plugin(
            #""enabled":true,"allowed_models":["anthropic/*","x"],"excluded_models":["*/*-preview"],"cost_tier":"high""#
        ).constraints
        #expect(found.allowed?.map(\.description) == ["anthropic/*", "x"])
        #expect(found.excluded.map(\.description) == ["*/*-preview"])
        #expect(found.costTier == .high && found.tradeoff == nil)
    }

    @Test(
        "the dial is read, and a cost tier beats it",
        arguments: [
            (#""cost_quality_tradeoff":7"#, 7), (#""cost_quality_tradeoff":2.5"#, 2.5),
            (#""cost_quality_tradeoff":0"#, 0), (#""cost_quality_tradeoff":1e1"#, 10),
            (#""cost_quality_tradeoff":null"#, nil), (#""cost_tier":"low","cost_quality_tradeoff":7"#, nil),
        ] as [(String, Double?)])
    func tradeoff(settings: String, expected: Double?) throws {
        #expect(try plugin(settings).constraints.tradeoff?.value == expected)
    }

    @Test("each tier has its word", arguments: CostTier.allCases)
    func tiers(tier: CostTier) throws {
        #expect(try plugin(#""cost_tier":"\#(tier.rawValue)""#).constraints.costTier == tier)
    }

    @Test(
        "null and empty lists demand nothing",
        arguments: [
            #""allowed_models":null,"excluded_models":null,"cost_tier":null,"enabled":null,"pin_model":null"#,
            #""allowed_models":[],"excluded_models":[]"#, #""unknown":7"#,
        ])
    func nothing(settings: String) throws {
        #expect(try plugin(settings).constraints == RoutingConstraints())
    }

    @Test("a plugin that is switched off settles nothing")
    func disabled() throws {
        let found = try plugin(
            #""enabled":false,"allowed_models":["a"],"cost_tier":"low","pin_model":true"#,
            messages: #"[{"role":"assistant","model":"m"}]"#)
        #expect(found.constraints == RoutingConstraints() && found.pinnedModel == nil)
    }

    @Test("other plugins are accepted whatever they hold")
    func otherPlugins() throws {
        let others = #"{"id":"web","allowed_models":7,"enabled":"x"},{"id":"other","cost_tier":[]},"#
        #expect(try plugin(#""cost_tier":"max""#, before: others).constraints.costTier == .max)
        #expect(try parameters(#""plugins":[\#(others.dropLast())]"#).constraints == RoutingConstraints())
    }

    @Test(
        "pinning takes the model of the latest reply that bears one",
        arguments: [
            (#"[{"role":"assistant","model":"a"},{"role":"assistant","model":"b"},{"role":"user","model":"c"}]"#, "b"),
            (#"[{"role":"assistant","model":"a"},{"role":"assistant"},{"role":"assistant","model":7}]"#, "a"),
            (#"[{"role":"assistant","model":""},{"role":"user","model":"c"}]"#, nil), ("[]", nil),
        ] as [(String, String?)])
    func pin(messages: String, expected: String?) throws {
        #expect(try plugin(#""pin_model":true"#, messages: messages).pinnedModel == expected)
        #expect(try plugin(#""pin_model":false"#, messages: messages).pinnedModel == nil)
    }

    @Test(
        "a mistake is an error that names its path",
        arguments: [
            (#""plugins":{}"#, "plugins"), (#""plugins":["auto-router"]"#, "plugins[0]"),
            (#""plugins":[{"id":"web"},{}]"#, "plugins[1].id"), (#""plugins":[{"id":7}]"#, "plugins[0].id"),
            (#""plugins":[{"id":"auto-router"},{"id":"web"},{"id":"auto-router"}]"#, "plugins[2].id"),
        ])
    func mistakes(members: String, key: String) {
        let error = #expect(throws: WireError.self) { try parameters(members) }
        #expect(error?.key == key)
        #expect(error?.description.contains("'\(key)'") == true, "\(error?.description ?? "-")")
    }

    @Test(
        "a bad setting is an error that names its path and not its text",
        arguments: [
            (#""enabled":"hunter2""#, "enabled"), (#""allowed_models":"hunter2""#, "allowed_models"),
            (#""allowed_models":["a",7]"#, "allowed_models[1]"),
            (#""excluded_models":["a","b",""]"#, "excluded_models[2]"),
            (#""cost_tier":"hunter2""#, "cost_tier"), (#""cost_tier":1"#, "cost_tier"),
            (#""cost_quality_tradeoff":"5""#, "cost_quality_tradeoff"),
            (#""cost_quality_tradeoff":11"#, "cost_quality_tradeoff"),
            (#""cost_quality_tradeoff":-0.1"#, "cost_quality_tradeoff"),
            (#""cost_quality_tradeoff":1e400"#, "cost_quality_tradeoff"),
            (#""cost_tier":"low","cost_quality_tradeoff":11"#, "cost_quality_tradeoff"),
            (#""pin_model":1"#, "pin_model"),
        ])
    func badSettings(settings: String, key: String) {
        let error = #expect(throws: WireError.self) { try plugin(settings, before: #"{"id":"web"},"#) }
        #expect(error?.key == "plugins[1].\(key)")
        #expect(error?.description.contains("'plugins[1].\(key)'") == true, "\(error?.description ?? "-")")
        #expect(error?.description.contains("hunter2") == false)
    }

    @Test("lists are limited as OpenRouter limits them")
    func limits() throws {
        func list(_ texts: [String]) -> String { "[" + texts.map { "\"\($0)\"" }.joined(separator: ",") + "]" }
        func read(_ texts: [String]) throws -> Int? {
            try plugin(#""allowed_models":"# + list(texts)).constraints.allowed?.count
        }
        func key(_ texts: [String]) -> String? { #expect(throws: WireError.self) { try read(texts) }?.key }
        let name = "plugins[0].allowed_models"
        #expect(try read(Array(repeating: "a", count: 1024)) == 1024)
        #expect(key(Array(repeating: "a", count: 1025)) == name)
        let long = String(repeating: "a", count: 1024)
        #expect(try read(["b", long]) == 2)
        #expect(key(["b", long + "a"]) == name + "[1]")
        #expect(try read(Array(repeating: long, count: 64)) == 64)
        #expect(key(Array(repeating: long, count: 64) + ["a"]) == name)
    }
}
