package import RouterCore
package import RouterModel

/// Makes a scoring model from outcomes.
///
/// Skills are learned from the set in memory. Outcomes beyond it only sharpen the candidates' heads, through their
/// sufficient statistics: so a table of any length is learned from in bounded memory.
package struct ModelTrainer {
    /// The settings that cross-validation chose.
    package var kernels: KernelChoice { skills.kernels }

    private let skills: SkillMapFit
    private var heads: HeadFit
    private let set: TrainingSet
    /// Outcomes that wait to be added: one product for many is faster than many for one.
    private var waiting: [(inputs: [Double], scores: [Double])]

    private static let batchSize = 256

    /// Learns skills and heads from a set; the same set and recipe give the same model on any number of cores.
    ///
    /// That holds while OpenBLAS itself runs on one thread, as the program sets it: divided among several, its products
    /// of single precision, Cholesky factors and eigenvectors differ in the last digits from undivided ones.
    ///
    /// - Parameters:
    ///   - set: what to learn from.
    ///   - recipe: the settings.
    ///   - progress: called with the share of the work that is done, in [0, 1], on any thread.
    /// - Throws: ``TrainingError`` if there are no rows or no outcomes.
    /// - Complexity: O(solver steps · non-zero features · candidates) for each fold.
    package init(
        _ set: TrainingSet, recipe: TrainingRecipe, progress: @escaping @Sendable (Double) -> Void = { _ in }
    ) throws {
        guard set.rowCount >= recipe.foldCount else {
            throw TrainingError(
                .noRows, "\(set.rowCount) rows are too few to train on; at least \(recipe.foldCount) are needed")
        }
        guard set.observations.contains(where: { !$0.isEmpty }) else {
            throw TrainingError(.noOutcomes, "no row has an outcome; a score of at least one model is needed")
        }
        self.set = set
        skills = try SkillMapFit(set, recipe: recipe, progress: progress)
        heads = try HeadFit(set, skills, recipe: recipe)
        waiting = set.names.map { _ in ([], []) }
    }

    /// Adds a prompt that is not in the set.
    ///
    /// - Parameters:
    ///   - features: of the set's schema.
    ///   - observations: what candidates of the set did with it.
    package mutating func add(_ features: FeatureVector, _ observations: [Observation]) {
        let input = skills.map.headInput(features).map(Double.init)
        for observation in observations {
            waiting[observation.candidate].inputs += input
            waiting[observation.candidate].scores.append(observation.score)
            if waiting[observation.candidate].scores.count >= Self.batchSize { flush(observation.candidate) }
        }
    }

    /// The model of all outcomes so far, of the set's feature schema.
    ///
    /// - Throws: ``RouterNumerics/LinearAlgebra/NotPositiveDefinite`` if features were not finite.
    package mutating func model() throws -> ScoringModel {
        for candidate in waiting.indices { flush(candidate) }
        return try heads.model(skills)
    }

    private mutating func flush(_ candidate: Int) {
        guard !waiting[candidate].scores.isEmpty else { return }
        heads.add(candidate: candidate, inputs: waiting[candidate].inputs, scores: waiting[candidate].scores)
        waiting[candidate] = ([], [])
    }

    /// Learns from a set alone.
    ///
    /// - Throws: as ``init(_:recipe:progress:)``.
    package static func train(
        _ set: TrainingSet, recipe: TrainingRecipe, progress: @escaping @Sendable (Double) -> Void = { _ in }
    ) throws -> ScoringModel {
        var trainer = try ModelTrainer(set, recipe: recipe, progress: progress)
        return try trainer.model()
    }
}
