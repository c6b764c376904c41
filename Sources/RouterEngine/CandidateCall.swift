import Foundation
import RouterCore
import RouterWire

/// One call of one candidate: a good reply, or what went wrong before the first content.
struct CandidateCall: Sendable {
    /// What went wrong, as the client would see it.
    struct Failure: Sendable {
        /// A fixed word.
        let label: String
        /// HTTP status for the client.
        let status: Int
        /// Header fields for the client.
        let headers: [(name: String, value: String)]
        /// Body for the client.
        let body: [UInt8]

        /// There was nobody to ask.
        static let noCandidate = Failure(
            label: "no_candidate", status: 503, message: "No candidate could be asked", type: "server_error")

        init(label: String, status: Int, headers: [(name: String, value: String)], body: [UInt8]) {
            self.label = label
            self.status = status
            self.headers = headers
            self.body = body
        }

        init(label: String, status: Int, message: String, type: String) {
            self.init(
                label: label, status: status, headers: [(name: "content-type", value: "application/json")],
                body: OpenAIErrorBody(message: message, type: type, code: label).bytes)
        }
    }

    /// How a call ended.
    enum Result: Sendable {
        case answered(status: Int, headers: [(name: String, value: String)], body: RoutedReply.Body)
        case failed(Failure)
    }

    let request: ChatRequest
    let decisionID: String
    let endpoints: [String: UpstreamEndpoint]
    let client: any UpstreamClient
    let store: any OutcomeStore

    /// The largest reply that is kept in memory whole, in bytes.
    private static let maxReplyBytes = 64 << 20

    /// Header fields of an upstream that concern the client.
    private static let relayedHeaders: Set<String> = ["content-type", "retry-after", "x-request-id"]

    /// Calls a candidate.
    ///
    /// - Throws: `CancellationError` if the client has gone.
    func run(_ candidate: Candidate, index: Int) async throws -> Result {
        let recorder = AttemptRecorder(decisionID: decisionID, index: index, candidate: candidate, store: store)
        guard let endpoint = endpoints[candidate.provider] else {
            recorder.record(status: nil, failure: "no_endpoint")
            return .failed(
                Failure(
                    label: "no_endpoint", status: 503,
                    message: "The provider '\(candidate.provider)' has no address", type: "server_error"))
        }
        var status: Int?
        do {
            let reply = try await client.send(
                endpoint.chatCompletion(
                    body: request.forwardedBody(upstreamModel: candidate.upstreamModel), provider: candidate.provider,
                    isStreamed: request.isStreamed))
            status = reply.status
            guard (200..<300).contains(reply.status) else { return try await refused(reply, recorder) }
            return request.isStreamed
                ? try await stream(reply, candidate, recorder) : try await whole(reply, candidate, recorder)
        } catch let failure as any UpstreamFailure {
            recorder.record(status: status, failure: failure.label)
            let message =
                failure.isTimeout
                ? "The upstream '\(candidate.provider)' did not answer in time"
                : "The upstream '\(candidate.provider)' could not be reached or broke off (\(failure.label))"
            return .failed(
                Failure(
                    label: failure.label, status: failure.isTimeout ? 504 : 502, message: message,
                    type: "upstream_error"))
        } catch let error as WireError {
            return .failed(unreadable(error.code.label, candidate, status, recorder))
        } catch {
            recorder.record(status: status, failure: "client_gone")
            throw error
        }
    }

    private func unreadable(
        _ label: String, _ candidate: Candidate, _ status: Int?, _ recorder: AttemptRecorder
    ) -> Failure {
        recorder.record(status: status, failure: "bad_reply")
        return Failure(
            label: "bad_reply", status: 502,
            message: "The upstream '\(candidate.provider)' sent a reply that cannot be read (\(label))",
            type: "upstream_error")
    }

    /// An error of the upstream, kept as it is.
    private func refused(_ reply: UpstreamReply, _ recorder: AttemptRecorder) async throws -> Result {
        let body = try await Self.collect(reply.body)
        recorder.record(status: reply.status, failure: "upstream_status")
        guard reply.status >= 400 else {
            // A redirect is not followed, for it could carry the key elsewhere, and is no answer to the client either.
            return .failed(
                Failure(
                    label: "upstream_status", status: 502,
                    message: "The upstream answered with status \(reply.status) instead of a completion",
                    type: "upstream_error"))
        }
        return .failed(
            Failure(
                label: "upstream_status", status: reply.status, headers: Self.relayed(reply.headers), body: body))
    }

