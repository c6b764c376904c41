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
            json.key("id", string: decision.id)
            json.key("made_at", string: decision.madeAt.formatted(.iso8601))
            json.key("api", string: decision.api)
            json.key("session", string: decision.session)
            json.key("client_key", string: decision.clientKey)
            json.key("requested_model", string: decision.requestedModel)
            json.key("choice", string: decision.choice.rawValue)
            json.key("answered_by", string: decision.answeredBy?.rawValue)
            json.key("attempts", int: decision.attemptCount)
            json.key("failed_attempts", int: decision.failedAttemptCount)
            json.key("last_failure", string: decision.lastFailure)
            json.key("prompt_tokens", int: decision.promptTokens)
            json.key("completion_tokens", int: decision.completionTokens)
            json.key("cost_usd", double: decision.costUSD)
            json.key("duration_ms", double: decision.durationSeconds.map { $0 * 1000 }, digits: 6)
        }
    }

    /// One decision with attempts and outcomes as one JSON object.
    static func json(of logged: LoggedDecision) -> [UInt8] {
        var json = JSONWriter()
        json.object { json in
            json.key("decision")
            DecisionJSON.write(logged.decision, to: &json)
            json.key("made_at", string: logged.context.madeAt.formatted(.iso8601))
            json.key("api", string: logged.context.api.rawValue)
            json.key("session", string: logged.context.session)
            json.key("client_key", string: logged.context.clientKey)
            json.key("requested_model", string: logged.context.requestedModel)
            json.key("streamed", bool: logged.context.isStreamed)
            json.key("attempts")
            json.array { json in for attempt in logged.attempts { write(attempt, to: &json) } }
            json.key("outcomes")
            json.array { json in for outcome in logged.outcomes { write(outcome, to: &json) } }
        }
        return json.bytes
    }

    private static func write(_ attempt: Attempt, to json: inout JSONWriter) {
        json.object { json in
            json.key("model", string: attempt.candidate.rawValue)
            DecisionRecordJSON.writeCourse(of: attempt, to: &json)
            json.key("cost_usd", double: attempt.costUSD)
            json.key("finish_reason", string: attempt.finishReason)
        }
    }

    private static func write(_ outcome: Outcome, to json: inout JSONWriter) {
        json.object { json in
            json.key("kind", string: outcome.kind)
            json.key("value", double: outcome.value)
            json.key("source", string: outcome.source)
            json.key("detail", string: outcome.detail)
        }
    }

    /// The figures of each candidate as one JSON object.
    static func json(of statistics: LogStatistics, drift: DriftWindows) -> [UInt8] {
        var json = JSONWriter()
        json.object { json in
            json.key("decisions", int: statistics.decisionCount)
            json.key("degraded", int: statistics.degradedCount)
            json.key("outcomes", int: statistics.outcomeCount)
            json.key("dropped_entries", int: statistics.droppedEntryCount)
            json.key("file_bytes", int: statistics.fileBytes)
            json.key("candidates")
            json.array { json in for candidate in statistics.candidates { write(candidate, to: &json) } }
            json.key("drift")
            drift.writeAlarms(to: &json)
        }
        return json.bytes
    }

    private static func write(_ candidate: CandidateStatistics, to json: inout JSONWriter) {
        json.object { json in
            json.key("model", string: candidate.candidate.rawValue)
            json.key("chosen", int: candidate.chosenCount)
            json.key("mean_propensity", double: candidate.meanPropensity)
            json.key("attempts", int: candidate.attemptCount)
            json.key("answered", int: candidate.answeredCount)
            json.key("prompt_tokens", int: candidate.promptTokens)
            json.key("completion_tokens", int: candidate.completionTokens)
            json.key("cost_usd", double: candidate.costUSD)
            json.key("unknown_cost", int: candidate.unknownCostCount)
            json.key("p50_ms", double: candidate.durationSeconds.map { $0.p50 * 1000 }, digits: 6)
            json.key("p95_ms", double: candidate.durationSeconds.map { $0.p95 * 1000 }, digits: 6)
            json.key("failures")
            json.object { json in
                for (label, count) in candidate.failures.sorted(by: { $0.key < $1.key }) {
                    json.key(label, int: count)
                }
            }
        }
    }
}
