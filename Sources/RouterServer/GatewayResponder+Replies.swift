import HTTPTypes
import Hummingbird
import NIOCore
import RouterCore
import RouterEngine
import RouterHTTP
import RouterWire

extension GatewayResponder {
    /// Lets a model answer.
    func reply(
        to request: Request, _ api: UpstreamAPI, _ caller: Caller, _ route: GatewayRoute, _ context: ConnectionContext
    ) async throws -> Response {
        let measure = RequestMeasure(engine.services.metrics, api: api, dialect: route.dialect)
        do {
            let asked = try Self.read(
                try await body(of: request), as: api, sessionHeader: request.headers[.sessionID])
            let passedHeaders = api == .messages ? Self.passedHeaders(request.headers) : []
            let watch = try await context.watch()
            let work: @Sendable () async throws -> RoutedReply = { [engine] in
                try await engine.answer(asked, for: caller, passedHeaders: passedHeaders)
            }
            let printer = ReplyPrinter(request: asked, route: route, measure: measure, watch: watch)
            do {
                guard asked.isStreamed else { return printer.response(to: try await watch.run(work)) }
                let (task, hasEnded) = await watch.start(patience: heartbeat, work)
                return hasEnded ? printer.response(to: try await task.value) : printer.response(toPending: task)
            } catch let error as EngineError {
                throw problem(error, asked.parameters, caller)
            }
        } catch let problem as GatewayProblem {
            measure.ended(status: problem.report.status)
            throw problem
        } catch let error as WireError {
            measure.ended(status: 400)
            throw error
        }
    }

    /// The error of a request for which nobody was called.
    private func problem(_ error: EngineError, _ parameters: RoutingParameters, _ caller: Caller) -> GatewayProblem {
        var problem = GatewayProblem(error, requestedModels: [parameters.model] + parameters.fallbackModels)
        if caller.wantsMetadata {
            problem.extras.append(
                .init(
                    key: RoutingMetadataJSON.key,
                    json: RoutingMetadataJSON.bytes(
                        requested: parameters.model, decision: nil, isAuto: engine.decides(parameters.model),
                        pool: engine.pool, attempts: [], answering: nil)))
        }
        return problem
    }

    /// Reads the body of a request of some kind.
    ///
    /// - Throws: ``WireError`` naming what is wrong.
    private static func read(
        _ body: [UInt8], as api: UpstreamAPI, sessionHeader: String?
    ) throws(WireError) -> any ClientRequest {
        switch api {
        case .chatCompletions: try ChatRequest(body: body, sessionHeader: sessionHeader)
        case .completions: try CompletionRequest(document: JSONDocument(body), sessionHeader: sessionHeader)
        case .embeddings: try EmbeddingRequest(document: JSONDocument(body), sessionHeader: sessionHeader)
        case .responses: try ResponsesRequest(body: body, sessionHeader: sessionHeader)
        case .messages: try MessagesRequest(body: body, sessionHeader: sessionHeader)
        }
    }

    /// What an upstream that speaks Anthropic's messages has to know of the client.
    private static func passedHeaders(_ headers: HTTPFields) -> [(name: String, value: String)] {
        var passed: [(name: String, value: String)] = []
        for name in [HTTPField.Name.anthropicVersion, .anthropicBeta] {
            if let value = headers[name] { passed.append((name: name.canonicalName, value: value)) }
        }
        return passed
    }

    /// Answers with the decision alone.
    func decision(_ request: Request, _ caller: Caller) async throws -> Response {
        let document = try JSONDocument(try await body(of: request))
        let asked = try ChatRequest(
            document: document, defaultModel: "auto", sessionHeader: request.headers[.sessionID])
        let decision: RoutingDecision
        do {
            decision = try engine.decide(asked, for: caller)
        } catch let error as EngineError {
            throw problem(error, asked.parameters, caller)
        }
        var json = JSONWriter(reservingBytes: 4096)
        DecisionJSON.write(decision, to: &json)
        return .json(json.bytes)
    }
}
