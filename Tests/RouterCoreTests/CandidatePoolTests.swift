import RouterCore
import Testing

@Suite("Candidate pool")
struct CandidatePoolTests {
    private func candidate(_ id: CandidateID) -> Candidate {
        Candidate(id: id, provider: "p", upstreamModel: "m")
    }

    @Test(
        "a pool that cannot be used is refused with its reason",
        arguments: [
            ([], CoreError.Code.emptyPool, "at least one"),
            (["a", ""], .emptyName, "candidate 2"),
            (["a", "b", "a"], .duplicateCandidate, "'a'"),
        ] as [([CandidateID], CoreError.Code, String)])
    func refused(ids: [CandidateID], code: CoreError.Code, words: String) {
        let error = #expect(throws: CoreError.self) { try CandidatePool(ids.map(candidate)) }
        #expect(error?.code == code)
        #expect(error?.description.contains(words) == true)
    }

    @Test("candidates keep their order and are found by name")
    func order() throws {
        let pool = try CandidatePool(["b", "a", "c"].map(candidate))
        #expect(pool.candidates.map(\.id) == ["b", "a", "c"])
        #expect(pool.index(of: "a") == 1)
        #expect(pool[id: "c"]?.id == "c")
        #expect(pool.index(of: "d") == nil)
        #expect(pool[id: "A"] == nil)
    }

    @Test("nothing is known of a candidate of which nothing was said")
    func unknowns() {
        let bare = candidate("a")
        #expect(bare.price == .unknown)
        #expect(
            bare.contextTokens == nil && bare.maxOutputTokens == nil && bare.capabilities == nil && bare.like == nil)
        #expect(!bare.isLocal)
    }
}
