import Logging
import Synchronization

/// What was logged, as `level message`.
final class RecordedLog: Sendable {
    private let recorded = Mutex<[String]>([])

    /// The lines so far, in order.
    var lines: [String] { recorded.withLock { $0 } }

    /// Writes into this log.
    var handler: any LogHandler { Handler(log: self) }

    private struct Handler: LogHandler {
        let log: RecordedLog
        var metadata: Logger.Metadata = [:]
        var logLevel = Logger.Level.info
        subscript(metadataKey key: String) -> Logger.Metadata.Value? {
            get { metadata[key] }
            set { metadata[key] = newValue }
        }

        func log(event: LogEvent) { log.recorded.withLock { $0.append("\(event.level) \(event.message)") } }
    }
}
