import HTTPTypes
import Hummingbird
import Logging
import NIOCore
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
        case (.post, "/v1/chat/completions"): response = await completion(request, context)
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

    private func completion(_ request: Request, _ context: ConnectionContext) async -> Response {
        do {
            let body = try await body(of: request)
            let chat = try ChatRequest(body: body)
            let model = models[chat.model] ?? .named(chat.model)
            let sequence = statistics.began(chat.model)
            do {
                let header = request.headers[.sandboxTokens]
                let simulation = try ReplySimulation(
                    request: try SandboxRequest(chat), model: model,
                    behaviour: try ReplySimulation.behaviour(of: chat, model: model, header: header),
                    pace: configuration.pace, sequence: sequence, created: created)
                return try await send(simulation.reply, model: chat.model, context)
            } catch let error as SandboxError {
                let reply = SimulatedReply.error(status: error.status, error.body)
                return try await send(reply, model: chat.model, context)
            }
        } catch let error as SandboxError {
            return .json(error.body.bytes, status: .init(code: error.status))
        } catch let error as WireError {
            return .json(error.body.bytes, status: .badRequest)
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
