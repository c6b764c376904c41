import Foundation
import HTTPTypes
import Hummingbird
import Logging
import NIOCore
import NIOHTTP1
import RouterCore
import RouterEngine
import RouterHTTP
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

    @Sendable func respond(to request: Request, context: ConnectionContext) async throws -> Response {
        guard request.method != .head else { return try await guarded(request, context).createHeadResponse() }
        return try await guarded(request, context)
    }

    private func guarded(_ request: Request, _ context: ConnectionContext) async throws -> Response {
        switch hostGuard.verdict(for: request.head) {
        case .pass:
            return try await answer(request, context)
        case .passWithFields(let fields):
            var response = try await answer(request, context)
            response.headers.append(contentsOf: fields)
            return response
        case .preflight(let fields):
            return Response(status: .noContent, headers: fields)
        case .refused(let refusal):
            return GatewayProblem(refusal).response(GatewayRoute(path: request.uri.path)?.errorShape ?? .openAI)
        }
    }

    private func answer(_ request: Request, _ context: ConnectionContext) async throws -> Response {
        let path = request.uri.path
        guard var route = GatewayRoute(path: path) else {
            return GatewayProblem.unknownRoute(request.method.rawValue, path)
                .response(path.hasPrefix("/api/") ? .openRouter : .openAI)
        }
        if Self.isOpenRoutersOwn(request.headers) { route.dialect = .openRouter }
        do {
            let isHead = request.method == .head && route.method == .get
            guard request.method == route.method || isHead else {
                throw GatewayProblem.wrongMethod(path, accepted: route.method)
            }
            return try await respond(to: request, route, context)
        } catch let problem as GatewayProblem {
            return problem.response(route.errorShape)
        } catch let error as WireError {
            return GatewayProblem(error).response(route.errorShape)
        } catch let error as CancellationError {
            // The client has gone; what Hummingbird would answer, nobody reads.
            context.channel.close(promise: nil)
            throw error
        } catch let error as HTTPParserError {
            throw error
        } catch {
            // The type says which part failed; the text could hold what must not be logged.
            logger.error("Request failed", metadata: ["router.error.type": "\(type(of: error))"])
            return GatewayProblem.internalError.response(route.errorShape)
        }
    }

    private func respond(
        to request: Request, _ route: GatewayRoute, _ context: ConnectionContext
    ) async throws -> Response {
        let caller = try caller(of: request, route)
        switch route.action {
        case .answer(let api): return try await reply(to: request, api, caller, route, context)
        case .decide: return try await decision(request, caller)
        case .countTokens: return try await tokenCount(request)
        case .models:
            return .json(listings[route.dialect] ?? [])
        case .model(let id):
            return try listed(
                id,
                ModelListing.entry(
                    for: id, in: pool, created: startedAt, detailsPrefix: Self.detailsPrefixes[route.dialect] ?? "",
                    dialect: route.dialect))
        case .endpoints(let id):
            return try listed(id, ModelListing.endpoints(of: id, in: pool, created: startedAt))
        case .generation: return try await generation(request)
        case .decision(let id): return try await loggedDecision(id)
        case .feedback: return try await feedback(FeedbackBody(body: try await body(of: request)), request)
        case .generationFeedback:
            return try await feedback(FeedbackBody(generationBody: try await body(of: request)), request)
        case .metrics: return metrics()
        case .health: return .json(Array(#"{"status":"ok"}"#.utf8))
        case .readiness: return await readiness()
        }
    }

    private var pool: CandidatePool { engine.pool }

    private static let detailsPrefixes: [Dialect: String] = [
        .openAI: "/v1/models/", .openRouter: "/api/v1/models/",
    ]

    private func listed(_ id: String, _ body: [UInt8]?) throws -> Response {
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
    private func caller(of request: Request, _ route: GatewayRoute) throws -> Caller {
        var caller = Caller(
            dialect: route.dialect, isUsageOnRequest: Self.isOpenAIsOwn(request.headers) ? true : nil,
            wantsDecision: request.headers[.explain].map { $0 != "0" } ?? false,
            wantsMetadata: request.headers[.routingMetadata]?.lowercased() == "enabled")
        guard route.needsKey else { return caller }
        switch keys.key(for: request.headers[.authorization], apiKeyHeader: request.headers[.apiKey]) {
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
    private static func isOpenAIsOwn(_ headers: HTTPFields) -> Bool {
        guard let agent = headers[.userAgent] else { return false }
        return agent.hasPrefix("OpenAI/") || agent.hasPrefix("AsyncOpenAI/")
    }

    /// Whether OpenRouter's SDK asks, which understands its own dialect alone, under whatever path.
    private static func isOpenRoutersOwn(_ headers: HTTPFields) -> Bool {
        guard let agent = headers[.userAgent] else { return false }
        return agent.hasPrefix("speakeasy-sdk/") && agent.hasSuffix("openrouter")
    }

    /// The body of a request.
    ///
    /// - Throws: ``GatewayProblem`` if it is too long, by what it says or by what comes.
    func body(of request: Request) async throws -> [UInt8] {
        if let length = request.headers[.contentLength].flatMap(Int.init), length > maxBodyBytes {
            throw GatewayProblem.tooLarge(limit: maxBodyBytes)
        }
        if let encoding = request.headers[.contentEncoding], encoding.lowercased() != "identity" {
            throw GatewayProblem.unsupportedEncoding(encoding)
        }
        var bytes: [UInt8] = []
        for try await buffer in request.body {
            guard bytes.count + buffer.readableBytes <= maxBodyBytes else {
                throw GatewayProblem.tooLarge(limit: maxBodyBytes)
            }
            bytes.append(contentsOf: buffer.readableBytesView)
        }
        return bytes
    }

    private func metrics() -> Response {
        let services = engine.services
        let text = services.metrics.text(
            logQueueDepth: self.services.logQueueDepth(), droppedLogEntryCount: services.store.droppedEntryCount,
            failedLogWriteCount: self.services.failedLogWriteCount(), circuits: services.health.snapshot())
        return Response(
            status: .ok, headers: [.contentType: "text/plain; version=0.0.4; charset=utf-8"],
            body: .init(byteBuffer: ByteBuffer(string: text)))
    }

    private func readiness() async -> Response {
        let missing = await services.missing()
        var json = JSONWriter()
        json.object { json in
            json.key("status", string: missing.isEmpty ? "ok" : "not ready")
            json.key("missing", strings: missing)
        }
        return .json(json.bytes, status: missing.isEmpty ? .ok : .serviceUnavailable)
    }
}
