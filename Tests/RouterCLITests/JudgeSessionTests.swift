import RouterConfiguration
import RouterCore
import RouterEngine
import RouterOutcomeLog
import Testing

@testable import RouterCLI

@Suite("Judge over a sandbox", .timeLimit(.minutes(5)))
struct JudgeSessionTests {
    struct WrongReport: Error {}

    private func grade(
        _ session: JudgeSession, _ query: StoredTextQuery = .init()
    ) async throws -> (summary: GradeSummary, run: JudgeReport.Run) {
        guard case .grades(let summary, _, let run) = try await session.grade(query, .init()) else {
            throw WrongReport()
        }
        return (summary, run)
    }

    private func compare(
        _ session: JudgeSession, _ input: String?, _ query: StoredTextQuery = .init()
    ) async throws -> (summary: CompareSummary, run: JudgeReport.Run) {
        let report = try await session.compare(input, query, maxTokens: 100, .init())
        guard case .comparison(let summary, _, let run) = report else { throw WrongReport() }
        return (summary, run)
    }

    @Test("logged replies are graded once by the same judge and criteria, plain and streamed ones alike")
    func grades() async throws {
        let fixture = try await JudgeFixture()
        try await fixture.serve(6)
        let first = try await grade(fixture.session())
        #expect(first.summary.gradedCount == 6 && first.run.ending == .finished)
        let means = first.summary.means.mapValues(\.value)
        // A point for five words: replies have about 60 and 20.
        #expect(means.count == 2 && (means["lab/long"] ?? 0) > 0.9 && (0.2...0.5).contains(means["lab/short"] ?? 0))
        #expect(first.run.spentUSD > 0 && first.run.unknownCostCount == 0)
        let outcomes = try await fixture.logged().flatMap(\.outcomes).filter { $0.kind == "judge" }
        #expect(outcomes.count == 6)
        #expect(outcomes.allSatisfy { $0.source == "judge:lab/judge" && $0.value > 0 })
        #expect(outcomes.allSatisfy { $0.detail == JudgeRubric.standard.version + "/other" })
        #expect(try await grade(fixture.session()).summary.count == 0)
        let strict = try fixture.session(judge: "model: lab/judge, rubric: 'Only facts count.'")
        #expect(try await grade(strict, .init(limit: 2, seed: 1)).summary.gradedCount == 2)
    }

    @Test("a run ends before its ceiling is exceeded, and the next one goes on where it ended")
    func ceiling() async throws {
        let fixture = try await JudgeFixture()
        try await fixture.serve(8)
        let session = try fixture.session(judge: "model: lab/judge, max_usd: 0.004, concurrency: 2")
        let first = try await grade(session)
        #expect(first.run.ending == .ceiling && first.run.spentUSD <= 0.004)
        #expect((1...7).contains(first.summary.gradedCount))
        #expect(try await grade(fixture.session()).summary.gradedCount == 8 - first.summary.gradedCount)
    }

    @Test("what is no verdict is counted and leaves no outcome, and a judge that fails neither")
    func badJudges() async throws {
        let fixture = try await JudgeFixture()
        try await fixture.serve(2)
        let chatty = try await grade(fixture.session(judge: "model: lab/chatty"))
        #expect(chatty.summary.badAnswers == ["no_json": 2] && chatty.summary.gradedCount == 0)
        let broken = try await grade(fixture.session(judge: "model: lab/broken"))
        #expect(broken.summary.failures == ["status_500": 2] && broken.run.spentUSD == 0)
        #expect(try await fixture.logged().flatMap(\.outcomes).allSatisfy { $0.kind != "judge" })
    }

    @Test("a dry run sends and writes nothing")
    func dryRun() async throws {
        let fixture = try await JudgeFixture()
        try await fixture.serve(2)
        let report = try await fixture.session().grade(.init(), .init(isDryRun: true))
        guard case .plan(let plan, _) = report else { throw WrongReport() }
        #expect(plan.count == 2 && plan.mostUSD > 0 && plan.coveredCount == 2)
        #expect(report.text.contains("Nothing was sent"))
        #expect(try await fixture.logged().flatMap(\.outcomes).allSatisfy { $0.kind != "judge" })
    }

    @Test("two models are compared in both orders and logged with what the judge says of each")
    func comparison() async throws {
        let fixture = try await JudgeFixture()
        let input = try fixture.write("prompts.txt", "What is a prime?\n\n{\"prompt\": \"Name one.\"}\nAnd another?\n")
        let session = try fixture.session(compared: ["lab/short", "lab/long"])
        let (summary, run) = try await compare(session, input)
        #expect(summary.tally.losses == 3 && summary.tally.count == 3 && run.ending == .finished)
        let logged = try await fixture.logged()
        #expect(logged.count == 6)
        for entry in logged {
            let decision = entry.decision
            #expect(decision.policy == RoutingDecision.comparedPolicy && decision.propensity == .certain)
            #expect(decision.candidates.count == 6 && !decision.features.surface.isEmpty)
            let judged = entry.outcomes.filter { $0.kind == "judge" }
            #expect(judged.map(\.value) == [decision.choice == "lab/long" ? 1 : 0])
        }
        // Four calls a prompt, of which the log holds two.
        let replies = logged.flatMap(\.attempts).compactMap(\.costUSD).reduce(0, +)
        #expect(run.spentUSD > replies && replies > 0)
        #expect(try await grade(fixture.session()).summary.count == 0)
    }

    @Test("a judge that always prefers the first reply makes ties only")
    func positionBias() async throws {
        let fixture = try await JudgeFixture()
        try await fixture.serve(2)
        let session = try fixture.session(judge: "model: lab/first", compared: ["lab/short", "lab/long"])
        let (summary, _) = try await compare(session, nil)
        #expect(summary.tally.ties == 2 && summary.tally.inconsistentCount == 2)
        let values = try await fixture.logged().filter { $0.decision.policy == RoutingDecision.comparedPolicy }
            .flatMap(\.outcomes).filter { $0.kind == "judge" }.map(\.value)
        #expect(values == [0.5, 0.5, 0.5, 0.5])
    }

    @Test("a model that does not answer is counted, not judged")
    func unanswered() async throws {
        let fixture = try await JudgeFixture()
        let input = try fixture.write("prompts.txt", "Hi\n")
        let (summary, _) = try await compare(fixture.session(compared: ["lab/broken", "lab/long"]), input)
        #expect(summary.unanswered == ["lab/broken": 1] && summary.tally.count == 0)
    }

    @Test("no judge, an unknown one and one without a price are refused before anything is sent")
    func refusals() async throws {
        let fixture = try await JudgeFixture()
        #expect(throws: ConfigurationError.self) { try fixture.session(judge: "max_usd: 1") }
        #expect(throws: ConfigurationError.self) { try fixture.session(compared: ["lab/long", "nobody"]) }
        let error = #expect(throws: ConfigurationError.self) { try fixture.session(judge: "model: lab/mock-judge") }
        #expect(error?.description.contains("--allow-unknown-price") == true)
        try await fixture.serve(2)
        let unpriced = try fixture.session(judge: "model: lab/mock-judge", allowsUnknownPrice: true)
        let (summary, run) = try await grade(unpriced)
        #expect(summary.gradedCount == 2 && run.unknownCostCount == 2)
    }
}
