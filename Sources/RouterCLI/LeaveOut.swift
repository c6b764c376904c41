import Crypto
import RouterCore
import RouterEngine
import RouterFeatures
import RouterModel
import RouterTables
import RouterTraining

/// Trains anew without categories or models, and judges what comes of it on these.
struct LeaveOut {
    /// Folds of ``categories(isQuiet:)``: every fourth category, in alphabetical order, is left out of each.
    static let categoryFoldCount = 4

    let rows: OutcomeRows
    let selection: ModelSelection
    /// The policy's dial.
    let tradeoff: Tradeoff
    let seed: UInt64
    /// Makes the features that are trained on.
    let extractor: FeatureExtractor

    /// What came of leaving out some categories.
    struct CategoryFold {
        let categories: [String]
        let trainingRowCount: Int
        let evaluation: RoutingEvaluation
    }

    /// What came of leaving out a model.
    struct ModelFold {
        let model: String
        /// Prompts of the model that were trained on.
        let labelCount: Int
        /// Prompts that it was judged on.
        let promptCount: Int
        /// `nil` = it solved all of them or none.
        let auc: Double?
        let brierScore: Double
        let meanScore: Double
        let meanQuality: Double
    }

    /// Judges on categories that training did not see, fold by fold; folds without rows are left out.
    ///
    /// - Throws: ``RouterTraining/EvaluationError`` if the table has fewer than two categories, and errors of training.
    func categories(isQuiet: Bool) throws -> [CategoryFold] {
        let names = Set(rows.rows.map(\.category)).sorted()
        guard names.count > 1 else {
            throw EvaluationError(
                .noRows, "\(rows.path): all rows are of one category; --leave-out category needs two or more")
        }
        let features = features()
        var folds: [CategoryFold] = []
        for fold in 0..<Self.categoryFoldCount {
            let left = Set(names.enumerated().filter { $0.offset % Self.categoryFoldCount == fold }.map(\.element))
            let seen = trainingPlaces.filter { !left.contains(rows.rows[$0].category) }
            let judged = rows.rows.indices.filter {
                left.contains(rows.rows[$0].category) && selection.isJudged(rows.rows[$0])
            }
            guard !judged.isEmpty else { continue }
            let model = try Self.train(
                trainingSet(seen.map { ($0, Set(selection.models)) }, features), seed: seed,
                progress: ProgressLine("training without \(left.sorted().joined(separator: ", "))", isQuiet: isQuiet))
            // What a user would know: the best model of the categories that were seen.
            let known = seen.map { rows.rows[$0].placed(in: "seen") }
            let unseen = judged.map { rows.rows[$0].placed(in: "unseen") }
            let source = PredictionSource(model: model, extractor: extractor, id: "fold \(fold)", tradeoff: tradeoff)
            let part = ModelSelection(models: selection.models, split: .named("unseen"))
            let predictions = try source.predictions(
                of: OutcomeRows(path: rows.path, rows: known + unseen), part, isQuiet: isQuiet)
            let table = try EvaluationTable(models: selection.models, rows: predictions, split: part.split)
            folds.append(
                CategoryFold(
                    categories: left.sorted(), trainingRowCount: seen.count,
                    evaluation: try RoutingEvaluation(table, seed: seed)))
        }
        return folds
    }

    /// Judges each model by a bundle that was trained without it, or with a few of its outcomes.
    ///
    /// - Parameters:
    ///   - labelCount: how many; those of the training rows whose ids have the lowest SHA-1.
    ///   - isQuiet: no progress.
    /// - Returns: a fold for each model that has rows to be judged on.
    /// - Throws: errors of training.
    func models(labelCount: Int, isQuiet: Bool) throws -> [ModelFold] {
        let features = features()
        let training = trainingPlaces
        return try selection.models.compactMap { name in
            let owned = training.filter { place in rows.rows[place].outcomes.contains { $0.model == name } }
            let labelled = Set(
                owned.map { (digest: Self.digest(of: rows.rows[$0].id), place: $0) }
                    .sorted { ($0.digest, $0.place) < ($1.digest, $1.place) }.prefix(labelCount).map(\.place))
            let others = Set(selection.models).subtracting([name])
            let set = trainingSet(
                training.map { ($0, labelled.contains($0) ? others.union([name]) : others) }, features)
            let model = try Self.train(
                set, seed: seed, progress: ProgressLine("training without \(name)", isQuiet: isQuiet))
            let pool = try TablePool.pool(of: [name], in: training.map { rows.rows[$0] }, model: model)
            let scorer = model.scorer(for: pool)
            let judged = rows.rows.indices.compactMap { place -> (score: Double, quality: Double)? in
                guard selection.split.contains(rows.rows[place].split),
                    let outcome = rows.rows[place].outcomes.first(where: { $0.model == name })
                else { return nil }
                return (outcome.score, scorer.estimates(for: features[place])[0].quality)
            }
            guard !judged.isEmpty else { return nil }
            let (scores, qualities) = (judged.map(\.score), judged.map(\.quality))
            let squares = judged.map { ($0.score - $0.quality) * ($0.score - $0.quality) }
            return ModelFold(
                model: name, labelCount: labelled.count, promptCount: judged.count,
                auc: CandidateMetrics.auc(scores: scores, qualities: qualities),
                brierScore: squares.reduce(0, +) / Double(squares.count),
                meanScore: scores.reduce(0, +) / Double(scores.count),
                meanQuality: qualities.reduce(0, +) / Double(qualities.count))
        }
    }

    /// The one call of training.
    private static func train(_ set: TrainingSet, seed: UInt64, progress: ProgressLine) throws -> ScoringModel {
        var recipe = TrainingRecipe()
        recipe.seed = seed
        let model = try ModelTrainer.train(set, recipe: recipe) { progress.report($0) }
        progress.finish()
        return model
    }

    /// Rows that may be trained on: all that are not judged, or all where every row is judged.
    private var trainingPlaces: [Int] {
        rows.rows.indices.filter { selection.split == .all || !selection.split.contains(rows.rows[$0].split) }
    }

    private func features() -> [FeatureVector] {
        rows.rows.map { extractor.features(of: $0.request) }
    }

    /// Rows with the models whose outcomes are seen.
    private func trainingSet(_ seen: [(place: Int, models: Set<String>)], _ features: [FeatureVector]) -> TrainingSet {
        var set = TrainingSet(schema: extractor.schema)
        for (place, models) in seen {
            set.append(
                features[place], category: rows.rows[place].category,
                rows.rows[place].outcomes.filter { models.contains($0.model) }.map { outcome in
                    Observation(
                        candidate: set.candidateIndex(outcome.model), score: outcome.score, costUSD: outcome.costUSD,
                        completionTokens: outcome.completionTokens, latencySeconds: outcome.latencySeconds)
                })
        }
        return set
    }

    /// SHA-1 of an id, hexadecimal: it deals labels, it protects nothing.
    static func digest(of id: String) -> String {
        Insecure.SHA1.hash(data: Array(id.utf8))
            .map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
    }
}

extension ModelSelection {
    /// Takes models and a split as they are.
    init(models: [String], split: EvaluationSplit) { (self.models, self.split, note) = (models, split, nil) }
}

extension OutcomeRow {
    /// The same row in another split.
    fileprivate func placed(in split: String) -> OutcomeRow {
        OutcomeRow(
            id: id, dataset: dataset, category: category, split: split, request: request, outcomes: outcomes)
    }
}
