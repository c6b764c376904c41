import RouterSockets
import Testing

#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

/// A pair of connected sockets, closed at the end.
final class SocketPair: Sendable {
    let near: Int32
    let far: Int32

    init() throws {
        var ends: [Int32] = [-1, -1]
        #if canImport(Darwin) || canImport(Musl)
            let type = SOCK_STREAM
        #else
            let type = Int32(SOCK_STREAM.rawValue)
        #endif
        try #require(socketpair(AF_UNIX, type, 0, &ends) == 0)
        (near, far) = (ends[0], ends[1])
    }

    deinit {
        close(near)
        close(far)
    }

    /// Makes the near end readable.
    func send() {
        var byte: UInt8 = 1
        _ = write(far, &byte, 1)
    }

    /// Breaks the connection.
    func hangUp() { shutdown(far, Int32(SHUT_RDWR)) }
}

/// Notes what it is told.
final class NewsNote: SocketWatcher {
    private(set) var news: [Int32: SocketEvents] = [:]
    /// Called with every piece of news.
    var onNews: (Int32) -> Void = { _ in }

    func isReady(_ descriptor: Int32, _ events: SocketEvents) {
        news[descriptor] = events
        onNews(descriptor)
    }

    /// Takes what was noted.
    func take() -> [Int32: SocketEvents] {
        defer { news = [:] }
        return news
    }
}

/// Numbers that differ from place to place.
func numbers(_ count: Int, seed: UInt64) -> [UInt64] {
    var state = seed
    return (0..<count).map { _ in
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return state >> 33
    }
}
