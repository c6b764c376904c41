import Foundation
package import RouterCore

/// OpenRouter's `GET /generation`: what one reply took and cost.
package enum GenerationJSON {
    /// The body.
    ///
    /// - Parameters:
    ///   - logged: the decision with its attempts.
    ///   - pool: tells who serves a candidate; one that has left the pool has no provider.
    /// - Returns: JSON text. OpenRouter's clients take no null for the cost: an unknown one is 0, and
    ///   `is_cost_known` says so.
    package static func bytes(_ logged: LoggedDecision, pool: CandidatePool) -> [UInt8] {
        var json = JSONWriter(reservingBytes: 2048)
        json.object { json in
            json.key("data")
            json.object { json in
                writeNames(logged, pool, to: &json)
                writeFigures(logged, to: &json)
                for key in absentKeys { json.key(key, string: nil) }
                json.key("provider_responses")
                json.array { json in for attempt in logged.attempts { write(attempt, pool, to: &json) } }
            }
        }
        return json.bytes
    }

    /// What OpenRouter's clients insist on and the router does not have.
    private static let absentKeys = [
        "app_id", "cache_discount", "external_user", "http_referer", "moderation_latency",
        "native_tokens_completion_images", "num_fetches", "num_input_audio_prompt", "num_media_completion",
        "num_media_prompt", "num_search_results", "preset_id", "service_tier", "upstream_id",
        "upstream_inference_cost", "user_agent", "web_search_engine", "workspace_id",
    ]

    private static func writeNames(_ logged: LoggedDecision, _ pool: CandidatePool, to json: inout JSONWriter) {
        let model = logged.answer?.candidate ?? logged.decision.choice
        let requested = logged.context.requestedModel
        json.key("id", string: logged.decision.id)
        json.key("request_id", string: logged.decision.id)
        json.key("session_id", string: logged.context.session)
        json.key("model", string: model.rawValue)
        json.key("provider_name", string: pool[id: model]?.provider)
        json.key("router", string: pool[id: CandidateID(requested)] == nil ? requested : nil)
        json.key("api_type", string: logged.context.api == .embeddings ? "embeddings" : "completions")
        json.key("created_at", string: logged.context.madeAt.wireText)
        json.key("data_region", string: "global")
        json.key("origin", string: "")
        json.key("streamed", bool: logged.context.isStreamed)
        json.key("is_byok", bool: false)
    }

    private static func writeFigures(_ logged: LoggedDecision, to json: inout JSONWriter) {
        let answer = logged.answer
        let usage = answer?.usage ?? TokenUsage()
        let cost = logged.attempts.compactMap(\.costUSD).reduce(0, +)
        let total = answer.map { $0.startedAt.timeIntervalSince(logged.context.madeAt) + $0.durationSeconds }
        json.key("cancelled", bool: answer?.failure == "client_gone")
        json.key("finish_reason", string: answer?.finishReason)
        json.key("native_finish_reason", string: answer?.finishReason)
        json.key("latency", double: total.map { $0 * 1000 }, digits: 6)
        json.key(
            "generation_time",
            double: answer.map { ($0.durationSeconds - ($0.timeToFirstTokenSeconds ?? 0)) * 1000 }, digits: 6)
        json.key("tokens_prompt", int: usage.promptTokens)
        json.key("tokens_completion", int: usage.completionTokens)
        json.key("native_tokens_prompt", int: usage.promptTokens)
        json.key("native_tokens_completion", int: usage.completionTokens)
        json.key("native_tokens_reasoning", int: usage.reasoningTokens)
        json.key("native_tokens_cached", int: usage.cacheReadTokens)
        json.key("total_cost", double: cost, digits: 12)
        json.key("usage", double: cost, digits: 12)
        json.key("is_cost_known", bool: answer?.costUSD != nil)
    }

    private static func write(_ attempt: Attempt, _ pool: CandidatePool, to json: inout JSONWriter) {
        json.object { json in
            json.key("status", int: attempt.httpStatus)
            json.key("latency", double: attempt.durationSeconds * 1000, digits: 6)
            json.key("model_permaslug", string: attempt.candidate.rawValue)
            if let provider = pool[id: attempt.candidate]?.provider { json.key("provider_name", string: provider) }
            json.key("is_byok", bool: false)
        }
    }
}

extension LoggedDecision {
    /// The call that brought the reply: the last one that did not fail, otherwise the last one; `nil` = none was made.
    var answer: Attempt? { attempts.last { $0.failure == nil } ?? attempts.last }
}

extension Date {
    /// ISO 8601 in UTC with milliseconds.
    var wireText: String { formatted(Date.ISO8601FormatStyle(includingFractionalSeconds: true)) }
}
