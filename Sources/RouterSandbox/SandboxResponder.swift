import HTTPTypes
import Hummingbird
import Logging
import NIOCore
import RouterCore
import RouterHTTP
import RouterWire

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// The routes of the sandbox.
struct SandboxResponder: HTTPResponder {
    let configuration: SandboxConfiguration
    let statistics = SandboxStatistics()
    let logger: Logger
    private let models: [String: SandboxModel]

    init(configuration: SandboxConfiguration, logger: Logger) {
        self.configuration = configuration
        self.logger = logger
        models = Dictionary(configuration.models.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
    }

    @Sendable func respond(to request: Request, context: ConnectionContext) async throws -> Response {
        var response: Response
        switch (request.method, request.uri.path) {
        case (.post, "/v1/messages/count_tokens"): response = await tokenCount(request, context)
        case (.post, let path) where Self.apis[path] != nil:
            response = await reply(to: request, as: Self.apis[path] ?? .chatCompletions, context)
        case (.get, "/v1/models"): response = .json(ModelList.bytes(configuration.models, created: created))
        case (.get, "/healthz"): response = .json(Array(#"{"status":"ok","simulated":true}"#.utf8))
        case (.get, "/__stats"): response = .json(statistics.bytes)
        default: response = unknownRoute(request)
        }
        response.headers[.sandboxMark] = "simulated"
        response.headers[.requestID] = "req_sandbox_" + String(UInt64.random(in: .min ... .max), radix: 36)
        return response
    }

    private var created: Int { Int(Date().timeIntervalSince1970) }

    private func unknownRoute(_ request: Request) -> Response {
        let body = OpenAIErrorBody(
            message: "Unknown route \(request.method.rawValue) \(request.uri.path.prefix(200)) of the sandbox",
            type: "invalid_request_error", code: "unknown_url")
        return .json(body.bytes, status: .notFound)
    }

    /// The kinds of request by their paths.
    private static let apis = Dictionary(uniqueKeysWithValues: UpstreamAPI.allCases.map { ("/v1" + $0.path, $0) })

    private func reply(to request: Request, as api: UpstreamAPI, _ context: ConnectionContext) async -> Response {
        await orRefusal(api, context) {
            let body = try await body(of: request)
            let header = request.headers[.sandboxTokens]
            return api == .embeddings
                ? try await embed(body, header, context) : try await simulate(body, api, header, context)
        }
    }

    private func simulate(
        _ body: [UInt8], _ api: UpstreamAPI, _ header: String?, _ context: ConnectionContext
    ) async throws -> Response {
        let asked = try SandboxRequest(body: body, api: api)
        let model = models[asked.model] ?? .named(asked.model)
        let sequence = statistics.began(asked.model)
        let reply: SimulatedReply
        do {
            reply =
                try ReplySimulation(
                    request: asked, model: model,
                    behaviour: try ReplySimulation.behaviour(
                        ofModelNamed: asked.model, prompt: asked.lastUserText, model: model, header: header),
                    pace: configuration.pace, sequence: sequence, created: created
                ).reply
        } catch {
            reply = .error(status: error.status, error.body, api: api)
        }
        return try await send(reply, model: asked.model, context)
    }

    private func embed(_ body: [UInt8], _ header: String?, _ context: ConnectionContext) async throws -> Response {
        let asked = try EmbeddingSimulation(body: body)
        let model = models[asked.model] ?? .named(asked.model)
        let sequence = statistics.began(asked.model)
        let reply: SimulatedReply
        do {
            let behaviour = try ReplySimulation.behaviour(
                ofModelNamed: asked.model, prompt: asked.lastText, model: model, header: header)
            let delay = behaviour.delay ?? .zero
            let whole = asked.bytes(omitsUsage: behaviour.omitsUsage)
            reply =
                behaviour.failed(api: .embeddings, sequence: sequence, delay: delay)
                ?? .whole(status: 200, behaviour.failure.shortened(whole), promised: whole.count, delay: delay)
        } catch {
            reply = .error(status: error.status, error.body, api: .embeddings)
        }
        return try await send(reply, model: asked.model, context)
    }

    private func tokenCount(_ request: Request, _ context: ConnectionContext) async -> Response {
        await orRefusal(.messages, context) {
            let count = try SandboxRequest.promptTokens(messages: try await body(of: request))
            return .json(Array(#"{"input_tokens":\#(count)}"#.utf8))
        }
    }

    /// An answer, or why there is none.
    private func orRefusal(
        _ api: UpstreamAPI, _ context: ConnectionContext, _ answer: () async throws -> Response
    ) async -> Response {
        do {
            return try await answer()
        } catch let error as SandboxError {
            return .json(error.body.bytes(status: error.status, for: api), status: .init(code: error.status))
        } catch let error as WireError {
            return .json(error.body.bytes(status: 400, for: api), status: .badRequest)
        } catch {
            // The connection broke while the body was read: nobody is left to read what is answered.
            logger.debug("request body broke off", metadata: ["sandbox.error": "\(error)"])
            context.channel.close(promise: nil)
            return .json([], status: .badRequest)
        }
    }

    private func body(of request: Request) async throws -> [UInt8] {
        let tooLarge = SandboxError(
            .bodyTooLarge, "the request body exceeds the limit of \(SandboxConfiguration.maxBodyBytes) bytes")
        if let length = request.headers[.contentLength].flatMap(Int.init), length > SandboxConfiguration.maxBodyBytes {
            throw tooLarge
        }
        do {
            let buffer = try await request.body.collect(upTo: SandboxConfiguration.maxBodyBytes)
            return Array(buffer.readableBytesView)
        } catch is NIOTooManyBytesError {
            throw tooLarge
        }
    }

    private func send(_ reply: SimulatedReply, model: String, _ context: ConnectionContext) async throws -> Response {
        statistics.answered(model, reply)
        logger.debug(
            "simulated reply",
            metadata: [
                "sandbox.model": "\(model)", "sandbox.status": "\(reply.status)",
                "sandbox.tokens": "\(reply.completionTokens)",
            ])
        let sender = ReplySender(reply: reply, connection: context) { [statistics] in
            statistics.clientLeft(model)
        }
        return try await sender.response()
    }
}
