import RouterConfiguration
import RouterCore
import RouterDispatch
import RouterEngine
import RouterModel
import RouterOutcomeLog

extension JudgeSession {
    /// How a run is carried out.
    struct Manner {
        /// Whether nothing is sent.
        var isDryRun = false
        /// Whether no progress is shown.
        var isQuiet = true
        /// Whether no further call is to begin.
        var isInterrupted: @Sendable () -> Bool = { false }
    }

    /// Grades logged replies.
    ///
    /// - Throws: what the log throws if it cannot be read or written.
    func grade(_ query: StoredTextQuery, _ manner: Manner) async throws -> JudgeReport {
        let judge = try modelJudge(try CurlUpstreamClient())
        var query = query
        query.lackingOutcome = judge.identity.idempotencyKey
        query.excludedPolicies = [RoutingDecision.comparedPolicy]
        let reader = try await OutcomeLogReader.open(configuration.log.path)
        let keys = try await reader.exchangeKeys(query)
        let grading = GradeRun(judge: judge, reader: reader)
        guard !manner.isDryRun else {
            return .plan(try await JudgePlan(grading.jobs(keys), limitUSD: limitUSD), judge.identity)
        }
        let log = try await openLog()
        var (run, summary) = (paidRun, GradeSummary())
        let progress = ProgressLine("judging", isQuiet: manner.isQuiet)
        let ending = try await run.run(
            next: grading.jobs(keys), isInterrupted: manner.isInterrupted,
            perform: { try await grading.perform($0, keptIn: log) }
        ) { result in
            summary.add(result)
            progress.report(Double(summary.count) / Double(max(1, keys.count)))
        }
        progress.finish()
        try await log.close()
        return .grades(summary, judge.identity, .init(run, ending))
    }

    /// Compares the two models.
    ///
    /// - Parameters:
    ///   - input: the file of prompts; `nil` = those of the log.
    ///   - query: which prompts of the log, and how many.
    ///   - maxTokens: tokens that a reply may have.
    ///   - manner: how.
    /// - Returns: wins, ties and losses of the first.
    /// - Throws: what the log throws if it cannot be read or written; ``RouterTables/TableError`` for a bad file;
    ///   ``RouterModel/ModelError`` if there is no bundle to describe the prompts with.
    func compare(
        _ input: String?, _ query: StoredTextQuery, maxTokens: Int, _ manner: Manner
    ) async throws -> JudgeReport {
        let client = try CurlUpstreamClient()
        let comparison = CompareRun(
            judge: try modelJudge(client), candidates: (compared[0], compared[1]), maxTokens: maxTokens)
        let prompts = try await prompts(input, query)
        func jobs() async throws -> (job: [PromptTurn], mostUSD: Double)? {
            try await prompts.next().map { ($0, comparison.mostUSD($0)) }
        }
        guard !manner.isDryRun else {
            return .plan(try await JudgePlan(jobs, limitUSD: limitUSD), comparison.judge.identity)
        }
        let log = try await openLog()
        let sender = try comparedSender(client, log)
        var (run, summary) = (paidRun, CompareSummary(compared[0].id, compared[1].id))
        let progress = ProgressLine("judging", isQuiet: manner.isQuiet)
        let ending = try await run.run(
            next: jobs, isInterrupted: manner.isInterrupted,
            perform: { try await comparison.perform($0, calling: sender, keptIn: log) }
        ) { result in
            summary.add(result)
            progress.report(Double(summary.count) / Double(max(1, prompts.expectedCount)))
        }
        progress.finish()
        summary.skippedCount = prompts.skippedCount
        try await log.close()
        return .comparison(summary, comparison.judge.identity, .init(run, ending))
    }

    private var limitUSD: Double { configuration.judge.maxUSD }

    private var paidRun: PaidRun { PaidRun(limitUSD: limitUSD, concurrency: configuration.judge.concurrency) }

    private func openLog() async throws -> OutcomeLog {
        try await OutcomeLog.open(OutcomeLogConfiguration(path: configuration.log.path), logger: logger)
    }

    private func modelJudge(_ client: any UpstreamClient) throws -> ModelJudge {
        let rubric = configuration.judge.rubric.map { JudgeRubric(text: $0) } ?? .standard
        let sender = ChatSender(
            configuration, pool: try CandidatePool([judge]), client: client, ledger: CallLedger(), logger: logger)
        return ModelJudge(judge, rubric: rubric, sender: sender)
    }

    /// Calls the two models, and logs them among all candidates, so that their decisions hold everybody's estimates.
    private func comparedSender(_ client: any UpstreamClient, _ log: OutcomeLog) throws -> ChatSender {
        let others = configuration.candidates.filter { candidate in !compared.contains { $0.id == candidate.id } }
        let pool = try CandidatePool(compared + others)
        let maker = DecisionMaker(bundle: try setup.bundle(), pool: pool, tradeoff: configuration.tradeoff)
        return ChatSender(
            configuration, pool: pool, maker: maker, client: client,
            ledger: CallLedger(passingTo: log, policy: RoutingDecision.comparedPolicy), logger: logger)
    }

    private func prompts(_ input: String?, _ query: StoredTextQuery) async throws -> ComparedPrompts {
        if let input { return try ComparedPrompts(file: input, limit: query.limit ?? .max) }
        var query = query
        query.excludedPolicies = [RoutingDecision.comparedPolicy]
        let reader = try await OutcomeLogReader.open(configuration.log.path)
        return ComparedPrompts(reader, keys: try await reader.promptKeys(query))
    }
}
