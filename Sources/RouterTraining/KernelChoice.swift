import RouterCore
import RouterModel

/// Block weights and ridge strengths that predict best on training rows that were held out of the fit.
package struct KernelChoice: Sendable, Hashable {
    /// One setting and how well it predicts.
    package struct Trial: Sendable, Hashable {
        /// The setting.
        package let kernel: KernelWeights
        /// Share of the variance of the held-out targets that it explains.
        package let explainedVariance: Double
    }

    /// For the difficulty that all candidates share, in the order of the grid; empty = too few rows to choose.
    package let difficultyTrials: [Trial]
    /// For candidates' deviations from it; empty = too few rows, or fewer than two candidates.
    package let deviationTrials: [Trial]
    /// The setting for the difficulty.
    package let difficulty: KernelWeights
    /// The setting for the deviations.
    package let deviation: KernelWeights

    /// Tries the grid.
    ///
    /// - Parameters:
    ///   - input: of all rows.
    ///   - additive: abilities and difficulties.
    ///   - set: the outcomes.
    ///   - recipe: the grid, the folds, the solver.
    ///   - step: called after each fold of each target, on any thread.
    init(
        _ input: RidgeInput, _ additive: AdditiveFit, _ set: TrainingSet, recipe: TrainingRecipe,
        step: @Sendable () -> Void
    ) {
        var random = SplitMix64(seed: recipe.seed ^ 0x5455)
        let rows = random.permutation(of: set.rowCount).filter { !set.observations[$0].isEmpty }
            .prefix(recipe.maxTuningRowCount).sorted()
        guard rows.count >= recipe.minTuningRowCount, recipe.kernelGrid.count > 1 else {
            (difficultyTrials, deviationTrials) = ([], [])
            (difficulty, deviation) = (recipe.defaultKernel, recipe.defaultKernel)
            return
        }
        let selected = input.selecting(rows)
        let ridge = SparseRidge(
            input: selected, maxSteps: recipe.maxSolverSteps, tolerance: Float(recipe.solverTolerance))
        let folds = FoldAssignment(rowCount: rows.count, count: recipe.tuningFoldCount, seed: recipe.seed)
        func trials(_ targets: [[Float]]) -> [Trial] {
            let weights = [Float](repeating: 1, count: rows.count)
            let grid = targets.flatMap { values in
                recipe.kernelGrid.map { SparseRidge.Target(values: values, weights: weights, kernel: $0) }
            }
            var errors = [Double](repeating: 0, count: recipe.kernelGrid.count)
            for fold in 0..<folds.count {
                let solution = ridge.solve(grid, usesRow: folds.folds.map { $0 != fold }, onBlock: step)
                let held = folds.rows(of: fold)
                let predicted = ridge.predictions(solution, rows: held)
                for (place, row) in held.enumerated() {
                    for (index, target) in grid.enumerated() {
                        let error = Double(target.values[row] - predicted[place * grid.count + index])
                        errors[index % errors.count] += error * error
                    }
                }
            }
            let variance = targets.reduce(0.0) { $0 + $1.reduce(0.0) { $0 + Double($1 * $1) } }
            return zip(recipe.kernelGrid, errors).map {
                Trial(kernel: $0, explainedVariance: variance > 0 ? 1 - $1 / variance : 0)
            }
        }
        difficultyTrials = trials([rows.map { Float(-additive.difficulty[$0]) }])
        deviationTrials =
            set.names.count > 1
            ? trials(Self.contrasts(rows, additive, set, random: &random)) : []
        func best(_ trials: [Trial]) -> KernelWeights? {
            trials.max { $0.explainedVariance < $1.explainedVariance }?.kernel
        }
        difficulty = best(difficultyTrials) ?? recipe.defaultKernel
        deviation = best(deviationTrials) ?? difficulty
    }

    /// How often `step` is called for a set.
    static func stepCount(_ set: TrainingSet, recipe: TrainingRecipe) -> Int {
        let rows = min(set.observations.count { !$0.isEmpty }, recipe.maxTuningRowCount)
        guard rows >= recipe.minTuningRowCount, recipe.kernelGrid.count > 1 else { return 0 }
        let targetCounts = [1, min(2, set.names.count - 1)]
        return recipe.tuningFoldCount
            * targetCounts.reduce(0) { $0 + SparseRidge.blockCount($1 * recipe.kernelGrid.count) }
    }

    /// What a choice between candidates rests on: how much better one half of them does than the other, beyond what
    /// ability and difficulty say; the halves are the able and the less able, and two drawn at random.
    private static func contrasts(
        _ rows: [Int], _ additive: AdditiveFit, _ set: TrainingSet, random: inout SplitMix64
    ) -> [[Float]] {
        let byAbility = set.names.indices.sorted { additive.ability[$0] > additive.ability[$1] }
        let orders = set.names.count > 2 ? [byAbility, random.permutation(of: set.names.count)] : [byAbility]
        return orders.map { order in
            let firstHalf = Set(order.prefix((order.count + 1) / 2))
            let values = rows.map { row -> Double? in
                var (sums, counts) = ([0.0, 0.0], [0.0, 0.0])
                for observation in set.observations[row] {
                    let half = firstHalf.contains(observation.candidate) ? 0 : 1
                    sums[half] += observation.score - additive.ability[observation.candidate]
                    counts[half] += 1
                }
                guard counts[0] > 0, counts[1] > 0 else { return nil }
                return sums[0] / counts[0] - sums[1] / counts[1]
            }
            let known = values.compactMap { $0 }
            let mean = known.reduce(0, +) / Double(max(1, known.count))
            return values.map { Float(($0 ?? mean) - mean) }
        }
    }

    /// What was chosen and by how much, in words.
    package var sentences: [String] {
        [("difficulty", difficulty, difficultyTrials), ("deviations", deviation, deviationTrials)].map {
            what, kernel, trials in
            let chosen =
                "surface \(kernel.surface), dense \(kernel.dense), landmarks \(kernel.landmarks), ridge \(kernel.ridge)"
            guard let best = trials.map(\.explainedVariance).max(), let worst = trials.map(\.explainedVariance).min()
            else { return "\(what): \(chosen), set without cross-validation, for too few rows" }
            func rounded(_ value: Double) -> String { String((value * 10_000).rounded() / 10_000) }
            return "\(what): \(chosen), chosen from \(trials.count) settings by cross-validation on training rows "
                + "(explained variance \(rounded(best)); worst \(rounded(worst)))"
        }
    }
}
