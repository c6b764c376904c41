import RouterCore
import RouterTesting
import RouterWire
import Testing

@testable import RouterEngine

@Suite("Variants of models")
struct ModelVariantTests {
    private func constraints(_ variant: ModelVariant) -> RoutingRequest {
        var request = RoutingRequest(prompt: "Hi")
        variant.apply(to: &request)
        return request
    }

    @Test("each variant demands what its name says, and nothing else")
    func demands() {
        let plain = RoutingRequest(prompt: "Hi")
        var expected = plain
        expected.constraints.order = .price
        #expect(constraints(.floor) == expected)
        expected.constraints.order = .throughput
        #expect(constraints(.nitro) == expected)
        expected = plain
        expected.constraints.requiresFree = true
        #expect(constraints(.free) == expected)
        expected = plain
        expected.needs.capabilities = .reasoning
        #expect(constraints(.thinking) == expected)
        #expect(constraints(.exacto) == plain && constraints(.extended) == plain)
    }

    @Test("on auto, a variant decides who answers")
    func onAuto() throws {
        var candidates = [
            SmallModel.candidate("strong", usdPerMillion: 9), SmallModel.candidate("middle", usdPerMillion: 1),
            SmallModel.candidate("weak", usdPerMillion: 0, capabilities: []),
        ]
        candidates[0] = SmallModel.candidate("strong", usdPerMillion: 9, capabilities: [.reasoning])
        let fixture = try EngineFixture(candidates: candidates)
        let choices = try ["auto", "auto:floor", "auto:free", "auto:thinking"].map {
            try fixture.engine.decide(ChatRequest(body: Array(EngineFixture.body($0).utf8)), for: Caller())
        }
        #expect(choices.map(\.choice) == ["strong", "weak", "weak", "strong"])
        #expect(choices[1].policy == "order(price)" && choices[1].fallbackOrder == ["weak", "middle", "strong"])
        #expect(choices[2].fallbackOrder == ["weak"])
        #expect(choices[3].fallbackOrder == ["strong", "middle"])
    }

    @Test("on a named model, a variant that it cannot keep leaves nobody")
    func onNames() async throws {
        let fixture = try EngineFixture(["strong": .chatCompletion()], prices: ["strong": 1])
        let error = await #expect(throws: EngineError.self) { try await fixture.ask("strong:free") }
        #expect(error?.code == .noEligibleCandidate)
        #expect(error?.exclusions.map(\.candidate) == ["strong"] && error?.exclusions.map(\.codes) == [[.notFree]])
        let reply = try await fixture.ask("strong:free", #""models":["strong"]"#)
        #expect(reply.candidate == "strong" && reply.attemptCount == 1)
    }
}
