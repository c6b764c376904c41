import Foundation
import HTTPTypes
import Hummingbird
import NIOCore
import RouterCore
import RouterEngine
import RouterHTTP
import RouterWire

/// Turns the engine's reply to one request into HTTP.
struct ReplyPrinter: Sendable {
    let request: any ClientRequest
    let route: GatewayRoute
    let measure: RequestMeasure
    let watch: ConnectionWatch

    private static let eventStream = "text/event-stream; charset=utf-8"

    /// The response where the engine has come to its end, or to the first content of a stream.
    func response(to reply: RoutedReply) -> Response {
        var headers = headers(of: reply)
        let status = HTTPResponse.Status(code: reply.status)
        switch reply.body {
        case .whole(let bytes):
            measure.ended(status: reply.status)
            headers[.contentType] = "application/json"
            return Response(status: status, headers: headers, body: .init(byteBuffer: ByteBuffer(bytes: bytes)))
        case .failure(let report):
            measure.ended(status: report.status)
            var problem = GatewayProblem(report)
            problem.extras = reply.errorExtras
            var response = problem.response(route.errorShape)
            response.headers.append(contentsOf: headers)
            return response
        case .stream(let stream):
            headers[.contentType] = Self.eventStream
            headers[.cacheControl] = "no-cache"
            return Response(
                status: status, headers: headers,
                body: ResponseBody { writer in
                    try await relay(stream, to: &writer)
                    try await writer.finish(nil)
                })
        }
    }

    /// The response where the engine is still waiting for the first content: the stream begins now, with comments, so that
    /// neither the client nor a proxy gives up; an error becomes an event.
    func response(toPending task: Task<RoutedReply, any Error>) -> Response {
        Response(
            status: .ok, headers: [.contentType: Self.eventStream, .cacheControl: "no-cache"],
            body: ResponseBody { writer in
                let reply = try await watch.run(onLeave: task.cancel) {
                    try await withTaskCancellationHandler {
                        try await task.value
                    } onCancel: {
                        task.cancel()
                    }
                }
                switch reply.body {
                case .stream(let stream): try await relay(stream, to: &writer)
                case .whole(let bytes): try await writer.write(ByteBuffer(bytes: bytes))
                case .failure(let report):
                    measure.ended(status: report.status)
                    try await writer.write(ByteBuffer(bytes: event(of: report, reply)))
                }
                try await writer.finish(nil)
            })
    }

    private func relay(_ stream: RoutedStream, to writer: inout any ResponseBodyWriter) async throws {
        try await watch.run(onLeave: stream.cancel) {
            try await stream.relay { try await writer.write(ByteBuffer(bytes: $0)) }
        }
        measure.ended(status: 200)
    }

    private func headers(of reply: RoutedReply) -> HTTPFields {
        var headers = HTTPFields()
        for (name, value) in reply.headers {
            if let name = HTTPField.Name(name) { headers[name] = value }
        }
        headers[.routedModel] = reply.candidate.rawValue
        headers[.decisionID] = reply.decision.id
        headers[.attemptCount] = String(reply.attemptCount)
        headers[.requestID] = reply.decision.id
        if route.dialect == .openRouter { headers[.generationID] = reply.decision.id }
        if request.api == .messages { headers[.anthropicRequestID] = reply.decision.id }
        return headers
    }

    /// An error as the one event of a stream that has brought no content.
    private func event(of report: ErrorReport, _ reply: RoutedReply) -> [UInt8] {
        // OpenRouter's body says in any case what the upstream has said.
        let error = (try? JSONDocument(report.body(.openRouter)))?.root["error"]
        var output: [UInt8] = []
        let candidate = Candidate(id: reply.candidate, provider: "", upstreamModel: "")
        var transcriber = request.transcriber(
            from: request.api,
            ReplyContext(
                id: reply.decision.id, candidate: candidate, created: Int(Date().timeIntervalSince1970),
                dialect: route.dialect, extras: reply.errorExtras))
        transcriber.fail(.upstream(UpstreamErrorNote(error)), into: &output)
        return output
    }
}
