import RouterSockets

/// What all slots of a loop have in common.
///
/// Lives on the loop's thread.
final class LoopContext {
    /// The current time, read once a round.
    var now = LoopInstant.now
    /// The slots that have news for their consumers.
    var touched: [TransferSlot] = []
    /// `nil` if there is no memory for it; then each handle has its own TLS sessions.
    let share = try? CurlShare()
    let certificateFile: String?
    /// Whether libcurl has to look into the environment for proxies.
    let usesProxy: Bool

    init(certificateFile: String?, usesProxy: Bool) {
        self.certificateFile = certificateFile
        self.usesProxy = usesProxy
    }
}
