import RouterCore
import Testing

@testable import RouterCLI

@Suite("Prices on the command line")
struct PriceOptionTests {
    @Test("a model and two prices are read; a model's name may hold an equals sign")
    func read() throws {
        let price = try #require(PriceOption(argument: "lab/a=b=0.5,2"))
        #expect(price.candidate == "lab/a=b" && price.promptUSDPerMillion == 0.5)
        #expect(price.completionUSDPerMillion == 2)
    }

    @Test(
        "anything else is none",
        arguments: ["", "a", "a=", "=1,2", "a=1", "a=1,", "a=1,2,3", "a=1,-2", "a=1,inf", "a=1,nan", "a=x,y"])
    func refused(text: String) {
        #expect(PriceOption(argument: text) == nil)
    }

    @Test("only named candidates change, in their price alone; of two prices the last counts")
    func repriced() throws {
        let pool = try CandidatePool([
            Candidate(
                id: "a", provider: "lab", upstreamModel: "up", price: .free, contextTokens: 7, maxOutputTokens: 8,
                capabilities: [.tools], like: "b", benchmarks: ["x": 0.5], isLocal: true, name: "A",
                apis: [.responses], quantization: "fp8", parameters: ["seed"]),
            Candidate(id: "b", provider: "lab", upstreamModel: "b"),
        ])
        let changed = pool.repriced(["a=1,2", "a=3,4"].compactMap { PriceOption(argument: $0) })
        let (old, new) = (pool.candidates[0], changed.candidates[0])
        #expect(new.price == Price(promptUSDPerMillion: 3, completionUSDPerMillion: 4))
        #expect(changed.candidates[1] == pool.candidates[1] && new != old)
        #expect(
            Candidate(
                id: new.id, provider: new.provider, upstreamModel: new.upstreamModel, price: old.price,
                contextTokens: new.contextTokens, maxOutputTokens: new.maxOutputTokens,
                capabilities: new.capabilities, like: new.like, benchmarks: new.benchmarks, isLocal: new.isLocal,
                name: new.name, apis: new.apis, privacy: new.privacy, quantization: new.quantization,
                parameters: new.parameters) == old)
    }
}
