import RouterCore

/// One sign of trouble in a reply, as the router itself has seen it.
struct ReplySignal: Sendable, Hashable {
    /// What it is; its value in the log is 0.
    let kind: SignalKind
    /// A fixed word for what gave it away; never a part of the reply.
    let detail: String?

    init(_ kind: SignalKind, _ detail: String? = nil) {
        self.kind = kind
        self.detail = detail
    }
}
