import RouterTraining
import Testing

@Suite("Fold assignment")
struct FoldAssignmentTests {
    @Test("folds are a partition whose sizes differ by at most one", arguments: [0, 1, 5, 11, 1_000], [2, 5, 7])
    func sizes(rows: Int, count: Int) {
        let assignment = FoldAssignment(rowCount: rows, count: count, seed: 3)
        let sizes = (0..<count).map { assignment.rows(of: $0).count }
        #expect(sizes.reduce(0, +) == rows && assignment.folds.count == rows)
        #expect((sizes.max() ?? 0) - (sizes.min() ?? 0) <= 1)
        #expect((0..<count).flatMap { assignment.rows(of: $0) }.sorted() == Array(0..<rows))
    }

    @Test("the same seed gives the same folds, another one others")
    func deterministic() {
        let folds = (0..<4).map { FoldAssignment(rowCount: 200, count: 5, seed: $0 / 2).folds }
        #expect(folds[0] == folds[1] && folds[2] == folds[3] && folds[0] != folds[2])
    }
}
