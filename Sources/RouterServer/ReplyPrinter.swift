import Foundation
import RouterCore
import RouterEngine
import RouterHTTPServer
import RouterWire

/// Turns the engine's reply to one request into HTTP.
struct ReplyPrinter: Sendable {
    let request: any ClientRequest
    let route: GatewayRoute
    let measure: RequestMeasure

    private static let eventStream = "text/event-stream; charset=utf-8"

    /// The reply where the engine has come to its end, or to the first content of a stream.
    func reply(_ reply: RoutedReply) -> HTTPReply {
        var fields = ReplyFields()
        switch reply.body {
        case .whole(let bytes):
            measure.ended(status: reply.status)
            fields.add("Content-Type", "application/json")
            add(reply, to: &fields)
            return HTTPReply(status: reply.status, fields: fields, body: .whole(bytes))
        case .failure(let report):
            measure.ended(status: report.status)
            var problem = GatewayProblem(report)
            problem.extras = reply.errorExtras
            var failed = problem.reply(route.errorShape)
            add(reply, to: &failed.fields)
            return failed
        case .stream(let stream):
            addStream(to: &fields)
            add(reply, to: &fields)
            return HTTPReply(status: reply.status, fields: fields, body: .stream { try await relay(stream, $0) })
        }
    }

    /// Begins a stream where the engine is still waiting for the first content: with comments, so that neither the client nor
    /// a proxy gives up.
    func begin(_ exchange: HTTPExchange) {
        var fields = ReplyFields()
        addStream(to: &fields)
        exchange.begin(status: 200, fields)
    }

    /// What follows in a stream that has begun without content: an error becomes an event.
    func rest(of reply: RoutedReply) -> HTTPReply {
        HTTPReply(
            status: 200,
            body: .stream { exchange in
                switch reply.body {
                case .stream(let stream): try await relay(stream, exchange)
                case .whole(let bytes): try await exchange.write(bytes)
                case .failure(let report):
                    measure.ended(status: report.status)
                    try await exchange.write(event(of: report, reply))
                }
            })
    }

    private func relay(_ stream: RoutedStream, _ exchange: HTTPExchange) async throws {
        try await stream.relay { try await exchange.write($0) }
        measure.ended(status: 200)
    }

    private func addStream(to fields: inout ReplyFields) {
        fields.add("Content-Type", Self.eventStream)
        fields.add("Cache-Control", "no-cache")
    }

    private func add(_ reply: RoutedReply, to fields: inout ReplyFields) {
        for (name, value) in reply.headers { fields.add(named: name, value) }
        fields.add("X-AutoRouter-Model", reply.candidate.rawValue)
        fields.add("X-AutoRouter-Decision", reply.decisionID)
        fields.add("X-AutoRouter-Attempts", String(reply.attemptCount))
        fields.add("X-Request-Id", reply.decisionID)
        // OpenRouter's name for the id of a reply.
        if route.dialect == .openRouter { fields.add("X-Generation-Id", reply.decisionID) }
        // The id that Anthropic's clients show in their errors.
        if request.api == .messages { fields.add("Request-Id", reply.decisionID) }
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
                id: reply.decisionID, candidate: candidate, created: Int(Date().timeIntervalSince1970),
                dialect: route.dialect, extras: reply.errorExtras))
        transcriber.fail(.upstream(UpstreamErrorNote(error)), into: &output)
        return output
    }
}
