import RouterEngine
import RouterHTTPServer

/// A request that was let in, without its body.
///
/// A class, because every step of answering holds it: one reference to count.
final class GatewayRequest: Sendable {
    let head: RequestHead
    let route: GatewayRoute
    let caller: Caller

    /// Keeps the parts.
    init(head: RequestHead, route: GatewayRoute, caller: Caller) {
        self.head = head
        self.route = route
        self.caller = caller
    }
}
