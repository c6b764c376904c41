import Foundation
import RouterCore
import Testing

@testable import RouterEngine

@Suite("Learning board")
struct LearningBoardTests {
    private let metrics: GatewayMetrics

    init() throws {
        let pool = try CandidatePool([Candidate(id: "a", provider: "lab", upstreamModel: "a")])
        metrics = GatewayMetrics(pool: pool, version: "1", startedAt: Date())
    }

    private func parsed() throws -> ExpositionParser {
        try ExpositionParser(metrics.text(logQueueDepth: nil, droppedLogEntryCount: 0, circuits: []))
    }

    private func report(_ verdict: String, difference: Double? = nil) -> LearningBoard.Report {
        .init(
            endedAt: Date(timeIntervalSince1970: 1_800_000_000), verdict: verdict, outcomeCount: 412.5,
            difference: difference,
            drift: [
                .init(kind: "prompts", name: "question_marks", difference: -0.5, threshold: 0.25),
                .init(kind: "calibration", name: "a", difference: 0.125, threshold: 0.125),
            ])
    }

    @Test("before the first retraining there is nothing to say")
    func nothing() throws {
        #expect(try !parsed().metrics.keys.contains { $0.contains("retraining") || $0.contains("drift") })
    }

    @Test("retrainings are counted by what came of them, and the last one is shown")
    func counts() throws {
        metrics.learning.ended(report("promoted", difference: 0.25))
        metrics.learning.ended(report("refused", difference: -0.25))
        metrics.learning.ended(report("refused"))
        metrics.learning.failed()
        let parsed = try parsed()
        for (verdict, count) in [("promoted", 1.0), ("refused", 2), ("failed", 1)] {
            #expect(parsed.value("autorouter_retrainings_total", ["verdict": verdict]) == count)
        }
        #expect(parsed.value("autorouter_retraining_timestamp_seconds") == 1_800_000_000)
        #expect(parsed.value("autorouter_retraining_outcomes") == 412.5)
        #expect(parsed.metrics["autorouter_retraining_advantage"] == nil)
    }

    @Test("drift is an alarm beyond its threshold, in either direction, and none at it")
    func drift() throws {
        metrics.learning.ended(report("promoted", difference: 0.25))
        let parsed = try parsed()
        #expect(parsed.value("autorouter_retraining_advantage") == 0.25)
        let prompts = ["kind": "prompts", "name": "question_marks"]
        let calibration = ["kind": "calibration", "name": "a"]
        #expect(parsed.value("autorouter_drift", prompts) == -0.5)
        #expect(parsed.value("autorouter_drift_alarm", prompts) == 1)
        #expect(parsed.value("autorouter_drift_alarm", calibration) == 0)
    }

    @Test("a failure before any success is counted")
    func failure() throws {
        metrics.learning.failed()
        let parsed = try parsed()
        #expect(parsed.value("autorouter_retrainings_total", ["verdict": "failed"]) == 1)
        #expect(parsed.metrics["autorouter_retraining_outcomes"] == nil)
    }
}
