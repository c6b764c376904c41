import Foundation
import RouterCore
import RouterOutcomeLog
import RouterWire

extension LogReport {
    /// Decisions as one JSON object.
    static func json(of decisions: [DecisionSummary]) -> [UInt8] {
        var json = JSONWriter()
        json.object { json in
            json.key("decisions")
            json.array { json in for decision in decisions { write(decision, to: &json) } }
        }
        return json.bytes
    }

    private static func write(_ decision: DecisionSummary, to json: inout JSONWriter) {
        json.object { json in
            json.key("id")
            json.string(decision.id)
            json.key("made_at")
            json.string(decision.madeAt.formatted(.iso8601))
            json.key("requested_model")
            json.string(decision.requestedModel)
            json.key("choice")
            json.string(decision.choice.rawValue)
            json.key("answered_by")
            json.string(decision.answeredBy?.rawValue)
            json.key("attempts")
            json.int(decision.attemptCount)
            json.key("failed_attempts")
            json.int(decision.failedAttemptCount)
            json.key("last_failure")
            json.string(decision.lastFailure)
            json.key("prompt_tokens")
            json.int(decision.promptTokens)
            json.key("completion_tokens")
            json.int(decision.completionTokens)
            json.key("cost_usd")
            json.double(decision.costUSD)
            json.key("duration_ms")
            json.double(decision.durationSeconds.map { $0 * 1000 }, digits: 6)
        }
    }

    /// One decision with attempts and outcomes as one JSON object.
    static func json(of logged: LoggedDecision) -> [UInt8] {
        var json = JSONWriter()
        json.object { json in
            json.key("decision")
            DecisionJSON.write(logged.decision, to: &json)
            json.key("made_at")
            json.string(logged.context.madeAt.formatted(.iso8601))
            json.key("requested_model")
            json.string(logged.context.requestedModel)
            json.key("streamed")
            json.bool(logged.context.isStreamed)
            json.key("attempts")
            json.array { json in for attempt in logged.attempts { write(attempt, to: &json) } }
            json.key("outcomes")
            json.array { json in for outcome in logged.outcomes { write(outcome, to: &json) } }
        }
        return json.bytes
    }

    private static func write(_ attempt: Attempt, to json: inout JSONWriter) {
        json.object { json in
            json.key("model")
            json.string(attempt.candidate.rawValue)
            json.key("status")
            json.int(attempt.httpStatus)
            json.key("failure")
            json.string(attempt.failure)
            json.key("time_to_first_token_ms")
            json.double(attempt.timeToFirstTokenSeconds.map { $0 * 1000 }, digits: 6)
            json.key("duration_ms")
            json.double(attempt.durationSeconds * 1000, digits: 6)
            json.key("prompt_tokens")
            json.int(attempt.usage.promptTokens)
            json.key("completion_tokens")
            json.int(attempt.usage.completionTokens)
            json.key("cost_usd")
            json.double(attempt.costUSD)
            json.key("finish_reason")
            json.string(attempt.finishReason)
        }
    }

    private static func write(_ outcome: Outcome, to json: inout JSONWriter) {
        json.object { json in
            json.key("kind")
            json.string(outcome.kind)
            json.key("value")
            json.double(outcome.value)
            json.key("source")
            json.string(outcome.source)
            json.key("detail")
            json.string(outcome.detail)
        }
    }

    /// The figures of each candidate as one JSON object.
    static func json(of statistics: LogStatistics) -> [UInt8] {
        var json = JSONWriter()
        json.object { json in
            json.key("decisions")
            json.int(statistics.decisionCount)
            json.key("degraded")
            json.int(statistics.degradedCount)
            json.key("outcomes")
            json.int(statistics.outcomeCount)
            json.key("dropped_entries")
            json.int(statistics.droppedEntryCount)
            json.key("file_bytes")
            json.int(statistics.fileBytes)
            json.key("candidates")
            json.array { json in for candidate in statistics.candidates { write(candidate, to: &json) } }
        }
        return json.bytes
    }

    private static func write(_ candidate: CandidateStatistics, to json: inout JSONWriter) {
        json.object { json in
            json.key("model")
            json.string(candidate.candidate.rawValue)
            json.key("chosen")
            json.int(candidate.chosenCount)
            json.key("mean_propensity")
            json.double(candidate.meanPropensity)
            json.key("attempts")
            json.int(candidate.attemptCount)
            json.key("answered")
            json.int(candidate.answeredCount)
            json.key("prompt_tokens")
            json.int(candidate.promptTokens)
            json.key("completion_tokens")
            json.int(candidate.completionTokens)
            json.key("cost_usd")
            json.double(candidate.costUSD)
            json.key("unknown_cost")
            json.int(candidate.unknownCostCount)
            json.key("p50_ms")
            json.double(candidate.durationSeconds.map { $0.p50 * 1000 }, digits: 6)
            json.key("p95_ms")
            json.double(candidate.durationSeconds.map { $0.p95 * 1000 }, digits: 6)
            json.key("failures")
            json.object { json in
                for (label, count) in candidate.failures.sorted(by: { $0.key < $1.key }) {
                    json.key(label)
                    json.int(count)
                }
            }
        }
    }
}
