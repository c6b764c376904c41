import HTTPTypes
import Hummingbird
import Logging
import NIOCore
import RouterCore
import RouterEngine
import RouterHTTP
import RouterWire

/// The routes of the server; each parses, asks the engine and prints.
struct GatewayResponder: HTTPResponder {
    let engine: RoutingEngine
    let keys: BearerKeys
    let maxBodyBytes: Int
    let isReady: @Sendable () async -> [String]
    let logger: Logger

    private static let methods: [String: HTTPRequest.Method] = [
        "/v1/chat/completions": .post, "/v1/route": .post, "/v1/models": .get, "/healthz": .get, "/readyz": .get,
    ]

    @Sendable func respond(to request: Request, context: ConnectionContext) async throws -> Response {
        do {
            return try await route(request, context)
        } catch let problem as HTTPProblem {
            return problem.response
        } catch let error as WireError {
            return HTTPProblem(error).response
        } catch let error as EngineError {
            return HTTPProblem(error).response
        } catch let error as CancellationError {
            throw error
        } catch {
            // The type says which part failed; the text could hold what must not be logged.
            logger.error("Request failed", metadata: ["router.error.type": "\(type(of: error))"])
            return HTTPProblem(
                status: .internalServerError, message: "The router failed to answer", type: "server_error",
                code: "internal_error"
            ).response
        }
    }

    private func route(_ request: Request, _ context: ConnectionContext) async throws -> Response {
        let path = request.uri.path
        guard let method = Self.methods[path] else { throw HTTPProblem.unknownRoute(request.method.rawValue, path) }
        guard request.method == method else { throw HTTPProblem.wrongMethod(path, accepted: method) }
        if path.hasPrefix("/v1/"), !keys.accepts(request.headers[.authorization]) { throw HTTPProblem.wrongKey }
        switch path {
        case "/v1/chat/completions": return try await chatCompletion(request, context)
        case "/v1/route": return try await decision(request)
        case "/v1/models": return .json(ModelList.bytes(engine.pool))
        case "/healthz": return .json(Array(#"{"status":"ok"}"#.utf8))
        default: return await readiness()
        }
    }

    private func chatCompletion(_ request: Request, _ context: ConnectionContext) async throws -> Response {
        try checkLength(request)
        let chat = try ChatRequest(body: try await collect(request.body))
        // A client that goes away before its reply cancels the call of the upstream.
        let reply = try await context.watch().run { [engine] in try await engine.answer(chat) }
        return response(to: reply)
    }

    private func response(to reply: RoutedReply) -> Response {
        var headers = HTTPFields()
        for (name, value) in reply.headers {
            if let name = HTTPField.Name(name) { headers[name] = value }
        }
        headers[.routedModel] = reply.candidate.rawValue
        headers[.decisionID] = reply.decision.id
        headers[.attemptCount] = String(reply.attemptCount)
        headers[.requestID] = reply.decision.id
        let status = HTTPResponse.Status(code: reply.status)
        switch reply.body {
        case .whole(let bytes):
            return Response(status: status, headers: headers, body: .init(byteBuffer: ByteBuffer(bytes: bytes)))
        case .stream(let stream):
            headers[.cacheControl] = "no-cache"
            return Response(
                status: status, headers: headers,
                body: ResponseBody { writer in
                    try await stream.relay { try await writer.write(ByteBuffer(bytes: $0)) }
                    try await writer.finish(nil)
                })
        }
    }

    private func decision(_ request: Request) async throws -> Response {
        try checkLength(request)
        let document = try JSONDocument(try await collect(request.body))
        let decision = try engine.decide(ChatRequest(document: document, defaultModel: "auto"))
        var json = JSONWriter()
        DecisionJSON.write(decision, to: &json)
        return .json(json.bytes)
    }

    private func readiness() async -> Response {
        let missing = await isReady()
        var json = JSONWriter()
        json.object { json in
            json.key("status", string: missing.isEmpty ? "ok" : "not ready")
            json.key("missing", strings: missing)
        }
        return .json(json.bytes, status: missing.isEmpty ? .ok : .serviceUnavailable)
    }

    /// Refuses a body that says it is too long before it is read.
    private func checkLength(_ request: Request) throws {
        if let length = request.headers[.contentLength].flatMap(Int.init), length > maxBodyBytes {
            throw HTTPProblem.tooLarge(limit: maxBodyBytes)
        }
    }

    private func collect(_ body: RequestBody) async throws -> [UInt8] {
        var bytes: [UInt8] = []
        for try await buffer in body {
            guard bytes.count + buffer.readableBytes <= maxBodyBytes else {
                throw HTTPProblem.tooLarge(limit: maxBodyBytes)
            }
            bytes.append(contentsOf: buffer.readableBytesView)
        }
        return bytes
    }
}

extension HTTPField.Name {
    static let routedModel = own("X-AutoRouter-Model")
    static let decisionID = own("X-AutoRouter-Decision")
    static let attemptCount = own("X-AutoRouter-Attempts")
}
