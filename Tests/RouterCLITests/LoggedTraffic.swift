import Foundation
import Logging
import RouterConfiguration
import RouterCore
import RouterEngine
import RouterFeatures
import RouterModel
import RouterOutcomeLog

@testable import RouterCLI

/// Requests that a router of ``BundleFixture``'s candidates has served: decided by a policy, answered well with a
/// probability for each candidate, and judged by a user.
struct LoggedTraffic {
    /// How it explores.
    var policy: any RoutingPolicy = EpsilonGreedyPolicy(epsilon: 1)
    /// Probability of a good reply by candidate.
    var chances: [CandidateID: Double] = ["curious": 0.9, "steady": 0.3]
    /// What the user's word on a reply is called; empty = nothing is said.
    var kind = SignalKind.feedback.rawValue
    /// When the first request came; each one after it a minute later.
    var start = Date(timeIntervalSince1970: 1_800_000_000)
    var seed: UInt64 = 1

    /// Appends requests to a log, which is made if it is missing.
    ///
    /// - Parameters:
    ///   - numbers: which of the requests.
    ///   - path: the file.
    ///   - setup: bundle, candidates and dial.
    /// - Throws: what deciding and writing throw.
    func write(_ numbers: some Sequence<Int>, to path: String, _ setup: Setup) async throws {
        let maker = DecisionMaker(
            bundle: try setup.bundle(), pool: try setup.configuredPool(), tradeoff: setup.configuration.tradeoff,
            policy: policy)
        let log = try await OutcomeLog.open(
            .init(path: path), logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
        for number in numbers { for entry in try entries(number, maker) { log.append(entry) } }
        try await log.close()
    }

    private func entries(_ number: Int, _ maker: DecisionMaker) throws -> [LogEntry] {
        var random = SplitMix64(seed: seed &* 1_000_003 &+ UInt64(number))
        let decision = try maker.decide(
            RoutingRequest(prompt: "Question \(number): why?"), id: "gen-\(seed)-\(number)", seed: random.next())
        let madeAt = start.addingTimeInterval(60 * Double(number))
        let isGood = random.nextUnit() < chances[decision.choice] ?? 0
        let price = maker.pool[id: decision.choice]?.price
        let attempt = Attempt(
            decisionID: decision.id, index: 0, candidate: decision.choice, startedAt: madeAt, httpStatus: 200,
            failure: nil, timeToFirstTokenSeconds: nil, durationSeconds: 1.5,
            usage: TokenUsage(promptTokens: 10, completionTokens: 100),
            costUSD: price?.costUSD(promptTokens: 10, completionTokens: 100), finishReason: "stop")
        func outcome(_ kind: String, _ value: Double, _ source: String) -> LogEntry {
            .outcome(Outcome(decisionID: decision.id, kind: kind, value: value, source: source, observedAt: madeAt))
        }
        let said = kind.isEmpty ? [] : [outcome(kind, isGood ? 1 : 0, "user")]
        return [
            .decision(decision, DecisionContext(madeAt: madeAt, requestedModel: "auto", isStreamed: false)),
            .attempt(attempt), outcome(SignalKind.answered.rawValue, 1, "router"),
        ] + said
    }
}

extension BundleFixture {
    /// The configured log.
    var logPath: String { folder.appendingPathComponent("log.sqlite").path }

    /// What commands work with where half of the decisions are judged on and only what people say counts.
    func learningSetup() throws -> Setup {
        var setup = try setup()
        setup.configuration.retrain.evaluatedShare = 0.5
        setup.configuration.rewards.observationWeight = 0
        return setup
    }

    /// The records of a log.
    func records(_ path: String? = nil) async throws -> [LearningRecord] {
        var records: [LearningRecord] = []
        try await OutcomeLogReader.open(path ?? logPath).forEachLearningRecord { records += $0 }
        return records
    }
}

extension LearningRecord {
    /// The same record with other facts.
    func with(
        policy: String? = nil, probabilities: [Double]? = nil, degradedBy: String? = nil, madeAt: Date? = nil,
        signals: [RewardSignal]? = nil, completionTokens: Int?? = nil, costUSD: Double?? = nil,
        answeredBy: Int?? = nil, features: FeatureVector? = nil, pool: [CandidateID]? = nil
    ) -> LearningRecord {
        LearningRecord(
            id: id, madeAt: madeAt ?? self.madeAt, policy: policy ?? self.policy, bundle: bundle,
            pool: pool ?? self.pool, choice: choice, answeredBy: answeredBy ?? self.answeredBy, propensity: propensity,
            tradeoff: tradeoff, seed: seed, features: features ?? self.features, qualities: qualities,
            qualityDeviations: qualityDeviations, costsUSD: costsUSD, utilities: utilities,
            probabilities: probabilities ?? self.probabilities, isEligible: isEligible,
            degradedBy: degradedBy ?? self.degradedBy, promptTokens: promptTokens,
            completionTokens: completionTokens ?? self.completionTokens, costUSD: costUSD ?? self.costUSD,
            durationSeconds: durationSeconds, signals: signals ?? self.signals)
    }
}

extension FeatureVector {
    /// The same numbers under another schema.
    func under(schemaVersion: Int) -> FeatureVector {
        FeatureVector(
            schemaVersion: schemaVersion, surface: surface, dense: dense, hashed: hashed, promptTokens: promptTokens,
            extent: extent)
    }
}
