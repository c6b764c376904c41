import Synchronization

/// Keeps reported shares in order.
final class ProgressLog: Sendable {
    private let log = Mutex<[Double]>([])
    var values: [Double] { log.withLock { $0 } }
    func add(_ value: Double) { log.withLock { $0.append(value) } }
}
