package import RouterCore

/// OpenRouter's `openrouter_metadata`: how a request was routed.
package enum RoutingMetadataJSON {
    /// A call that was made.
    package struct AttemptNote: Sendable {
        /// Who was called.
        package var candidate: CandidateID
        /// HTTP status of the reply; `nil` = none came.
        package var status: Int?

        /// Keeps the values.
        package init(candidate: CandidateID, status: Int?) {
            self.candidate = candidate
            self.status = status
        }
    }

    /// The key under which it stands in replies and error bodies.
    package static let key = "openrouter_metadata"

    /// The object.
    ///
    /// - Parameters:
    ///   - requested: the `model` that the client asked for.
    ///   - decision: what was decided; `nil` = nothing, for nobody can serve the request.
    ///   - isAuto: whether the router had the choice.
    ///   - pool: the candidates.
    ///   - attempts: the calls so far, in order.
    ///   - answering: who answers; `nil` = nobody.
    /// - Returns: JSON text.
    package static func bytes(
        requested: String, decision: RoutingDecision?, isAuto: Bool, pool: CandidatePool, attempts: [AttemptNote],
        answering: CandidateID?
    ) -> [UInt8] {
        let available = decision?.fallbackOrder ?? []
        let provider = { (id: CandidateID) in pool[id: id]?.provider ?? "unknown" }
        var json = JSONWriter(reservingBytes: 1024)
        json.object { json in
            json.key("requested", string: requested)
            json.key("strategy", string: isAuto ? "auto" : attempts.count > 1 ? "fallback" : "direct")
            json.key("region", string: nil)
            json.key(
                "summary", string: "available=\(available.count), selected=\(answering.map(provider) ?? "none")")
            json.key("attempt", int: attempts.count)
            json.key("is_byok", bool: false)
            json.key("endpoints")
            json.object { json in
                json.key("total", int: available.count)
                json.key("available")
                json.array { json in
                    for id in available {
                        json.object { json in
                            json.key("provider", string: provider(id))
                            json.key("model", string: id.rawValue)
                            json.key("selected", bool: id == answering)
                        }
                    }
                }
            }
            if !attempts.isEmpty {
                json.key("attempts")
                json.array { json in
                    for attempt in attempts {
                        json.object { json in
                            json.key("provider", string: provider(attempt.candidate))
                            json.key("model", string: attempt.candidate.rawValue)
                            // OpenRouter's clients take no null here.
                            json.key("status", int: attempt.status ?? 0)
                        }
                    }
                }
            }
            if isAuto, let decision { writePipeline(decision, to: &json) }
        }
        return json.bytes
    }

    private static func writePipeline(_ decision: RoutingDecision, to json: inout JSONWriter) {
        json.key("pipeline")
        json.array { json in
            json.object { json in
                json.key("type", string: "plugin")
                json.key("name", string: "auto-router")
                json.key("data")
                json.object { json in
                    json.key("model", string: decision.choice.rawValue)
                    json.key("propensity", double: decision.propensity.value, digits: 9)
                    json.key("quality", double: decision.chosen?.estimate.quality, digits: 7)
                    json.key("policy", string: decision.policy)
                    json.key("bundle", string: decision.bundle)
                }
            }
        }
    }
}
