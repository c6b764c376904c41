import Foundation
import RouterCore
import RouterWire

/// A streamed reply whose first content has come: from here on there is no other candidate.
package struct RoutedStream: Sendable {
    let decisionID: String
    let candidate: Candidate
    let status: Int
    let wantsUsage: Bool
    let recorder: AttemptRecorder
    let firstTokenSeconds: Double
    let body: UpstreamBody
    /// Where the parser stood when the first content was found.
    let parser: ServerSentEventParser
    /// Events that were read in looking for the first content.
    let readAhead: [ServerSentEvent]

    /// What was seen of the stream so far.
    private struct Tally {
        var usage = TokenUsage()
        var finishReason: String?
        var failure: String?
        var isDone = false
    }

    /// Passes the stream on, event by event, and writes the attempt and its outcome down when it ends.
    ///
    /// A stream that breaks off ends with one error chunk, never silently.
    ///
    /// - Parameter write: gets the bytes of one or more whole events; its back-pressure is the upstream's.
    /// - Throws: what `write` throws, and `CancellationError`: the client has gone.
    package func relay(to write: ([UInt8]) async throws -> Void) async throws {
        var tally = Tally()
        do {
            try await pass(readAhead, &tally, to: write)
            var parser = parser
            for try await piece in body {
                try await pass(try parser.push(piece), &tally, to: write)
                if tally.isDone || tally.failure != nil { break }
            }
            if let last = parser.finish() { try await pass([last], &tally, to: write) }
            if tally.finishReason == nil, tally.failure == nil { tally.failure = "cut_off" }
        } catch let failure as any UpstreamFailure {
            tally.failure = failure.label
        } catch let error as WireError {
            tally.failure = error.code.label
        } catch {
            finish(tally, failure: "client_gone")
            throw error
        }
        // Written down before the last bytes go out: whether the client still reads them is its own affair, and a write that
        // fails must not cost the log its attempt.
        finish(tally, failure: tally.failure)
        if let failure = tally.failure, failure != Self.upstreamErrorLabel {
            try await write(errorEvent { Self.writeBroken(failure, to: &$0) })
        }
        try await write(Array("data: [DONE]\n\n".utf8))
    }

    /// The word for an error that the upstream reported inside of a reply.
    static let upstreamErrorLabel = "upstream_error"

    private func finish(_ tally: Tally, failure: String?) {
        recorder.record(
            status: status, failure: failure, firstToken: firstTokenSeconds, usage: tally.usage,
            finishReason: tally.finishReason)
        recorder.store.append(
            .outcome(
                Outcome(
                    decisionID: decisionID, kind: "answered", value: failure == nil ? 1 : 0, source: "router",
                    detail: failure ?? tally.finishReason, observedAt: Date())))
    }

    private func pass(
        _ events: [ServerSentEvent], _ tally: inout Tally, to write: ([UInt8]) async throws -> Void
    ) async throws {
        var output: [UInt8] = []
        for event in events where !tally.isDone && tally.failure == nil {
            guard let data = event.data else {
                output += event.raw
                continue
            }
            if event.isDone {
                // Our own end mark follows, after what the log needs is settled.
                tally.isDone = true
                continue
            }
            let chunk: ChatChunk
            do {
                chunk = try ChatChunk(data: data)
            } catch {
                tally.failure = error.code.label
                continue
            }
            if chunk.isError {
                tally.failure = Self.upstreamErrorLabel
                output += errorEvent { json in
                    if let error = chunk.document.root["error"] { json.raw(error.rawBytes) } else { json.null() }
                }
                continue
            }
            if chunk.usage != TokenUsage() { tally.usage = chunk.usage }
            if let reason = chunk.finishReason { tally.finishReason = reason }
            if chunk.isUsageOnly, !wantsUsage { continue }
            output += Array("data: ".utf8)
            output += ChatReply.renamed(chunk.document, model: candidate.id.rawValue, id: decisionID)
            output += [0x0A, 0x0A]
        }
        if !output.isEmpty { try await write(output) }
    }

    /// The one chunk that ends a stream which cannot go on.
    private func errorEvent(_ error: (inout JSONWriter) -> Void) -> [UInt8] {
        var json = JSONWriter()
        json.object { json in
            json.key("id", string: decisionID)
            json.key("object", string: "chat.completion.chunk")
            json.key("created", int: Int(Date().timeIntervalSince1970))
            json.key("model", string: candidate.id.rawValue)
            json.key("error")
            error(&json)
            json.key("choices")
            json.array { json in
                json.object { json in
                    json.key("index", int: 0)
                    json.key("delta")
                    json.object { json in
                        json.key("content", string: "")
                    }
                    json.key("finish_reason", string: "error")
                }
            }
        }
        return Array("data: ".utf8) + json.bytes + [0x0A, 0x0A]
    }

    private static func writeBroken(_ failure: String, to json: inout JSONWriter) {
        json.object { json in
            json.key("code", int: 502)
            json.key("message", string: "The upstream broke off in the middle of its reply")
            json.key("metadata")
            json.object { json in
                json.key("error_type", string: "provider_unavailable")
                json.key("provider_code", string: failure)
            }
        }
    }
}
