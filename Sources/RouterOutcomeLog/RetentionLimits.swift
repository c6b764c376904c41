/// What a log keeps; whole decisions go, the oldest first, with all that belongs to them.
///
/// The newest decision always stays: its key is never given to another one. What was spent on a day stays too.
package struct RetentionLimits: Sendable, Hashable {
    /// Decisions older than this go; `nil` = however old they are.
    package var maxAge: Duration?
    /// Decisions go until the file, without its WAL and without free pages, is at most so large, in bytes; `nil` =
    /// however large it is.
    package var maxBytes: Int?

    /// Keeps the limits.
    ///
    /// - Precondition: neither is negative.
    package init(maxAge: Duration? = nil, maxBytes: Int? = nil) {
        precondition((maxAge ?? .zero) >= .zero && (maxBytes ?? 0) >= 0, "the limits of a log are not negative")
        self.maxAge = maxAge
        self.maxBytes = maxBytes
    }
}

/// What pruning did, or would do.
package struct PruneReport: Sendable, Hashable {
    /// Decisions that went.
    package var prunedCount = 0
    /// Decisions that are left.
    package var keptCount = 0
    /// Bytes of the file's used pages before.
    package var bytesBefore = 0
    /// Bytes of the file's used pages afterwards; of a dry run, what they would about be.
    package var bytesAfter = 0
}
