import Foundation
import RouterConfiguration
import RouterModel
import RouterTraining

/// One retraining with what the configuration says, and what becomes of its challenger.
struct RetrainJob {
    let retraining: Retraining
    private let store: BundleStore
    /// The folder of the bundle that heads start from.
    private let baseFolder: URL

    /// Name of the versions that retraining makes.
    static let bundleName = "own"

    /// - Parameters:
    ///   - setup: configuration and bundles.
    ///   - since: only decisions made then or later; `nil` = all.
    /// - Throws: what reading the bundles throws, or that there are no candidates.
    init(_ setup: Setup, since: Date?) throws {
        let place = try setup.namedBundle ?? setup.configuredBundle()
        let base = try ModelBundle(folder: place.folder)
        let retrain = setup.configuration.retrain
        var settings = Retraining.Settings()
        settings.evaluatedShare = retrain.evaluatedShare
        settings.halfLife = retrain.halfLifeDays.map { $0 * 86_400 }
        settings.since = since
        settings.gate = PromotionGate(margin: retrain.margin, confidence: retrain.confidence)
        store = setup.store
        baseFolder = place.folder
        retraining = Retraining(
            base: base, champion: try setup.bundle(), pool: try setup.configuredPool(),
            tradeoff: setup.configuration.tradeoff, rules: setup.configuration.rewards, settings: settings,
            look: Self.look(store.events()))
    }

    /// How often a challenger was judged since the champion took office, the coming time included.
    private static func look(_ events: [BundleEvent]) -> Int {
        var look = 1
        for event in events {
            switch event.event {
            case .promoted, .rolledBack: look = 1
            case .refused: look += event.metrics?[lookKey] == nil ? 0 : 1
            case .added, .removed: break
            }
        }
        return look
    }

    /// The figure of a verdict that is a look.
    private static let lookKey = "look"

    /// Whether the challenger was held against the margin by what it has earned, and might have been promoted.
    ///
    /// Such looks have to be counted, or one that is no better would win by being looked at often. A verdict that rests on
    /// too few samples or on what policies choose is none: rewards have no part in it.
    func isLook(_ result: RetrainingResult) -> Bool {
        switch result.promotion?.verdict {
        case .promote, .refuse(.notBetter): true
        case .tooLittleEvidence:
            result.promotion.map {
                $0.figures.lowerBound != nil
                    && $0.figures.effectiveSampleSize >= retraining.settings.gate.leastEffectiveSampleSize
            } ?? false
        case .refuse, nil: false
        }
    }

    /// Keeps the challenger, and promotes or refuses it.
    ///
    /// - Returns: the version.
    /// - Throws: ``RouterModel/ModelError`` if it cannot be written.
    func store(_ result: RetrainingResult) throws -> StoredBundle {
        let base = retraining.base
        let embedding = try base.manifest.embedding.map { _ in
            try EmbeddingFile(baseFolder.appendingPathComponent(EmbeddingFile.name))
        }
        var metrics: [String: Double] = ["outcomes": result.gathered.statistics.count]
        if let figures = result.promotion?.figures {
            metrics["difference"] = figures.difference
            metrics["lower_bound"] = figures.lowerBound
            metrics["effective_sample_size"] = figures.effectiveSampleSize
        }
        if isLook(result) { metrics[Self.lookKey] = Double(retraining.look) }
        let added = try store.add(Self.bundleName, reason: "retrained", metrics: metrics) { folder in
            _ = try ModelBundle.write(
                result.model,
                description: BundleDescription(
                    name: Self.bundleName, seed: base.manifest.seed, tables: base.manifest.tables,
                    metrics: [], settings: base.manifest.settings + Self.sentences(result)),
                embedding: embedding, to: folder)
        }
        let name = added.version.description
        if result.isPromoted { return try store.promote(name, reason: result.reason, metrics: metrics) }
        try store.refuse(name, reason: result.reason, metrics: metrics)
        return try store.version(name)
    }

    /// What the card says of the user's own outcomes.
    private static func sentences(_ result: RetrainingResult) -> [String] {
        result.gathered.statistics.candidates.map { candidate in
            let count = result.gathered.statistics.count(of: candidate)
            let mean = result.gathered.statistics.meanReward(of: candidate) ?? 0
            return "\(Format.decimals(count, 0)) own outcomes of \(candidate), mean reward \(Format.decimals(mean, 3))"
        }
    }
}
