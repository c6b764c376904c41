import Foundation
import HTTPTypes
import Logging
import RouterCore
import RouterEngine
import RouterHTTPServer
import RouterWire

/// The routes of the server; each parses, asks the engine and prints.
struct GatewayResponder: HTTPResponder {
    let services: GatewayServices
    let keys: ClientKeys
    let maxBodyBytes: Int
    let heartbeat: Duration
    private let hostGuard: HostGuard
    private let startedAt: Int
    /// The list of all models as each dialect shows it; it never changes.
    private let listings: [Dialect: [UInt8]]
    private let logger: Logger

    var engine: RoutingEngine { services.engine }

    init(_ configuration: GatewayConfiguration, _ services: GatewayServices, logger: Logger) {
        self.services = services
        keys = configuration.keys
        maxBodyBytes = configuration.maxBodyBytes
        heartbeat = configuration.heartbeat
        hostGuard = HostGuard(
            boundHost: configuration.host, allowedHosts: configuration.allowedHosts,
            allowedOrigins: configuration.allowedOrigins)
        let startedAt = Int(Date().timeIntervalSince1970)
        self.startedAt = startedAt
        listings = Dictionary(
            uniqueKeysWithValues: Self.detailsPrefixes.map { dialect, prefix in
                (
                    dialect,
                    ModelListing.list(services.engine.pool, created: startedAt, detailsPrefix: prefix)
                )
            })
        self.logger = logger
    }

    /// What becomes of a request by its head: refused, or read and answered.
    func admit(_ head: RequestHead) -> HTTPAdmission {
        switch hostGuard.verdict(for: head) {
        case .pass: return admit(head, adding: nil)
        case .passWithFields(let fields): return admit(head, adding: fields)
        case .preflight(let fields):
            var reply = HTTPReply(status: 204, body: .whole([]))
            reply.fields.add(fields)
            return .reply(reply)
        case .refused(let refusal):
            return .reply(GatewayProblem(refusal).reply(GatewayRoute(path: head.path)?.errorShape ?? .openAI))
        }
    }

    /// Finds the route and the sender; every reply, also one that is an error, carries further `fields`.
    private func admit(_ head: RequestHead, adding fields: HTTPFields?) -> HTTPAdmission {
        func refuse(_ problem: GatewayProblem, _ shape: ErrorReport.Shape) -> HTTPAdmission {
            .reply(problem.reply(shape, adding: fields))
        }
        guard var route = GatewayRoute(path: head.path) else {
            return refuse(
                .unknownRoute(head.method.rawValue, head.path), head.path.hasPrefix("/api/") ? .openRouter : .openAI)
        }
        let agent = head["user-agent"]
        if Self.isOpenRoutersOwn(agent) { route.dialect = .openRouter }
        guard head.method == route.method || (head.method == .head && route.method == .get) else {
            return refuse(.wrongMethod(head.path, accepted: route.method), route.errorShape)
        }
        do throws(GatewayProblem) {
            let request = GatewayRequest(head: head, route: route, caller: try caller(of: head, route, agent))
            return .body { body, exchange in
                var reply = try await answer(request, body, exchange)
                if let fields { reply.fields.add(fields) }
                return reply
            }
        } catch {
            return refuse(error, route.errorShape)
        }
    }

    /// Answers a request whose sender is known, whatever happens.
    ///
    /// - Throws: `CancellationError` if the client has gone.
    private func answer(
        _ request: GatewayRequest, _ body: RequestBody, _ exchange: HTTPExchange
    ) async throws -> HTTPReply {
        let shape = request.route.errorShape
        do {
            // What is asked for most often has a way of its own: the memory of a task is that of its longest way.
            if case .answer(let api) = request.route.action {
                return try await reply(to: request, api, body, exchange)
            }
            return try await respond(to: request, body)
        } catch let problem as GatewayProblem {
            return problem.reply(shape)
        } catch let error as WireError {
            return GatewayProblem(error).reply(shape)
        } catch let error as CancellationError {
            throw error
        } catch {
            // What was interrupted because its client has gone has not failed.
            if Task.isCancelled { throw CancellationError() }
            // The type says which part failed; the text could hold what must not be logged.
            logger.error("Request failed", metadata: ["router.error.type": "\(type(of: error))"])
            return GatewayProblem.internalError.reply(shape)
        }
    }

