/// What a socket is waited for, or ready for.
package struct SocketEvents: OptionSet, Sendable, Hashable {
    /// The bits.
    package let rawValue: UInt8

    /// Makes a set.
    package init(rawValue: UInt8) { self.rawValue = rawValue }

    /// Bytes, an end or a connection can be read without waiting.
    package static let read = SocketEvents(rawValue: 1)
    /// Bytes can be written without waiting.
    package static let write = SocketEvents(rawValue: 2)
    /// The connection is broken; reported only where neither of the others was asked for.
    package static let broken = SocketEvents(rawValue: 4)

    /// What is reported of a socket: a broken connection is one that can be read or written without waiting.
    static func reported(asked: SocketEvents, came: SocketEvents) -> SocketEvents {
        let ready = came.contains(.broken) ? asked : asked.intersection(came)
        return ready.isEmpty ? .broken : ready
    }
}

/// Gets word when a socket is ready; lives on a loop's thread.
package protocol SocketWatcher: AnyObject {
    /// A socket is ready.
    ///
    /// - Parameters:
    ///   - descriptor: the socket.
    ///   - events: what of that which was asked for can be done without waiting.
    func isReady(_ descriptor: Int32, _ events: SocketEvents)
}
