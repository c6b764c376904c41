import Dispatch
import Foundation
import RouterConfiguration
import RouterCore
import RouterEngine
import RouterFeatures
import RouterModel
import RouterTables
import RouterTraining
import Synchronization

/// Where estimates come from: a bundle that decides for each row, or a file that was written before.
struct PredictionSource {
    private enum Origin {
        case model(ScoringModel, FeatureExtractor, id: String)
        case estimates(EstimatesFile)
    }

    /// The bundle's id or the file's name.
    let name: String
    /// The policy's dial; `nil` = the file's own choices.
    let tradeoff: Tradeoff?
    private let origin: Origin

    /// Opens the file or the bundle that the options name.
    ///
    /// - Throws: errors of configuration, bundle and file.
    init(_ options: EvaluationOptions, _ shared: SharedOptions, tradeoff: Double?) throws {
        if let path = options.estimates {
            let file = try EstimatesFile(path: path, skipsBadRows: options.skipBad)
            self.init(name: path, tradeoff: nil, origin: .estimates(file))
        } else {
            let setup = try Setup(shared)
            let bundle = try setup.bundle()
            self.init(
                model: bundle.model, extractor: bundle.extractor, id: bundle.id,
                tradeoff: try tradeoff.map { try Tradeoff($0) } ?? setup.configuration.tradeoff)
        }
    }

    /// Takes a model.
    init(model: ScoringModel, extractor: FeatureExtractor, id: String, tradeoff: Tradeoff) {
        self.init(name: id, tradeoff: tradeoff, origin: .model(model, extractor, id: id))
    }

    private init(name: String, tradeoff: Tradeoff?, origin: Origin) {
        (self.name, self.tradeoff, self.origin) = (name, tradeoff, origin)
    }

    /// The rows of a table with estimates of those that are judged.
    ///
    /// - Throws: errors of estimates that are missing and of requests that no candidate can serve.
    func predictions(of rows: OutcomeRows, _ selection: ModelSelection, isQuiet: Bool) throws -> [PredictionRow] {
        let judged = rows.rows.indices.filter { selection.isJudged(rows.rows[$0]) }
        let estimated: [PredictionRow.Prediction]
        switch origin {
        case .model:
            guard let maker = try maker(for: rows, selection) else { return [] }
            let progress = ProgressLine("deciding", isQuiet: isQuiet)
            estimated = try Self.decide(judged.map { rows.rows[$0] }, maker, progress)
            progress.finish()
        case .estimates(let file):
            estimated = try judged.map {
                try file.prediction(for: rows.rows[$0], in: rows.path, models: selection.models)
            }
        }
        let byRow = Dictionary(uniqueKeysWithValues: zip(judged, estimated))
        return rows.rows.enumerated().map { index, row in
            PredictionRow(row, models: selection.models, prediction: byRow[index])
        }
    }

    /// What the bundle's policy would choose for the rows that are judged, at any position of the dial; `nil` where
    /// estimates come from a file, which does not say how they are decided on.
    ///
    /// - Throws: errors of the pool.
    func policy(
        of rows: OutcomeRows, _ selection: ModelSelection
    ) throws -> (@Sendable (Tradeoff) -> [Int])? {
        guard let maker = try maker(for: rows, selection) else { return nil }
        let estimates = Self.inPieces(rows.rows.filter(selection.isJudged)) { row in
            maker.scorer.estimates(
                for: maker.extractor.features(of: row.request), maxOutputTokens: row.request.needs.maxOutputTokens)
        }
        let isEligible = selection.models.map { _ in true }
        return { tradeoff in
            Self.inPieces(estimates) { estimates in
                let utilities = maker.utilities(estimates, isEligible: isEligible, tradeoff: tradeoff)
                return utilities.indices.dropFirst().reduce(0) { utilities[$1] > utilities[$0] ? $1 : $0 }
            }
        }
    }

    /// The bundle's decisions over a table's models; prices come from rows that are not judged, where there are any.
    private func maker(for rows: OutcomeRows, _ selection: ModelSelection) throws -> DecisionMaker? {
        guard case .model(let model, let extractor, let id) = origin else { return nil }
        let others = rows.rows.filter { !selection.split.contains($0.split) }
        let pool = try TablePool.pool(
            of: selection.models, in: others.isEmpty ? rows.rows : others, model: model)
        return DecisionMaker(
            model: model, extractor: extractor, bundleID: id, pool: pool, tradeoff: tradeoff ?? .balanced)
    }

    /// Decides for rows on all cores; candidates stand in the order of the pool.
    private static func decide(
        _ rows: [OutcomeRow], _ maker: DecisionMaker, _ progress: ProgressLine
    ) throws -> [PredictionRow.Prediction] {
        let done = Mutex(0)
        let results = inPieces(rows) { row in
            let result = Result {
                let decision = try maker.decide(row.request, id: row.id, seed: 0)
                return PredictionRow.Prediction(
                    qualities: decision.candidates.map(\.estimate.quality),
                    forecastsUSD: decision.candidates.map(\.estimate.costUSD),
                    choice: maker.pool.index(of: decision.choice))
            }
            let count = done.withLock { done in
                done += 1
                return done
            }
            progress.report(Double(count) / Double(rows.count))
            return result
        }
        return try results.map { try $0.get() }
    }

    /// Maps values on all cores, in their order.
    private static func inPieces<Value: Sendable, Mapped: Sendable>(
        _ values: [Value], _ transform: @Sendable (Value) -> Mapped
    ) -> [Mapped] {
        let size = 64
        let count = (values.count + size - 1) / size
        let pieces = Mutex([[Mapped]](repeating: [], count: count))
        DispatchQueue.concurrentPerform(iterations: count) { piece in
            let own = values[piece * size..<min(values.count, (piece + 1) * size)].map(transform)
            pieces.withLock { $0[piece] = own }
        }
        return pieces.withLock { $0.flatMap { $0 } }
    }
}

extension ModelSelection {
    /// Whether a row is of the split and has a score of each model.
    func isJudged(_ row: OutcomeRow) -> Bool {
        guard split.contains(row.split) else { return false }
        let scored = Set(row.outcomes.map(\.model))
        return models.allSatisfy(scored.contains)
    }
}

extension PredictionRow {
    /// A row of a table.
    init(_ row: OutcomeRow, models: [String], prediction: Prediction?) {
        let byName = Dictionary(row.outcomes.map { ($0.model, $0) }, uniquingKeysWith: { first, _ in first })
        self.init(
            id: row.id, category: row.category, split: row.split, scores: models.map { byName[$0]?.score },
            costsUSD: models.map { byName[$0]?.costUSD }, prediction: prediction)
    }
}
