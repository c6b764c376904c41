import RouterCore
import RouterEngine
import RouterHTTPServer
import RouterWire

extension GatewayResponder {
    /// Lets a model answer.
    func reply(
        to request: GatewayRequest, _ api: UpstreamAPI, _ body: RequestBody, _ exchange: HTTPExchange
    ) async throws -> HTTPReply {
        let measure = RequestMeasure(engine.services.metrics, api: api, dialect: request.route.dialect)
        do {
            let asked = try Self.read(
                try bytes(of: request, body), as: api, sessionHeader: request.head["x-session-id"])
            let printer = ReplyPrinter(request: asked, route: request.route, measure: measure)
            if asked.isStreamed { exchange.onLateReply(after: heartbeat) { printer.begin(exchange) } }
            do {
                let reply = try await engine.answer(
                    asked, for: request.caller, passedHeaders: api == .messages ? Self.passedHeaders(request.head) : [])
                return exchange.hasBegun ? printer.rest(of: reply) : printer.reply(reply)
            } catch let error as EngineError {
                throw problem(error, asked.parameters, request.caller)
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
    @inline(never)  // What it needs on the way is no part of the waiting task's memory.
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
    private static func passedHeaders(_ head: RequestHead) -> [(name: String, value: String)] {
        ["anthropic-version", "anthropic-beta"].compactMap { (name: StaticString) in
            head[name].map { (name: name.description, value: $0) }
        }
    }

    /// Answers with the decision alone.
    func decision(_ request: GatewayRequest, _ body: [UInt8]) throws -> HTTPReply {
        let asked = try ChatRequest(
            document: try JSONDocument(body), defaultModel: "auto", sessionHeader: request.head["x-session-id"])
        let decision: RoutingDecision
        do {
            decision = try engine.decide(asked, for: request.caller)
        } catch let error as EngineError {
            throw problem(error, asked.parameters, request.caller)
        }
        var json = JSONWriter(reservingBytes: 4096)
        DecisionJSON.write(decision, to: &json)
        return .json(json.bytes)
    }
}
