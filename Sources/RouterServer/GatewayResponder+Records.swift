import Foundation
import RouterCore
import RouterEngine
import RouterHTTPServer
import RouterWire

extension GatewayResponder {
    /// A logged decision with its attempts and outcomes, explained by the model in use.
    func loggedDecision(_ id: String) async throws -> HTTPReply {
        let logged = try await logged(id)
        var extras: [ReplyContext.ExtraMember] = []
        if let explanation = engine.explanation(of: logged.decision) {
            extras.append(.init(key: "explanation", json: explanation.json(of: logged.decision)))
        }
        return .json(DecisionRecordJSON.bytes(logged, extras: extras))
    }

    /// OpenRouter's record of a reply.
    func generation(_ request: GatewayRequest) async throws -> HTTPReply {
        guard let id = Self.parameter("id", in: request.head.query), !id.isEmpty else {
            throw WireError(.missingKey, key: "id", "the query parameter 'id' is missing; a reply's id is expected")
        }
        return .json(GenerationJSON.bytes(try await logged(id), pool: engine.pool))
    }

    private func logged(_ id: String) async throws -> LoggedDecision {
        guard let logged = try await services.archive.decision(id: id) else { throw GatewayProblem.unknownDecision(id) }
        return logged
    }

    /// Keeps what somebody says of a reply; it is on the disk before the answer goes out.
    func feedback(_ feedback: FeedbackBody, _ request: GatewayRequest) async throws -> HTTPReply {
        let outcome = feedback.outcome(observedAt: Date())
        let receipt = try await services.archive.record(
            outcome, idempotencyKey: request.head["idempotency-key"])
        if receipt == .unknownDecision { throw GatewayProblem.unknownDecision(feedback.decisionID) }
        if receipt == .stored { engine.services.metrics.judged(outcome.value) }
        var json = JSONWriter()
        json.object { json in
            json.key("id", string: feedback.decisionID)
            json.key("status", string: receipt == .stored ? "stored" : "repeated")
            // OpenRouter's clients look here.
            json.key("data")
            json.object { $0.key("success", bool: true) }
        }
        return .json(json.bytes)
    }

    /// The estimated tokens of a prompt.
    func tokenCount(_ body: [UInt8]) throws -> HTTPReply {
        let count = try MessagesTokenCount(body: body)
        return .json(MessagesTokenCount.body(inputTokens: engine.promptTokens(of: count.routing)))
    }

    /// The first value of a parameter in a query, without percent-encoding; `nil` = it is not there.
    private static func parameter(_ name: String, in query: String?) -> String? {
        for pair in (query ?? "").split(separator: "&") {
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            if parts[0] == name { return parts.count > 1 ? String(parts[1]).removingPercentEncoding : "" }
        }
        return nil
    }
}
