import RouterCore
import Testing

@testable import RouterTraining

@Suite("Prompt groups")
struct PromptGroupsTests {
    private func groups(_ set: TrainingSet, seed: UInt64 = 1) throws -> PromptGroups {
        PromptGroups(set, try SkillMapFit(set, recipe: DenseData.recipe) { _ in }, seed: seed)
    }

    @Test("eight categories of twenty rows are the groups; all other rows are one more")
    func categories() throws {
        var data = DenseData(seed: 1)
        // Rows 160…189 have no category, 190…199 too small a one.
        let set = data.set(rows: 200) { $0 < 160 ? "category \($0 % 8)" : $0 < 190 ? "" : "small" }
        let groups = try groups(set)
        #expect(groups.count == 9)
        #expect(groups.groups == (0..<200).map { $0 < 160 ? $0 % 8 : 8 })
    }

    @Test(
        "too few categories, too small ones, or ones that say nothing of most rows give way to clusters",
        arguments: 0..<3)
    func clusters(reason: Int) throws {
        var data = DenseData(seed: 2)
        let set = data.set(rows: 330) { row in
            switch reason {
            case 0: "category \(row % 7)"
            case 1: "category \(row % 17)"
            default: row < 160 ? "category \(row % 8)" : ""
            }
        }
        let groups = try groups(set)
        #expect(groups.count == 24)
        #expect(groups.groups.count == 330 && groups.groups.allSatisfy { (0..<24).contains($0) })
        // Groups follow the points, not the order of the rows.
        #expect(Set(groups.groups).count > 12)
        #expect(try self.groups(set).groups == groups.groups)
    }

    @Test("points far apart are never in one group, equal points always are", arguments: UInt64(1)...5)
    func farApart(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        let points = (0..<120).map { index -> [Float] in
            index % 4 == 3
                ? [-50, 0] : [Float(100 * (index % 3)) + Float(random.nextUnit()), Float(random.nextUnit())]
        }
        let (groups, count) = PromptGroups.clusters(points, seed: seed)
        #expect(count == 24 && groups.count == 120)
        let equal = Set((0..<120).filter { $0 % 4 == 3 }.map { groups[$0] })
        #expect(equal.count == 1, "seed \(seed)")
        for i in 0..<120 {
            for j in 0..<i where groups[i] == groups[j] {
                #expect(abs(points[i][0] - points[j][0]) < 2, "seed \(seed)")
            }
        }
        #expect(PromptGroups.clusters(points, seed: seed).groups == groups, "seed \(seed)")
    }

    @Test("fewer points than clusters are groups of their own, and no points are no groups")
    func few() {
        let (groups, count) = PromptGroups.clusters([[0], [1], [5]], seed: 1)
        #expect(count == 3 && Set(groups) == [0, 1, 2])
        let none = PromptGroups.clusters([], seed: 1)
        #expect(none.count == 0 && none.groups.isEmpty)
    }
}
