import Foundation
package import RouterCore

/// A logged decision on the wire: `GET /v1/decisions/{id}`.
package enum DecisionRecordJSON {
    /// The body.
    ///
    /// - Parameters:
    ///   - logged: the decision with everything that is known of it.
    ///   - extras: further members, such as an explanation.
    /// - Returns: JSON text; the prompt only where the log has kept one.
    package static func bytes(_ logged: LoggedDecision, extras: [ReplyContext.ExtraMember] = []) -> [UInt8] {
        var json = JSONWriter(reservingBytes: 4096)
        json.object { json in
            json.key("id", string: logged.decision.id)
            json.key("decision")
            DecisionJSON.write(logged.decision, to: &json)
            json.key("context")
            write(logged.context, to: &json)
            json.key("attempts")
            json.array { json in for attempt in logged.attempts { write(attempt, to: &json) } }
            json.key("outcomes")
            json.array { json in for outcome in logged.outcomes { write(outcome, to: &json) } }
            for extra in extras {
                json.key(extra.key)
                json.raw(extra.json)
            }
        }
        return json.bytes
    }

    private static func write(_ context: DecisionContext, to json: inout JSONWriter) {
        json.object { json in
            json.key("made_at", string: context.madeAt.wireText)
            json.key("requested_model", string: context.requestedModel)
            json.key("api", string: context.api.rawValue)
            json.key("streamed", bool: context.isStreamed)
            json.key("session", string: context.session)
            json.key("client_key", string: context.clientKey)
            if let prompt = context.prompt { json.key("prompt", string: prompt) }
        }
    }

    private static func write(_ attempt: Attempt, to json: inout JSONWriter) {
        json.object { json in
            json.key("index", int: attempt.index)
            json.key("model", string: attempt.candidate.rawValue)
            json.key("started_at", string: attempt.startedAt.wireText)
            writeCourse(of: attempt, to: &json)
            json.key("cost_usd", double: attempt.costUSD, digits: 12)
            json.key("finish_reason", string: attempt.finishReason)
        }
    }

    /// Appends how a call went, its tokens included, as members of an object.
    package static func writeCourse(of attempt: Attempt, to json: inout JSONWriter) {
        json.key("status", int: attempt.httpStatus)
        json.key("failure", string: attempt.failure)
        json.key("time_to_first_token_ms", double: attempt.timeToFirstTokenSeconds.map { $0 * 1000 }, digits: 6)
        json.key("duration_ms", double: attempt.durationSeconds * 1000, digits: 6)
        json.key("prompt_tokens", int: attempt.usage.promptTokens)
        json.key("completion_tokens", int: attempt.usage.completionTokens)
        json.key("cache_read_tokens", int: attempt.usage.cacheReadTokens)
        json.key("cache_write_tokens", int: attempt.usage.cacheWriteTokens)
        json.key("reasoning_tokens", int: attempt.usage.reasoningTokens)
    }

    private static func write(_ outcome: Outcome, to json: inout JSONWriter) {
        json.object { json in
            json.key("kind", string: outcome.kind)
            json.key("value", double: outcome.value)
            json.key("source", string: outcome.source)
            json.key("detail", string: outcome.detail)
            json.key("observed_at", string: outcome.observedAt.wireText)
        }
    }
}
