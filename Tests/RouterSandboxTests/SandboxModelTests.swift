import RouterWire
import Testing

@testable import RouterSandbox

@Suite("Sandbox models")
struct SandboxModelTests {
    @Test("the defaults of a name are the same in every process")
    func frozen() {
        let model = SandboxModel.named("openai/gpt-5-mini")
        #expect(model == SandboxModel.named("openai/gpt-5-mini"))
        // Computed by an independent implementation of FNV-1a and SplitMix64 in Python 3.
        let hash: UInt64 = 17127712366444549658
        #expect(FNV1a.of("openai/gpt-5-mini") == hash)
        #expect(model.firstTokenLatency == .milliseconds(278))
        #expect(model.tokensPerSecond == 142)
        #expect(model.verbosity == 88)
    }

    @Test("FNV-1a gives the published values, with the separator mixed in")
    func stableHash() {
        // RFC 9923, appendix: FNV-1a 64 of "" is the offset basis; ours ends with the byte 0xFF.
        let basis: UInt64 = 0xCBF2_9CE4_8422_2325
        #expect(FNV1a().value == basis)
        #expect(FNV1a.of("") == (basis ^ 0xFF) &* 0x100_0000_01B3)
        #expect(FNV1a.of("ab") != FNV1a.of("ba"))
    }

    @Test(
        "the size is guessed from the words of the name",
        arguments: [
            ("openai/gpt-5-mini", SizeClass.small), ("anthropic/claude-haiku-4.5", .small),
            ("x/gemini-2.5-flash", .small),
            ("anthropic/claude-opus-4.5", .large), ("google/gemini-2.5-pro", .large), ("openai/gpt-5", .medium),
            ("administrator", .medium), ("", .medium),
        ])
    func sizes(name: String, size: SizeClass) { #expect(SizeClass(name: name) == size) }

    @Test("derived numbers scatter by a quarter around those of the size", arguments: 0..<50)
    func scatter(index: Int) {
        let model = SandboxModel.named("lab/model-\(index)")
        #expect((375...625).contains(Int(model.firstTokenLatency / .milliseconds(1))))
        #expect((60...100).contains(model.tokensPerSecond))
        #expect((105...175).contains(model.verbosity))
        #expect(model.behaviour == SandboxBehaviour())
    }

    @Test("what is given wins over what is derived")
    func given() throws {
        let model = try SandboxModel(
            id: "m", firstTokenLatency: .seconds(1), tokensPerSecond: 10, verbosity: 5, tokens: "pfail30")
        #expect(model.firstTokenLatency == .seconds(1))
        #expect(model.tokensPerSecond == 10)
        #expect(model.verbosity == 5)
        #expect(model.behaviour.failure.failurePercent == 30)
    }

    @Test("settings out of range are refused")
    func outOfRange() {
        #expect(throws: SandboxError.self) { try SandboxModel(id: "") }
        #expect(throws: SandboxError.self) { try SandboxModel(id: "m", firstTokenLatency: .seconds(-1)) }
        #expect(throws: SandboxError.self) { try SandboxModel(id: "m", tokensPerSecond: 0) }
        #expect(throws: SandboxError.self) { try SandboxModel(id: "m", tokensPerSecond: .nan) }
        #expect(throws: SandboxError.self) { try SandboxModel(id: "m", verbosity: 0) }
        #expect(throws: SandboxError.self) { try SandboxModel(id: "m", tokens: "oops") }
        #expect(throws: SandboxError.self) { try SandboxPace(speed: 0) }
        #expect(throws: SandboxError.self) { try SandboxPace(speed: .nan) }
        #expect(throws: SandboxError.self) { try SandboxConfiguration(port: 65_536) }
        #expect(throws: SandboxError.self) { try SandboxConfiguration(models: [.named("m"), .named("m")]) }
    }

    @Test("the showcase has six models, three of which fail")
    func showcase() throws {
        #expect(SandboxModel.showcase.count == 6)
        #expect(SandboxModel.showcase.filter { $0.behaviour != SandboxBehaviour() }.count == 3)
        _ = try SandboxConfiguration(models: SandboxModel.showcase)
    }

    @Test("a speed divides the latencies")
    func pace() throws {
        let model = try SandboxModel(id: "m", firstTokenLatency: .seconds(1), tokensPerSecond: 50)
        #expect(try SandboxPace(speed: 10).firstToken(of: model) == .milliseconds(100))
        #expect(try SandboxPace(speed: 1).gap(of: model) == .milliseconds(20))
        #expect(SandboxPace.immediate.firstToken(of: model) == .zero)
        #expect(SandboxPace.immediate.gap(of: model) == .zero)
    }
}
