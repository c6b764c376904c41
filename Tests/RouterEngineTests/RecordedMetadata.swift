import Logging
import Synchronization

/// What was logged under one metadata key.
final class RecordedMetadata: Sendable {
    private let key: String
    private let recorded = Mutex<[String]>([])

    /// Records the values of a key, at all levels.
    init(_ key: String) { self.key = key }

    /// The values so far, in order.
    var values: [String] { recorded.withLock { $0 } }

    /// Writes into this record.
    var handler: any LogHandler { Handler(record: self) }

    private struct Handler: LogHandler {
        let record: RecordedMetadata
        var metadata: Logger.Metadata = [:]
        var logLevel = Logger.Level.trace
        subscript(metadataKey key: String) -> Logger.Metadata.Value? {
            get { metadata[key] }
            set { metadata[key] = newValue }
        }

        func log(event: LogEvent) {
            guard let value = event.metadata?[record.key] else { return }
            record.recorded.withLock { $0.append("\(value)") }
        }
    }
}
