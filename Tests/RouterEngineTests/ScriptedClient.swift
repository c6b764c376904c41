import RouterCore
import Synchronization

/// A client without a network: each call gets what its script says.
final class ScriptedClient: UpstreamClient {
    /// A call that brought no reply.
    struct Failure: UpstreamFailure {
        var label = "connection_failed"
        var isTimeout = false
    }

    private let respond: @Sendable (_ provider: String, _ call: Int) throws -> UpstreamReply
    private let calls = Mutex<[String]>([])

    /// Answers by provider and by the number of the call of that provider, from 0.
    init(_ respond: @escaping @Sendable (_ provider: String, _ call: Int) throws -> UpstreamReply) {
        self.respond = respond
    }

    /// The providers that were called, in order.
    var providers: [String] { calls.withLock { $0 } }

    func send(_ request: UpstreamRequest) async throws -> UpstreamReply {
        let call = calls.withLock { calls in
            calls.append(request.upstream)
            return calls.count { $0 == request.upstream } - 1
        }
        return try respond(request.upstream, call)
    }

    /// A whole reply.
    static func reply(
        _ text: String, status: Int = 200, headers: [(name: String, value: String)] = []
    ) -> UpstreamReply {
        let text = Mutex<[UInt8]?>(Array(text.utf8))
        return UpstreamReply(status: status, headers: headers, body: UpstreamBody { text.withLock { $0.take() } })
    }

    /// A good chat completion.
    static let completion =
        #"{"choices":[{"index":0,"message":{"role":"assistant","content":"Hello"},"finish_reason":"stop"}]}"#
}
