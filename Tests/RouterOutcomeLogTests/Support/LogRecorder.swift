import Logging
import Synchronization

/// A log handler that keeps levels and messages.
final class LogRecorder: Sendable {
    struct Line: Hashable {
        let level: Logger.Level
        let message: String
        let metadata: [String: String]
    }

    private struct Handler: LogHandler {
        let recorder: LogRecorder
        var metadata: Logger.Metadata = [:]
        var logLevel = Logger.Level.trace

        subscript(metadataKey key: String) -> Logger.Metadata.Value? {
            get { metadata[key] }
            set { metadata[key] = newValue }
        }

        func log(event: LogEvent) {
            let line = Line(
                level: event.level, message: event.message.description,
                metadata: (event.metadata ?? [:]).mapValues(\.description))
            recorder.lines_.withLock { $0.append(line) }
        }
    }

    private let lines_ = Mutex<[Line]>([])

    var lines: [Line] { lines_.withLock(\.self) }

    var logger: Logger { Logger(label: "test") { _ in Handler(recorder: self) } }
}
