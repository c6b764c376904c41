import RouterCore
import Testing

@testable import RouterModel

@Suite("Benchmark ability")
struct BenchmarkAbilityTests {
    private let lines = [
        BenchmarkAbility(name: "mmlu", intercept: 0.1, slope: 0.5, standardDeviation: 0.05, modelCount: 20),
        BenchmarkAbility(name: "crux", intercept: 0.3, slope: 0.4, standardDeviation: 0.1, modelCount: 12),
    ]

    @Test("a score gives the line's ability, several their weighted mean, unknown benchmarks nothing")
    func ability() throws {
        let one = try #require(lines.ability(of: ["mmlu": 0.8, "unheard-of": 0.1]))
        #expect(abs(one.mean - 0.5) < 1e-12 && abs(one.variance - 0.0025) < 1e-12)
        let both = try #require(lines.ability(of: ["mmlu": 0.8, "crux": 1]))
        // Weights 400 and 100.
        #expect(abs(both.mean - (0.5 * 400 + 0.7 * 100) / 500) < 1e-12 && abs(both.variance - 0.0025) < 1e-12)
        #expect(lines.ability(of: ["unheard-of": 1]) == nil && lines.ability(of: [:]) == nil)
    }

    @Test("published scores come before what a model is like, and after its own outcomes")
    func order() throws {
        let small = SmallModel.make()
        let model = ScoringModel(
            schemaVersion: small.schemaVersion, skillMap: small.skillMap, heads: small.heads,
            meanHead: small.meanHead, scorePerPriceDecade: 0, meanLogPrice: 0,
            shiftDeviations: small.shiftDeviations, benchmarks: lines)
        func candidate(_ id: String) -> Candidate {
            Candidate(
                id: CandidateID(id), provider: "p", upstreamModel: id, like: "gpt-4o", benchmarks: ["mmlu": 0.9])
        }
        let scorer = model.scorer(for: try CandidatePool([candidate("new"), candidate("gpt-4o")]))
        #expect(scorer.bases == [.benchmark, .ownHead])
        #expect(abs(scorer.averageQualities[0] - 0.55) < 1e-9)
    }
}
