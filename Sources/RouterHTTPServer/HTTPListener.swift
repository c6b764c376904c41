import RouterSockets

#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

/// A listening socket: hands each new connection to the next loop.
///
/// `@unchecked Sendable`: used on its loop's thread, but for `init` and the immutable properties.
final class HTTPListener: SocketWatcher, LoopMember, @unchecked Sendable {
    /// The port.
    let port: Int

    private let descriptor: Int32
    private let connections: [LoopConnections]
    private var next = 0
    private var isOpen = true
    /// When to accept again after the system had nothing left for a connection.
    private var pauseEnd = LoopInstant.never

    /// Connections that are accepted before others get their turn.
    private static let batch = 16
    /// How long a connection waits before the next attempt to accept it.
    private static let pauseNanoseconds: Int64 = 20_000_000

    /// Listens, without accepting yet.
    ///
    /// - Throws: ``HTTPServerError`` if the address cannot be listened on.
    init(host: String, port: Int, for connections: [LoopConnections]) throws(HTTPServerError) {
        descriptor = try SystemSocket.listening(host: host, port: port)
        self.port = SystemSocket.port(of: descriptor)
        self.connections = connections
    }

    private var loop: SocketLoop { connections[0].loop }

    /// Begins to accept.
    func start() {
        loop.add(self)
        loop.watch(descriptor, for: .read, self)
    }

    /// Stops listening.
    func close() {
        guard isOpen else { return }
        isOpen = false
        loop.remove(self)
        loop.forget(descriptor)
        SystemSocket.close(descriptor)
    }

    func loopEnds() { close() }

    func turn(_ now: LoopInstant) -> LoopInstant {
        if pauseEnd <= now, isOpen {
            pauseEnd = .never
            loop.watch(descriptor, for: .read, self)
        }
        return pauseEnd
    }

    /// Lets what waits to be accepted wait: to look at it in every round would take the time that closing others needs.
    private func pause() {
        pauseEnd = loop.now.advanced(byNanoseconds: Self.pauseNanoseconds)
        loop.watch(descriptor, for: [], self)
    }

    func isReady(_ descriptor: Int32, _ events: SocketEvents) {
        for _ in 0..<Self.batch {
            let accepted = SystemSocket.accept(from: descriptor)
            guard accepted >= 0 else {
                switch errno {
                case EMFILE, ENFILE, ENOBUFS, ENOMEM: return pause()
                // The client has gone while it waited; others may be behind it.
                case ECONNABORTED, EINTR: continue
                default: return
                }
            }
            let target = connections[next % connections.count]
            next += 1
            if target.loop === loop {
                target.adopt(accepted)
            } else if !target.loop.execute({ target.adopt(accepted) }) {
                SystemSocket.close(accepted)
            }
        }
    }
}
