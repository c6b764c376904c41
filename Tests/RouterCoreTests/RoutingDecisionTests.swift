import RouterCore
import Testing

@Suite("Routing decision")
struct RoutingDecisionTests {
    private func verdict(_ id: CandidateID, _ utility: Double, _ excludedBy: [ExclusionCode] = []) -> CandidateVerdict {
        let estimate = Estimate(quality: 0.5, qualitySD: 0.1, basis: .mean, completionTokens: 100, costUSD: nil)
        return CandidateVerdict(
            candidate: id, estimate: estimate, utility: utility, probability: 0, excludedBy: excludedBy)
    }

    private func decision(
        _ candidates: [CandidateVerdict], choice: CandidateID = "a", propensity: Propensity = .certain
    ) -> RoutingDecision {
        RoutingDecision(
            id: "q1", choice: choice, propensity: propensity, policy: "greedy", bundle: "test", tradeoff: .balanced,
            seed: 1,
            candidates: candidates, fallbackOrder: [choice],
            features: FeatureVector(
                schemaVersion: 1, surface: [], hashed: .empty, promptTokens: 1,
                extent: ReadExtent(totalBytes: 1, readBytes: 1)))
    }

    @Test("the ranking goes from the highest utility to the lowest, and ties keep the pool's order")
    func ties() {
        let ranking = decision([
            verdict("low", -1), verdict("tie-1", 0.5), verdict("high", 0.9), verdict("tie-2", 0.5),
            verdict("tie-3", 0.5), verdict("lowest", -.infinity),
        ]).ranking
        #expect(ranking.map(\.candidate) == ["high", "tie-1", "tie-2", "tie-3", "low", "lowest"])
    }

    @Test("who cannot serve the request is not ranked, however good")
    func excluded() {
        let ranking = decision([
            verdict("best", 1, [.contextLength]), verdict("a", 0), verdict("b", 0.5, [.lacks("tools"), .notAllowed]),
        ]).ranking
        #expect(ranking.map(\.candidate) == ["a"])
        #expect(decision([verdict("a", 0, [.excluded])]).ranking.isEmpty)
    }

    @Test("the chosen verdict is the choice's, or none where the choice is not in the pool")
    func chosen() {
        let verdicts = [verdict("a", 0), verdict("b", 1)]
        #expect(decision(verdicts, choice: "b").chosen?.utility == 1)
        #expect(decision(verdicts, choice: "c").chosen == nil)
    }

    @Test("a drawn choice explores where an eligible one has more utility, or as much and an earlier place")
    func exploratory() throws {
        let drawn = try Propensity(0.05)
        let verdicts = [verdict("a", 0.5), verdict("b", 0.5), verdict("c", 0.4), verdict("d", 1, [.notAllowed])]
        let explores = (["a", "b", "c"] as [CandidateID]).map {
            decision(verdicts, choice: $0, propensity: drawn).isExploratory
        }
        #expect(explores == [false, true, true])
        // Without a draw, and outside of the pool, nothing was passed over.
        #expect(!decision(verdicts, choice: "c").isExploratory)
        #expect(!decision(verdicts, choice: "elsewhere", propensity: drawn).isExploratory)
    }

    @Test("exclusions have fixed words on the wire")
    func exclusionCodes() {
        let codes: [ExclusionCode] = [.contextLength, .maxOutput, .notAllowed, .excluded, .lacks("images")]
        #expect(
            codes.map(\.rawValue)
                == ["context_length", "max_output", "allowed_models", "excluded_models", "capability:images"])
        #expect(codes.map(\.description) == codes.map(\.rawValue))
    }
}
