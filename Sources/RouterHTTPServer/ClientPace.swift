import RouterSockets

/// Whether a client does its part in time: sends its requests, and takes its replies.
struct ClientPace {
    /// When the client last did something that gives it its time anew.
    private(set) var lastActivity: LoopInstant
    /// Bytes of a body that have come since ``lastActivity``.
    private var progress = 0
    /// Since when the client has taken nothing of what waits to be sent; `nil` = nothing waits.
    private var heldSince: LoopInstant?
    private let timeoutNanoseconds: Int64

    /// Bytes of a body for which a client gets its time anew: with fewer it could hold a connection for days.
    private static let progressStep = 64 << 10

    /// Begins now.
    init(_ now: LoopInstant, timeoutNanoseconds: Int64) {
        lastActivity = now
        self.timeoutNanoseconds = timeoutNanoseconds
    }

    /// When the client will have sent nothing that counts for too long.
    var requestEnd: LoopInstant { lastActivity.advanced(byNanoseconds: timeoutNanoseconds) }

    /// When the client will have taken nothing of what waits for too long.
    var takingEnd: LoopInstant { heldSince?.advanced(byNanoseconds: timeoutNanoseconds) ?? .never }

    /// A request begins or is answered.
    mutating func noteTurn(_ now: LoopInstant) {
        lastActivity = now
        progress = 0
    }

    /// So many bytes of a body have come that is wanted.
    mutating func noteBody(_ count: Int, _ now: LoopInstant) {
        progress += count
        if progress >= Self.progressStep { noteTurn(now) }
    }

    /// An attempt to send is over.
    mutating func noteSending(hasSent: Bool, isWritten: Bool, _ now: LoopInstant) {
        if hasSent { lastActivity = now }
        if isWritten {
            heldSince = nil
        } else if hasSent || heldSince == nil {
            heldSince = now
        }
    }
}