    @inline(never)
    private func respond(to request: GatewayRequest, _ body: RequestBody) async throws -> HTTPReply {
        switch request.route.action {
        // Answered before: see above.
        case .answer: throw GatewayProblem.internalError
        case .decide: return try decision(request, try bytes(of: request, body))
        case .countTokens: return try tokenCount(try bytes(of: request, body))
        case .models: return .json(listings[request.route.dialect] ?? [])
        case .model(let id):
            return try listed(
                id,
                ModelListing.entry(
                    for: id, in: pool, created: startedAt,
                    detailsPrefix: Self.detailsPrefixes[request.route.dialect] ?? "", dialect: request.route.dialect))
        case .endpoints(let id):
            return try listed(id, ModelListing.endpoints(of: id, in: pool, created: startedAt))
        case .generation: return try await generation(request)
        case .decision(let id): return try await loggedDecision(id)
        case .feedback: return try await feedback(FeedbackBody(body: try bytes(of: request, body)), request)
        case .generationFeedback:
            return try await feedback(FeedbackBody(generationBody: try bytes(of: request, body)), request)
        case .metrics: return metrics()
        case .health: return .json(Array(#"{"status":"ok"}"#.utf8))
        case .readiness: return await readiness()
        }
    }

    private var pool: CandidatePool { engine.pool }

    private static let detailsPrefixes: [Dialect: String] = [
        .openAI: "/v1/models/", .openRouter: "/api/v1/models/",
    ]

    private func listed(_ id: String, _ body: [UInt8]?) throws(GatewayProblem) -> HTTPReply {
        guard let body else {
            throw GatewayProblem(
                EngineError(.unknownModel, "The model '\(id.prefix(200))' does not exist; see /v1/models"),
                requestedModels: [id])
        }
        return .json(body)
    }

    /// Who asks.
    ///
    /// - Throws: ``GatewayProblem`` if a key is asked for and none that is known was sent.
    private func caller(
        of head: RequestHead, _ route: GatewayRoute, _ agent: String?
    ) throws(GatewayProblem) -> Caller {
        var caller = Caller(
            dialect: route.dialect, isUsageOnRequest: Self.isOpenAIsOwn(agent) ? true : nil,
            wantsDecision: head["x-autorouter-explain"].map { $0 != "0" } ?? false,
            wantsMetadata: head["x-openrouter-metadata"]?.lowercased() == "enabled")
        guard route.needsKey, keys.areNeeded else { return caller }
        switch keys.key(for: head["authorization"], apiKeyHeader: head["x-api-key"]) {
        case .noneNeeded: break
        case .unknown: throw GatewayProblem.wrongKey
        case .known(let key):
            caller.keyName = key.name
            caller.permitted = key.permitted
            caller.budget = Budget(usdPerDay: key.usdPerDay, usdPerMonth: key.usdPerMonth)
        }
        return caller
    }

    /// Whether one of OpenAI's SDKs asks: it takes a chunk without choices that it has not asked for as a fault.
    private static func isOpenAIsOwn(_ agent: String?) -> Bool {
        guard let agent else { return false }
        return agent.hasPrefix("OpenAI/") || agent.hasPrefix("AsyncOpenAI/")
    }

    /// Whether OpenRouter's SDK asks, which understands its own dialect alone, under whatever path.
    private static func isOpenRoutersOwn(_ agent: String?) -> Bool {
        guard let agent else { return false }
        return agent.hasPrefix("speakeasy-sdk/") && agent.hasSuffix("openrouter")
    }

    /// The body of a request.
    ///
    /// - Throws: ``GatewayProblem`` if it is too long, or packed.
    func bytes(of request: GatewayRequest, _ body: RequestBody) throws(GatewayProblem) -> [UInt8] {
        guard case .whole(let bytes) = body else { throw .tooLarge(limit: maxBodyBytes) }
        if let encoding = request.head["content-encoding"], encoding.lowercased() != "identity" {
            throw .unsupportedEncoding(encoding)
        }
        return bytes
    }

    private func metrics() -> HTTPReply {
        let services = engine.services
        let text = services.metrics.text(
            logQueueDepth: self.services.logQueueDepth(), droppedLogEntryCount: services.store.droppedEntryCount,
            failedLogWriteCount: self.services.failedLogWriteCount(), circuits: services.health.snapshot(),
            exploration: services.exploration, bundle: engine.current.value?.bundleID)
        var reply = HTTPReply(status: 200, body: .whole(Array(text.utf8)))
        reply.fields.add("Content-Type", "text/plain; version=0.0.4; charset=utf-8")
        return reply
    }

    private func readiness() async -> HTTPReply {
        let missing = await services.missing()
        var json = JSONWriter()
        json.object { json in
            json.key("status", string: missing.isEmpty ? "ok" : "not ready")
            json.key("missing", strings: missing)
        }
        return .json(json.bytes, status: missing.isEmpty ? 200 : 503)
    }
}