    private func whole(
        _ reply: UpstreamReply, _ candidate: Candidate, _ recorder: AttemptRecorder
    ) async throws -> Result {
        let document = try JSONDocument(try await Self.collect(reply.body))
        let root = document.root
        let finishReason = ChatReply.finishReason(of: root)
        let choices = root["choices"]?.elements ?? []
        if finishReason == "error" || root["error"].map({ !$0.isNull && choices.isEmpty }) == true {
            return .failed(upstreamError(root, reply.status, recorder))
        }
        guard !choices.isEmpty else {
            return .failed(unreadable("no choices", candidate, reply.status, recorder))
        }
        recorder.record(
            status: reply.status, failure: nil, firstToken: recorder.elapsedSeconds, usage: ChatReply.usage(of: root),
            finishReason: finishReason)
        store.append(
            .outcome(
                Outcome(
                    decisionID: decisionID, kind: "answered", value: 1, source: "router", detail: finishReason,
                    observedAt: Date())))
        return .answered(
            status: reply.status, headers: Self.relayed(reply.headers),
            body: .whole(ChatReply.renamed(document, model: candidate.id.rawValue, id: decisionID)))
    }

    /// Reads ahead to the first content: until then another candidate can still answer.
    private func stream(
        _ reply: UpstreamReply, _ candidate: Candidate, _ recorder: AttemptRecorder
    ) async throws -> Result {
        var parser = ServerSentEventParser()
        var readAhead: [ServerSentEvent] = []
        var hasContent = false
        for try await piece in reply.body {
            for event in try parser.push(piece) {
                readAhead.append(event)
                guard let data = event.data, !event.isDone else { continue }
                let chunk = try ChatChunk(data: data)
                if chunk.isError { return .failed(upstreamError(chunk.document.root, reply.status, recorder)) }
                hasContent = hasContent || chunk.hasContent || chunk.finishReason != nil
            }
            if hasContent {
                return answered(reply, candidate, recorder, parser: parser, readAhead: readAhead)
            }
        }
        // The last event may lack its blank line.
        guard let last = parser.finish(), Self.bringsContent(last) else {
            return .failed(unreadable("a stream without content", candidate, reply.status, recorder))
        }
        readAhead.append(last)
        return answered(reply, candidate, recorder, parser: parser, readAhead: readAhead)
    }

    private func answered(
        _ reply: UpstreamReply, _ candidate: Candidate, _ recorder: AttemptRecorder, parser: ServerSentEventParser,
        readAhead: [ServerSentEvent]
    ) -> Result {
        .answered(
            status: reply.status, headers: [(name: "content-type", value: "text/event-stream; charset=utf-8")],
            body: .stream(
                RoutedStream(
                    decisionID: decisionID, candidate: candidate, status: reply.status, wantsUsage: request.wantsUsage,
                    recorder: recorder, firstTokenSeconds: recorder.elapsedSeconds, body: reply.body, parser: parser,
                    readAhead: readAhead)))
    }

    /// An error that came inside of a good status, as the upstream put it; its own code is the status where it is one.
    private func upstreamError(_ root: JSONValue, _ status: Int, _ recorder: AttemptRecorder) -> Failure {
        recorder.record(status: status, failure: RoutedStream.upstreamErrorLabel)
        let error = root["error"] ?? root["choices"]?.elements.first?["error"]
        var json = JSONWriter()
        json.object { json in
            json.key("error")
            if let error { json.raw(error.rawBytes) } else { json.null() }
        }
        let code = error?["code"]?.int.flatMap { (400..<600).contains($0) ? $0 : nil }
        return Failure(
            label: RoutedStream.upstreamErrorLabel, status: code ?? 502,
            headers: [(name: "content-type", value: "application/json")], body: json.bytes)
    }

    private static func bringsContent(_ event: ServerSentEvent) -> Bool {
        guard let data = event.data, !event.isDone, let chunk = try? ChatChunk(data: data) else { return false }
        return chunk.hasContent || chunk.finishReason != nil
    }

    private static func relayed(_ headers: [(name: String, value: String)]) -> [(name: String, value: String)] {
        headers.filter { relayedHeaders.contains($0.name) }
    }

    private static func collect(_ body: UpstreamBody) async throws -> [UInt8] {
        var bytes: [UInt8] = []
        for try await piece in body {
            guard bytes.count + piece.count <= maxReplyBytes else {
                throw WireError(.invalidValue, "a reply exceeds \(maxReplyBytes) bytes")
            }
            bytes += piece
        }
        return bytes
    }
}
