package import RouterCore
import RouterModel
import RouterNumerics

/// What could be learned if every candidate's outcome were seen: ridge regression of several targets on all features.
///
/// It is the yardstick of a learner that sees only the chosen candidate's outcome.
package struct FullInformationRidge: Sendable {
    private let input: RidgeInput
    /// Strengths of which three-fold cross-validation on the rows that are learned from chooses; the hashed block has
    /// the weight 1, landmarks have none.
    private static let kernels = [0.05, 0.3].flatMap { surface in
        [5.0, 10, 20, 40].map { KernelWeights(surface: surface, dense: 0, landmarks: 0, ridge: $0) }
    }
    private static let foldCount = 3

    /// Prepares the features of all rows, those to learn from and those to predict.
    ///
    /// - Parameters:
    ///   - features: shape `(n)`.
    ///   - schema: theirs.
    package init(_ features: [FeatureVector], schema: FeatureSchema) {
        let p = schema.surfaceNames.count
        var raw = SparseMatrix(columnCount: schema.hashedCount)
        for vector in features { raw.append(indices: vector.hashed.indices, values: vector.hashed.values) }
        let idf = SkillMapFit.inverseDocumentFrequency(raw)
        let surface = SurfaceMapFit(features.flatMap(\.surface), p: p)
        var hashed = SparseMatrix(columnCount: schema.hashedCount)
        for vector in features {
            hashed.append(indices: vector.hashed.indices, values: SkillMap.weighted(vector.hashed, idf))
        }
        input = RidgeInput(
            hashed: hashed, dense: surface.standardized.map { $0 * SkillMapFit.surfaceScale(p) },
            blockCounts: [p, 0, 0])
    }

    /// Predictions for some rows, learned from others.
    ///
    /// - Parameters:
    ///   - targets: of the rows that are learned from, shape `(k)` of `(rows)`.
    ///   - rows: which rows these are; at least one.
    ///   - predicted: the rows to predict.
    ///   - seed: deals the folds of cross-validation.
    /// - Returns: row-major, shape `(predicted, k)`.
    package func predictions(
        _ targets: [[Double]], learnedFrom rows: [Int], for predicted: [Int], seed: UInt64
    ) -> [Double] {
        precondition(!rows.isEmpty && targets.allSatisfy { $0.count == rows.count }, "targets and rows do not fit")
        let places = rows + predicted
        let local = input.selecting(places)
        let ridge = SparseRidge(input: local, maxSteps: 20, tolerance: 2e-3)
        let means = targets.map { $0.reduce(0, +) / Double(rows.count) }
        let isLearnedFrom = places.indices.map { $0 < rows.count }
        let columns = targets.indices.map { k in
            places.indices.map { $0 < rows.count ? Float(targets[k][$0] - means[k]) : 0 }
        }
        let weights = isLearnedFrom.map { $0 ? Float(1) : 0 }
        let kernel = Self.bestKernel(ridge, columns, weights, rowCount: rows.count, seed: seed)
        let solution = ridge.solve(
            columns.map { .init(values: $0, weights: weights, kernel: kernel) }, usesRow: isLearnedFrom)
        let values = ridge.predictions(solution, rows: Array(rows.count..<places.count))
        return values.indices.map { Double(values[$0]) + means[$0 % targets.count] }
    }

    private static func bestKernel(
        _ ridge: SparseRidge, _ columns: [[Float]], _ weights: [Float], rowCount: Int, seed: UInt64
    ) -> KernelWeights {
        let middle = kernels[kernels.count / 2]
        guard rowCount >= 10 * foldCount else { return middle }
        let targets = kernels.flatMap { kernel in
            columns.map { SparseRidge.Target(values: $0, weights: weights, kernel: kernel) }
        }
        let folds = FoldAssignment(rowCount: rowCount, count: foldCount, seed: seed)
        var errors = [Double](repeating: 0, count: kernels.count)
        for fold in 0..<foldCount {
            let usesRow = weights.indices.map { $0 < rowCount && folds.folds[$0] != fold }
            let solution = ridge.solve(targets, usesRow: usesRow)
            let rows = folds.rows(of: fold)
            let predicted = ridge.predictions(solution, rows: rows)
            for (place, row) in rows.enumerated() {
                for target in targets.indices {
                    let error = Double(predicted[place * targets.count + target] - targets[target].values[row])
                    errors[target / columns.count] += error * error
                }
            }
        }
        return errors.indices.min { errors[$0] < errors[$1] }.map { kernels[$0] } ?? middle
    }
}
