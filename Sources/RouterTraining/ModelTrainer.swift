import RouterCore
package import RouterModel

/// Makes a scoring model from outcomes: values in, values out.
package enum ModelTrainer {
    /// Trains a model; the same set and recipe give the same model on any number of threads.
    ///
    /// - Parameters:
    ///   - set: what to learn from.
    ///   - recipe: the settings.
    ///   - progress: called with the share of the work that is done, in [0, 1], on any thread.
    /// - Returns: the model, of the set's feature schema.
    /// - Throws: ``TrainingError`` if there are no rows or no outcomes.
    /// - Complexity: O(solver steps · non-zero features · candidates) for each fold.
    package static func train(
        _ set: TrainingSet, recipe: TrainingRecipe, progress: @escaping @Sendable (Double) -> Void = { _ in }
    ) throws -> ScoringModel {
        guard set.rowCount >= recipe.foldCount else {
            throw TrainingError(
                .noRows, "\(set.rowCount) rows are too few to train on; at least \(recipe.foldCount) are needed")
        }
        guard set.observations.contains(where: { !$0.isEmpty }) else {
            throw TrainingError(.noOutcomes, "no row has an outcome; a score of at least one model is needed")
        }
        let skills = SkillMapFit(set, recipe: recipe, progress: progress)
        let heads = try HeadFit(set, skills, recipe: recipe)
        return ScoringModel(
            schemaVersion: set.schema.version, skillMap: skills.map, heads: heads.heads, meanHead: heads.meanHead,
            scorePerPriceDecade: heads.scorePerPriceDecade, meanLogPrice: heads.meanLogPrice)
    }
}
