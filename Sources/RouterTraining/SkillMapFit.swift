import Foundation
import RouterCore
import RouterModel
import RouterNumerics

/// Learns what the skills are, how to see them in a prompt, and what they would have been seen to be without the
/// prompt's own outcomes.
///
/// The shared difficulty and each candidate's deviation from it are regressed on the features, each with a ridge
/// strength of its own; the skills are the shared difficulty and the principal directions of the deviations that were
/// predicted out of fold: directions that the features cannot predict are no skills, however much candidates differ
/// along them.
struct SkillMapFit: Sendable {
    /// The map fitted to all rows.
    let map: SkillMap
    /// Skills of each row as predicted by the map of the other folds, row-major, shape `(n, k)`; mean 0 and deviation
    /// 1.
    let outOfFoldSkills: [Float]
    /// `k`.
    let skillCount: Int
    /// Abilities and difficulties that the deviations are taken from.
    let additive: AdditiveFit
    /// Standardised surface numbers, row-major, shape `(n, p)`.
    let standardizedSurface: [Float]
    /// Points of all rows among the landmarks: what is close there is alike.
    let landmarks: LandmarkMap
    /// The settings that cross-validation chose.
    let kernels: KernelChoice

    /// Fits a set.
    ///
    /// - Parameters:
    ///   - set: at least one row.
    ///   - recipe: the settings.
    ///   - progress: called with the share of the work that is done, on any thread.
    /// - Throws: ``RouterNumerics/LinearAlgebra/NotPositiveDefinite`` if features were not finite.
    init(
        _ set: TrainingSet, recipe: TrainingRecipe, progress: @escaping @Sendable (Double) -> Void
    ) throws(LinearAlgebra.NotPositiveDefinite) {
        let (n, p, e) = (set.rowCount, set.schema.surfaceNames.count, set.schema.denseCount)
        let surface = SurfaceMapFit(set.surface, p: p)
        let near = try LandmarkMapFit(
            standardized: surface.standardized, dense: set.dense, rows: n, recipe: recipe)
        let idf = Self.inverseDocumentFrequency(set.hashed)
        let input = Self.input(set, surface, near, idf)
        additive = AdditiveFit(set)
        let blockCount = SparseRidge.blockCount(set.names.count + 1)
        let tuningSteps = KernelChoice.stepCount(set, recipe: recipe)
        let solved = Progress(total: (recipe.foldCount + 1) * blockCount + tuningSteps, report: progress)
        kernels = KernelChoice(input, additive, set, recipe: recipe, step: solved.step)
        let targets = Self.targets(set, additive, kernels)
        let t = targets.count
        let ridge = SparseRidge(
            input: input, maxSteps: recipe.maxSolverSteps, tolerance: Float(recipe.solverTolerance))
        let assignment = FoldAssignment(rowCount: n, count: recipe.foldCount, seed: recipe.seed)

        var outOfFold = [Float](repeating: 0, count: n * t)
        for fold in 0..<recipe.foldCount {
            let solution = ridge.solve(targets, usesRow: assignment.folds.map { $0 != fold }, onBlock: solved.step)
            let rows = assignment.rows(of: fold)
            let predicted = ridge.predictions(solution, rows: rows)
            for (place, row) in rows.enumerated() {
                for target in 0..<t { outOfFold[row * t + target] = predicted[place * t + target] }
            }
        }
        let full = ridge.solve(targets, usesRow: [Bool](repeating: true, count: n), onBlock: solved.step)

        let rotation = SkillRotation(outOfFold: outOfFold, targetCount: t, maxSkillCount: recipe.maxSkillCount)
        let k = rotation.skillCount
        skillCount = k
        outOfFoldSkills = rotation.skills(outOfFold)
        standardizedSurface = surface.standardized
        landmarks = near.map
        let weights = rotation.weights(full.dense)
        let r = near.map.count
        var numeric = [Float](repeating: 0, count: k * (p + e + r))
        var bias = rotation.bias
        for skill in 0..<k {
            let start = skill * (p + e + r)
            let surfaceScale = Self.surfaceScale(p)
            for column in 0..<p { numeric[start + column] = weights[column * k + skill] * surfaceScale }
            for column in 0..<e {
                let weight = weights[(p + column) * k + skill]
                numeric[start + p + column] = weight
                bias[skill] -= weight * near.map.denseMean[column]
            }
            let closeness = near.closenessWeights((0..<r).map { weights[(p + e + $0) * k + skill] }, count: 1)
            for column in 0..<r { numeric[start + p + e + column] = closeness[column] }
        }
        map = SkillMap(
            surface: surface.map, landmarks: near.map, inverseDocumentFrequency: idf,
            hashedWeights: rotation.weights(full.hashed), numericWeights: numeric, bias: bias)
    }

