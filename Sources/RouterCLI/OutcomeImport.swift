import Foundation
import RouterCore
import RouterFeatures
import RouterOutcomeLog
import RouterTables

/// Takes rows of outcome tables into a log.
///
/// An outcome is a decision whose pool is its one candidate, and which was answered by it. That is what learning of heads
/// reads: features, who answered, how good it was. The table says what every candidate did, so that there was no choice
/// to be judged: policy `imported` keeps these decisions out of off-policy evaluation. Their estimates are placeholders.
struct OutcomeImport {
    /// So many outcomes are looked up and written together.
    private static let batchSize = 1024

    private let log: OutcomeLog
    private let extractor: FeatureExtractor
    private let bundleID: String
    private let promptRecord: @Sendable (RoutingRequest) -> String?
    private let importedAt: Date
    private var waiting: [OutcomeRow] = []
    private var waitingCount = 0
    /// Rows that were read.
    private(set) var rowCount = 0
    /// Outcomes that were written.
    private(set) var addedCount = 0
    /// Outcomes that the log held before.
    private(set) var knownCount = 0

    /// Starts with nothing taken in.
    ///
    /// - Parameters:
    ///   - log: takes the outcomes.
    ///   - extractor: makes the features.
    ///   - bundleID: name and checksum of the bundle that the extractor is of.
    ///   - promptRecord: what the log keeps of a prompt.
    ///   - importedAt: the time of all decisions.
    init(
        log: OutcomeLog, extractor: FeatureExtractor, bundleID: String,
        promptRecord: @escaping @Sendable (RoutingRequest) -> String?, importedAt: Date
    ) {
        self.log = log
        self.extractor = extractor
        self.bundleID = bundleID
        self.promptRecord = promptRecord
        self.importedAt = importedAt
    }

    /// Takes a row; it is written with others.
    ///
    /// - Throws: what the log throws.
    mutating func add(_ row: OutcomeRow) async throws {
        rowCount += 1
        waiting.append(row)
        waitingCount += row.outcomes.count
        if waitingCount >= Self.batchSize { try await finish() }
    }

    /// Writes what waits; returns once it is on the disk.
    ///
    /// - Throws: what the log throws.
    mutating func finish() async throws {
        let rows = waiting
        (waiting, waitingCount) = ([], 0)
        // A row that was exported from this log is there under its own id.
        let ids = rows.flatMap { row in [row.id] + row.outcomes.map { Self.id(of: row, $0) } }
        var known = try await log.reader.known(ids)
        for row in rows {
            let isOwn = known.contains(row.id)
            let new = row.outcomes.filter { !isOwn && known.insert(Self.id(of: row, $0)).inserted }
            knownCount += row.outcomes.count - new.count
            guard !new.isEmpty else { continue }
            let features = extractor.features(of: row.request)
            let prompt = promptRecord(row.request)
            for outcome in new { append(outcome, of: row, features, prompt: prompt) }
            addedCount += new.count
        }
        try await log.flush()
    }

    private static func id(of row: OutcomeRow, _ outcome: ModelOutcome) -> String {
        "import:" + (row.dataset.isEmpty ? "" : row.dataset + ":") + row.id + ":" + outcome.model
    }

    private func append(_ outcome: ModelOutcome, of row: OutcomeRow, _ features: FeatureVector, prompt: String?) {
        let (id, candidate) = (Self.id(of: row, outcome), CandidateID(outcome.model))
        let verdict = CandidateVerdict(
            candidate: candidate,
            estimate: Estimate(
                quality: 0.5, qualitySD: 0.5, basis: .mean, completionTokens: Double(outcome.completionTokens ?? 0),
                costUSD: outcome.costUSD, latencySeconds: outcome.latencySeconds),
            utility: 0, probability: 1)
        log.append(
            .decision(
                RoutingDecision(
                    id: id, choice: candidate, propensity: .certain, policy: RoutingDecision.importedPolicy,
                    bundle: bundleID, tradeoff: .balanced, seed: 0, candidates: [verdict], fallbackOrder: [candidate],
                    features: features),
                DecisionContext(
                    madeAt: importedAt, requestedModel: outcome.model, isStreamed: false, prompt: prompt)))
        log.append(
            .attempt(
                Attempt(
                    decisionID: id, index: 0, candidate: candidate, startedAt: importedAt, httpStatus: nil,
                    failure: nil, timeToFirstTokenSeconds: nil, durationSeconds: outcome.latencySeconds ?? 0,
                    usage: TokenUsage(
                        promptTokens: outcome.promptTokens, completionTokens: outcome.completionTokens),
                    costUSD: outcome.costUSD, finishReason: nil)))
        log.append(
            .outcome(
                Outcome(
                    decisionID: id, kind: SignalKind.feedback.rawValue, value: outcome.score, source: "import",
                    observedAt: importedAt)))
    }
}
