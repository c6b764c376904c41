import Foundation
import Logging
import RouterCore
import RouterEngine
import RouterFeatures
import RouterModel
import RouterOutcomeLog
import RouterTables
import RouterTraining

/// The router of one run: it decides, logs to SQLite, and learns from that log as it goes.
struct SimulatedRouter {
    private let table: SimulationTable
    private let prior: ModelBundle
    private let settings: SimulationSettings
    private let log: OutcomeLog
    private let learner: HeadLearner
    private var statistics: OwnStatistics
    private var recent: [OwnOutcome] = []
    private let reading: OwnOutcomeReading
    private var lastKey: Int64 = 0
    private(set) var maker: DecisionMaker

    /// - Parameters:
    ///   - table: what the candidates would do.
    ///   - prior: what the router knows at the beginning.
    ///   - settings: what is simulated.
    ///   - path: of the log; it must not exist yet.
    /// - Throws: what opening the log throws.
    init(
        table: SimulationTable, prior: ModelBundle, settings: SimulationSettings, logPath path: String
    ) async throws {
        self.table = table
        self.prior = prior
        self.settings = settings
        log = try await OutcomeLog.open(.init(path: path), logger: Logger(label: "autorouter.simulate"))
        learner = HeadLearner(base: prior.model, recipe: settings.recipe)
        statistics = OwnStatistics(order: learner.order)
        reading = OwnOutcomeReading(
            scorer: prior.model.scorer(for: table.pool), schemaVersion: prior.extractor.schema.version,
            rules: SimulationSettings.rules)
        maker = Self.maker(
            try learner.model(statistics, pool: table.pool, recent: []), prior, table, settings.policy, settings)
    }

    /// Serves one prompt: decides, and writes down what became of it.
    ///
    /// - Returns: the place of the choice in the pool.
    func serve(_ row: SimulationTable.Row, number: Int, seed: UInt64) throws -> Int {
        let decision = try maker.decide(row.request, id: "request-\(number)", seed: seed)
        let place = table.pool.index(of: decision.choice) ?? 0
        let outcome = row.outcomes[place]
        let now = Date()
        log.append(
            .decision(decision, DecisionContext(madeAt: now, requestedModel: "auto", isStreamed: false)))
        log.append(
            .attempt(
                Attempt(
                    decisionID: decision.id, index: 0, candidate: decision.choice, startedAt: now, httpStatus: 200,
                    failure: nil, timeToFirstTokenSeconds: nil, durationSeconds: outcome.latencySeconds ?? 0,
                    usage: TokenUsage(
                        promptTokens: outcome.promptTokens, completionTokens: outcome.completionTokens),
                    costUSD: outcome.costUSD, finishReason: "stop")))
        log.append(
            .outcome(
                Outcome(
                    decisionID: decision.id, kind: SignalKind.answered.rawValue, value: 1, source: "router",
                    observedAt: now)))
        log.append(
            .outcome(
                Outcome(
                    decisionID: decision.id, kind: SignalKind.feedback.rawValue, value: outcome.score, source: "table",
                    observedAt: now)))
        return place
    }

    /// Reads what was logged since the last time, and decides with what that teaches from now on.
    mutating func learn() async throws {
        try await log.flush()
        var outcomes: [OwnOutcome] = []
        let result = try await log.reader.forEachLearningRecord(afterKey: lastKey) { records in
            outcomes += records.compactMap { reading.outcome(of: $0) }
        }
        lastKey = result.lastKey
        statistics.add(outcomes)
        recent += outcomes
        maker = Self.maker(
            try learner.model(statistics, pool: table.pool, recent: recent), prior, table, settings.policy, settings)
    }

    /// Closes the log.
    func close() async throws { try await log.close() }

    /// A decision maker of a model over the table's pool.
    static func maker(
        _ model: ScoringModel, _ prior: ModelBundle, _ table: SimulationTable, _ policy: any RoutingPolicy,
        _ settings: SimulationSettings
    ) -> DecisionMaker {
        DecisionMaker(
            model: model, extractor: prior.extractor, bundleID: prior.id, pool: table.pool,
            tradeoff: settings.tradeoff, policy: policy)
    }
}