    /// Standardised numbers are divided by the square root of their number: then their squares have the mean sum 1.
    static func surfaceScale(_ p: Int) -> Float { 1 / Float(max(1, p)).squareRoot() }

    /// `ln((1 + n) / (1 + rows with the bucket)) + 1`; 0 for buckets that no row has.
    static func inverseDocumentFrequency(_ hashed: SparseMatrix) -> [Float] {
        var rows = [Int](repeating: 0, count: hashed.columnCount)
        for index in hashed.indices { rows[Int(index)] += 1 }
        return rows.map { $0 == 0 ? 0 : Float(log(Double(1 + hashed.rowCount) / Double(1 + $0)) + 1) }
    }

    private static func input(
        _ set: TrainingSet, _ surface: SurfaceMapFit, _ near: LandmarkMapFit, _ idf: [Float]
    ) -> RidgeInput {
        let (p, e, r) = (surface.map.count, set.schema.denseCount, near.map.count)
        var hashed = SparseMatrix(columnCount: set.hashed.columnCount)
        var dense: [Float] = []
        dense.reserveCapacity(set.rowCount * (p + e + r))
        for row in 0..<set.rowCount {
            let raw = SparseVector(indices: set.hashed.rowIndices(row), values: set.hashed.rowValues(row))
            hashed.append(indices: raw.indices, values: SkillMap.weighted(raw, idf))
            dense += surface.standardized[row * p..<(row + 1) * p].lazy.map { $0 * surfaceScale(p) }
            dense += (0..<e).lazy.map { set.dense[row * e + $0] - near.map.denseMean[$0] }
            dense += near.inputs[row * r..<(row + 1) * r]
        }
        return RidgeInput(hashed: hashed, dense: dense, blockCounts: [p, e, r])
    }

    /// The shared ease first, then each candidate's deviation, its mean taken out.
    private static func targets(
        _ set: TrainingSet, _ additive: AdditiveFit, _ kernels: KernelChoice
    ) -> [SparseRidge.Target] {
        let n = set.rowCount
        let hasOutcome: [Float] = set.observations.map { $0.isEmpty ? 0 : 1 }
        let ease = SparseRidge.Target(
            values: additive.difficulty.map { Float(-$0) }, weights: hasOutcome, kernel: kernels.difficulty)
        var values = [[Float]](repeating: [Float](repeating: 0, count: n), count: set.names.count)
        var weights = values
        for (row, observations) in set.observations.enumerated() {
            for observation in observations {
                let expected = additive.ability[observation.candidate] - additive.difficulty[row]
                values[observation.candidate][row] = Float(observation.score - expected)
                weights[observation.candidate][row] = 1
            }
        }
        let deviations = zip(values, weights).map { values, weights in
            let count = weights.reduce(0, +)
            let mean = count > 0 ? zip(values, weights).reduce(0) { $0 + $1.0 * $1.1 } / count : 0
            return SparseRidge.Target(
                values: values.map { $0 - mean }, weights: weights, kernel: kernels.deviation)
        }
        return [ease] + deviations
    }
}
