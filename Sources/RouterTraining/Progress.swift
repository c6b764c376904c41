import Synchronization

/// Counts finished pieces of work from any thread and reports the share that is done.
final class Progress: Sendable {
    private let done = Atomic<Int>(0)
    private let total: Int
    private let report: @Sendable (Double) -> Void

    /// Starts at zero of `total` pieces.
    init(total: Int, report: @escaping @Sendable (Double) -> Void) {
        self.total = total
        self.report = report
    }

    /// One more piece is done.
    @Sendable func step() {
        let count = done.add(1, ordering: .relaxed).newValue
        report(min(1, Double(count) / Double(max(1, total))))
    }
}
