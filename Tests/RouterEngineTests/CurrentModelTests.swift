import RouterCore
import RouterEngine
import RouterFeatures
import Testing

@Suite("Current model")
struct CurrentModelTests {
    private func maker(_ id: String) throws -> DecisionMaker {
        DecisionMaker(
            model: SmallModel.model, extractor: FeatureExtractor(), bundleID: id,
            pool: try CandidatePool([SmallModel.candidate("weak")]),
            tradeoff: .balanced)
    }

    @Test("a swap under load is seen whole: every reader gets the old or the new decision maker, at last the new one")
    func swap() async throws {
        let current = CurrentModel(try maker("old"))
        let new = try maker("new")
        let seen = await withTaskGroup(of: Set<String>.self) { group in
            for _ in 0..<8 {
                group.addTask { Set((0..<1000).map { _ in current.value?.bundleID ?? "none" }) }
            }
            current.swap(to: new)
            return await group.reduce(into: Set<String>()) { $0.formUnion($1) }
        }
        #expect(seen.isSubset(of: ["old", "new"]))
        #expect(current.value?.bundleID == "new")
    }
}
