import Foundation
import RouterCore
import RouterWire

/// One call of one candidate: a good reply, or what went wrong before the first content.
struct CandidateCall: Sendable {
    /// How a call ended.
    enum Result: Sendable {
        case answered(status: Int, headers: [(name: String, value: String)], body: RoutedReply.Body)
        case failed(CallFailure)
    }

    let request: any ClientRequest
    let api: UpstreamAPI
    let context: ReplyContext
    let recorder: CallRecorder
    /// Header fields of the client that an upstream of the same kind understands.
    let passedHeaders: [(name: String, value: String)]

    /// The largest reply that is kept in memory whole, in bytes.
    private static let maxReplyBytes = 64 << 20
    /// The largest error body that is kept, in bytes.
    private static let maxErrorBytes = 1 << 20

    /// Header fields of an upstream that concern the client.
    private static let relayedHeaders: Set<String> = ["retry-after", "openai-processing-ms"]

    private var candidate: Candidate { context.candidate }
    private var provider: String { candidate.provider }
    private var key: Secret? { recorder.services.endpoints[provider]?.key }

    /// Calls the candidate.
    ///
    /// - Throws: `CancellationError` if the client has gone.
    func run() async throws -> Result {
        guard let endpoint = recorder.services.endpoints[provider] else {
            recorder.ended(.init(failure: "no_endpoint", result: .serverFault))
            return .failed(
                .own("no_endpoint", status: 503, "The provider '\(provider)' has no address", type: "server_error"))
        }
        var status: Int?
        do {
            let reply = try await recorder.services.client.send(
                endpoint.request(
                    api, body: request.body(for: api, candidate: candidate), provider: provider,
                    isStreamed: request.isStreamed, headers: passedHeaders))
            status = reply.status
            guard (200..<300).contains(reply.status) else { return try await refused(reply) }
            return request.isStreamed ? try await stream(reply) : try await whole(reply)
        } catch let failure as any UpstreamFailure {
            recorder.ended(.init(status: status, failure: failure.label, result: .unreachable))
            return .failed(.unreachable(failure, provider: provider))
        } catch let error as WireError {
            return .failed(unreadable(error.code.label, status))
        } catch {
            recorder.ended(.init(status: status, failure: "client_gone", result: .abandoned))
            throw error
        }
    }

    private func unreadable(_ reason: String, _ status: Int?) -> CallFailure {
        recorder.ended(.init(status: status, failure: "bad_reply", result: .serverFault))
        return .unreadable(reason, provider: provider)
    }

    /// An error of the upstream, kept as it is.
    private func refused(_ reply: UpstreamReply) async throws -> Result {
        let body = try await Self.collect(reply.body, atMost: Self.maxErrorBytes).redacting(key)
        let pause = reply.header("retry-after").flatMap { RetryAfter.pause($0, now: Date()) }
        let result = CallResult.failure(httpStatus: reply.status, retryAfter: pause)
        recorder.ended(
            .init(status: reply.status, failure: "upstream_status", result: result.kind, retryAfter: pause))
        guard reply.status >= 400 else {
            // A redirect is not followed, for it could carry the key elsewhere, and is no answer to the client either.
            return .failed(
                .own(
                    "upstream_status", status: 502,
                    "The upstream '\(provider)' answered with status \(reply.status) instead of a reply"))
        }
        return .failed(
            CallFailure(
                label: "upstream_status",
                report: ErrorReport(
                    status: reply.status, message: "The upstream '\(provider)' answered with status \(reply.status)",
                    type: "upstream_error", code: "upstream_status", upstream: .init(provider: provider, body: body)),
                headers: Self.relayed(reply.headers), upstreamStatus: reply.status, retryAfter: pause))
    }

    private func whole(_ reply: UpstreamReply) async throws -> Result {
        let document = try JSONDocument(try await Self.collect(reply.body, atMost: Self.maxReplyBytes))
        switch try request.reading(of: document, from: api, context) {
        case .reply(let body, let usage, let finishReason):
            recorder.ended(
                .init(
                    status: reply.status, result: .success, isWhole: true,
                    firstTokenSeconds: recorder.elapsedSeconds, usage: usage, finishReason: finishReason))
            return .answered(status: reply.status, headers: Self.relayed(reply.headers), body: .whole(body))
        case .failure(let note):
            return .failed(upstreamError(note, reply.status))
        }
    }

    /// Reads ahead to the first content: until then another candidate can still answer.
    private func stream(_ reply: UpstreamReply) async throws -> Result {
        var stream = RoutedStream(
            transcriber: request.transcriber(from: api, context), body: reply.body, status: reply.status,
            key: key, recorder: recorder)
        do {
            while !stream.hasContent, !stream.isEnded, stream.failure == nil {
                guard let piece = try await reply.body.next() else {
                    try stream.takeLast()
                    break
                }
                try stream.take(piece)
            }
        } catch {
            stream.discarded()
            throw error
        }
        guard stream.hasContent, stream.failure == nil else {
            stream.discarded()
            let failure =
                stream.failure.map { upstreamError($0, reply.status) }
                ?? unreadable("a stream without content", reply.status)
            return .failed(failure)
        }
        stream.contentBegan()
        return .answered(status: reply.status, headers: Self.relayed(reply.headers), body: .stream(stream))
    }

    /// An error that came inside of a good status, as the upstream put it; its own code is the status where it is one.
    private func upstreamError(_ note: UpstreamErrorNote, _ status: Int) -> CallFailure {
        let result = note.status.map { CallResult.failure(httpStatus: $0, retryAfter: nil) } ?? .serverFault()
        recorder.ended(.init(status: status, failure: RoutedStream.upstreamErrorLabel, result: result.kind))
        var json = JSONWriter()
        json.object { json in
            json.key("error")
            json.raw(note.json.redacting(key))
        }
        let report = ErrorReport(
            status: note.status ?? 502, message: "The upstream '\(provider)' reported an error",
            type: "upstream_error", code: RoutedStream.upstreamErrorLabel,
            upstream: .init(provider: provider, body: json.bytes))
        return CallFailure(
            label: RoutedStream.upstreamErrorLabel, report: report, upstreamStatus: note.status ?? status)
    }

    private static func relayed(_ headers: [(name: String, value: String)]) -> [(name: String, value: String)] {
        headers.filter { relayedHeaders.contains($0.name) || $0.name.hasPrefix("x-ratelimit-") }
    }

    private static func collect(_ body: UpstreamBody, atMost limit: Int) async throws -> [UInt8] {
        var bytes: [UInt8] = []
        for try await piece in body {
            guard bytes.count + piece.count <= limit else {
                throw WireError(.invalidValue, "a reply exceeds \(limit) bytes")
            }
            if bytes.isEmpty { bytes = piece } else { bytes += piece }
        }
        return bytes
    }
}
