import RouterCore

extension WriteQueue {
    /// What the writer sleeps for.
    enum WakeCondition {
        /// An entry, somebody who waits, or the end.
        case work
        /// A full batch, somebody who waits, or the end.
        case urgency
        /// Somebody who waits, or the end.
        case request
    }

    /// What somebody says of a decision, and waits for the disk to hold.
    struct Feedback: Sendable {
        typealias Waiter = CheckedContinuation<Result<FeedbackReceipt, OutcomeLogError>, Never>

        let outcome: Outcome
        let idempotencyKey: String?
        let waiter: Waiter
    }

    /// What the writer takes at once; the feedback was given after the entries.
    struct Batch: Sendable {
        var entries: [LogEntry] = []
        var feedback: [Feedback] = []

        var isEmpty: Bool { entries.isEmpty && feedback.isEmpty }
    }

    /// What the writer has to know before it writes.
    struct Order {
        /// Somebody waits for the disk: the commit has to be forced there.
        let mustSync: Bool
        /// Something was committed and not yet forced to the disk.
        let hasUnsynced: Bool
        /// Nothing new is accepted.
        let isClosing: Bool
        /// Nothing comes after what was taken.
        let isLast: Bool
        /// Entries that were lost so far.
        let droppedCount: Int
    }
}
