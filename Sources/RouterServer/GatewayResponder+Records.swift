import Foundation
import HTTPTypes
import Hummingbird
import RouterCore
import RouterEngine
import RouterHTTP
import RouterWire

extension GatewayResponder {
    /// A logged decision with its attempts and outcomes, explained by the model in use.
    func loggedDecision(_ id: String) async throws -> Response {
        let logged = try await logged(id)
        var extras: [ReplyContext.ExtraMember] = []
        if let explanation = engine.explanation(of: logged.decision) {
            extras.append(.init(key: "explanation", json: explanation.json(of: logged.decision)))
        }
        return .json(DecisionRecordJSON.bytes(logged, extras: extras))
    }

    /// OpenRouter's record of a reply.
    func generation(_ request: Request) async throws -> Response {
        guard let id = request.uri.queryParameters["id"].map({ String($0) }), !id.isEmpty else {
            throw WireError(.missingKey, key: "id", "the query parameter 'id' is missing; a reply's id is expected")
        }
        return .json(GenerationJSON.bytes(try await logged(id), pool: engine.pool))
    }

    private func logged(_ id: String) async throws -> LoggedDecision {
        guard let logged = try await services.archive.decision(id: id) else { throw GatewayProblem.unknownDecision(id) }
        return logged
    }

    /// Keeps what somebody says of a reply; it is on the disk before the answer goes out.
    func feedback(_ feedback: FeedbackBody, _ request: Request) async throws -> Response {
        let outcome = feedback.outcome(observedAt: Date())
        let receipt = try await services.archive.record(
            outcome, idempotencyKey: request.headers[.idempotencyKey])
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
    func tokenCount(_ request: Request) async throws -> Response {
        let count = try MessagesTokenCount(body: try await body(of: request))
        return .json(MessagesTokenCount.body(inputTokens: engine.promptTokens(of: count.routing)))
    }
}
