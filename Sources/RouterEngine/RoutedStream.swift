import RouterCore
import RouterWire
import Synchronization

/// A streamed reply: read ahead to its first content, then passed on; from there on there is no other candidate.
package struct RoutedStream: Sendable {
    private var transcriber: any StreamTranscriber
    private let body: UpstreamBody
    private let status: Int
    private let key: Secret?
    private let recorder: CallRecorder
    private let ending: StreamEnding
    private var parser = ServerSentEventParser()
    /// What the client gets for the events that were taken so far.
    private var output: [UInt8] = []
    private var firstTokenSeconds: Double?
    /// Looks for what is wrong with the reply; `nil` = nobody does.
    private var watch: ReplyWatch?
    /// Gathers the text for the log; `nil` = replies are not kept.
    private var collector: ReplyCollector?

    /// Whether content has come.
    private(set) var hasContent = false
    /// Whether nothing comes after what was taken.
    private(set) var isEnded = false
    /// The error that the upstream reported.
    private(set) var failure: UpstreamErrorNote?

    /// The word for an error that the upstream reported inside of a reply.
    static let upstreamErrorLabel = "upstream_error"

    init(
        transcriber: any StreamTranscriber, body: UpstreamBody, status: Int, key: Secret?, recorder: CallRecorder,
        watch: ReplyWatch?, collector: ReplyCollector?
    ) {
        self.transcriber = transcriber
        self.body = body
        self.status = status
        self.key = key
        self.recorder = recorder
        self.watch = watch
        self.collector = collector
        ending = StreamEnding(recorder)
    }

    /// Takes the next bytes of the upstream.
    ///
    /// - Throws: ``WireError`` if they are no events of such a stream.
    mutating func take(_ piece: [UInt8]) throws(WireError) {
        for event in try parser.push(piece) where !isEnded && failure == nil { try take(event) }
    }

    /// Takes the event that a stream without its last blank line leaves behind.
    mutating func takeLast() throws(WireError) {
        guard !isEnded, failure == nil, let event = parser.finish() else { return }
        try take(event)
    }

    private mutating func take(_ event: ServerSentEvent) throws(WireError) {
        let note = try transcriber.take(event, into: &output)
        watch?.take(event)
        collector?.take(event)
        hasContent = hasContent || note.bringsContent
        isEnded = note.isEnd
        failure = note.failure
    }

    /// Notes that the first content has come.
    mutating func contentBegan() {
        firstTokenSeconds = recorder.elapsedSeconds
        recorder.contentBegan()
    }

    /// Passes the stream on, event by event, and tells how the call ended when it does.
    ///
    /// A stream that breaks off ends with one error event, never silently.
    ///
    /// - Parameter write: gets the bytes of one or more whole events; its back-pressure is the upstream's.
    /// - Throws: what `write` throws, and `CancellationError`: the client has gone.
    package func relay(to write: ([UInt8]) async throws -> Void) async throws {
        var stream = self
        var broken: String?
        var result = CallResult.Kind.unreachable
        do {
            while true {
                if !stream.output.isEmpty, !stream.isEnded {
                    try await write(stream.output)
                    stream.output.removeAll(keepingCapacity: true)
                }
                guard !stream.isEnded, stream.failure == nil else { break }
                guard let piece = try await body.next() else {
                    try stream.takeLast()
                    break
                }
                try stream.take(piece)
            }
            if stream.failure == nil, stream.transcriber.finishReason == nil { broken = "cut_off" }
        } catch let failure as any UpstreamFailure {
            broken = failure.label
        } catch let error as WireError {
            broken = error.code.label
            result = .serverFault
        } catch {
            stream.ended(failure: "client_gone", result: .abandoned)
            throw error
        }
        // Written down before the last bytes go out: whether the client still reads them is its own affair, and a write that
        // fails must not cost the log its attempt.
        if let broken {
            stream.ended(failure: broken, result: result)
            stream.transcriber.fail(.broken(broken), into: &stream.output)
        } else if let note = stream.failure {
            stream.ended(failure: Self.upstreamErrorLabel, result: .serverFault)
            let note = UpstreamErrorNote(json: note.json.redacting(key), status: note.status)
            stream.transcriber.fail(.upstream(note), into: &stream.output)
        } else {
            stream.ended(failure: nil, result: .success)
            stream.transcriber.finish(into: &stream.output)
        }
        if !stream.output.isEmpty { try await write(stream.output) }
    }

    /// Ends the stream, from wherever, because the client has gone; ``relay(to:)`` throws a `CancellationError` then.
    package func cancel() { body.cancel() }

    /// The call has failed before its first content, and somebody else tells so.
    func discarded() { ending.isTold() }

    private func ended(failure: String?, result: CallResult.Kind) {
        ending.isTold()
        recorder.ended(
            .init(
                status: status, failure: failure, result: result, firstTokenSeconds: firstTokenSeconds,
                usage: transcriber.usage, finishReason: transcriber.finishReason,
                signals: failure == nil ? watch?.signals(finishReason: transcriber.finishReason) ?? [] : []))
        if failure == nil { recorder.keep(collector) }
        if let failure { recorder.outcome(isAnswered: false, detail: failure) }
    }
}

/// Sees to it that the end of a stream is told even if nobody ever passes the stream on: the client went away just before.
private final class StreamEnding: Sendable {
    private let recorder: CallRecorder
    private let hasBeenTold = Atomic(false)

    init(_ recorder: CallRecorder) { self.recorder = recorder }

    deinit {
        if !hasBeenTold.load(ordering: .relaxed) {
            recorder.ended(.init(failure: "client_gone", result: .abandoned))
            recorder.outcome(isAnswered: false, detail: "client_gone")
        }
    }

    func isTold() { hasBeenTold.store(true, ordering: .relaxed) }
}
