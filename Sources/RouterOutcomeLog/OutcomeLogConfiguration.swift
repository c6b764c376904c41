/// How an ``OutcomeLog`` behaves.
package struct OutcomeLogConfiguration: Sendable, Hashable {
    /// The SQLite file; made if missing, its folder is not.
    package var path: String
    /// The longest time that an entry waits for others to be committed with.
    package var maxDelay: Duration
    /// So many waiting entries are committed at once, whatever the delay.
    package var maxBatch: Int
    /// Entries that may wait in memory; what comes beyond is dropped and counted.
    package var maxWaitingEntries: Int
    /// Approximate memory that waiting entries may take, in bytes; what comes beyond is dropped and counted.
    package var maxWaitingBytes: Int
    /// How long a write waits for another process to release its lock.
    package var busyTimeout: Duration
    /// Pause after a failed write, doubled up to the upper end with each further failure.
    package var retryDelay: ClosedRange<Duration>

    /// Keeps the values.
    ///
    /// - Precondition: the counts are positive, the delays not negative.
    package init(
        path: String, maxDelay: Duration = .milliseconds(100), maxBatch: Int = 4096, maxWaitingEntries: Int = 65_536,
        maxWaitingBytes: Int = 256 << 20, busyTimeout: Duration = .seconds(5),
        retryDelay: ClosedRange<Duration> = .milliseconds(250) ... .seconds(10)
    ) {
        precondition(maxBatch > 0 && maxWaitingEntries > 0 && maxWaitingBytes > 0, "the limits of a log are positive")
        precondition(maxDelay >= .zero && busyTimeout >= .zero, "the delays of a log are not negative")
        precondition(retryDelay.lowerBound > .zero, "a retry delay of \(retryDelay.lowerBound) would never rest")
        self.path = path
        self.maxDelay = maxDelay
        self.maxBatch = maxBatch
        self.maxWaitingEntries = maxWaitingEntries
        self.maxWaitingBytes = maxWaitingBytes
        self.busyTimeout = busyTimeout
        self.retryDelay = retryDelay
    }
}
