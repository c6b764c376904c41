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
final class HTTPListener: SocketWatcher, @unchecked Sendable {
    /// The port.
    let port: Int

    private let descriptor: Int32
    private let connections: [LoopConnections]
    private var next = 0
    private var isOpen = true

    /// Connections that are accepted before others get their turn.
    private static let batch = 16

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
    func start() { loop.watch(descriptor, for: .read, self) }

    /// Stops listening.
    func close() {
        guard isOpen else { return }
        isOpen = false
        loop.forget(descriptor)
        SystemSocket.close(descriptor)
    }

    func isReady(_ descriptor: Int32, _ events: SocketEvents) {
        for _ in 0..<Self.batch {
            let accepted = SystemSocket.accept(from: descriptor)
            guard accepted >= 0 else {
                // Without descriptors left, what waits to be accepted has to wait until one is free; a round that does nothing
                // but look would take the time that closing one needs.
                if errno == EMFILE || errno == ENFILE { usleep(1000) }
                return
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
