import Foundation

/// A closed loop of requests: each connection sends its next request when the last reply has ended.
struct LoadRun {
    /// Where requests go.
    let port: UInt16
    /// Whole requests, head and body, taken in turn.
    let requests: [[UInt8]]
    /// How many are under way at once.
    let connectionCount: Int
    /// Whether replies are streams, whose first text is timed.
    let isStreamed: Bool

    private static let done: StaticString = "data: [DONE]"
    private static let choices: StaticString = #""choices""#
    /// A reply that has not ended so long after the last request was sent is given up, in seconds.
    private static let patience = 10.0

    private final class Connection {
        var socket: LoadSocket
        var reply = LoadReply()
        var sentAt: UInt64 = 0
        var firstContentAt: UInt64?

        init(port: UInt16) throws(BenchError) { socket = try LoadSocket(port: port) }
    }

    /// Sends requests for so many seconds after a warm-up.
    ///
    /// - Throws: ``BenchError`` if nobody listens.
    func figures(seconds: Double, warmUp: Double) throws(BenchError) -> LoadFigures {
        var connections: [Connection] = []
        for _ in 0..<connectionCount { connections.append(try Connection(port: port)) }
        var figures = LoadFigures()
        let begin = Self.now + UInt64(warmUp * 1e9)
        let end = begin + UInt64(seconds * 1e9)
        var next = 0
        var lastReplyAt = begin
        for connection in connections { try send(on: connection, &next) }
        var waiting = connections.map { pollfd(fd: $0.socket.descriptor, events: Int16(POLLIN), revents: 0) }
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 64 << 10, alignment: 16)
        defer { buffer.deallocate() }
        var busyCount = connections.count
        while busyCount > 0 {
            guard Self.now < end + UInt64(Self.patience * 1e9) else {
                figures.failures += busyCount
                break
            }
            guard poll(&waiting, nfds_t(waiting.count), 100) > 0 else { continue }
            for place in waiting.indices where waiting[place].revents != 0 {
                let connection = connections[place]
                let state = receive(on: connection, buffer)
                guard state != .incomplete else { continue }
                let now = Self.now
                if connection.sentAt >= begin {
                    note(connection, state, now, in: &figures)
                    lastReplyAt = now
                }
                if state == .unreadable || connection.reply.closes { connection.socket = try LoadSocket(port: port) }
                if now < end {
                    try send(on: connection, &next)
                    waiting[place].fd = connection.socket.descriptor
                } else {
                    waiting[place].fd = -1
                    busyCount -= 1
                }
            }
        }
        figures.seconds = Double(max(lastReplyAt, end) - begin) / 1e9
        return figures
    }

    private func receive(on connection: Connection, _ buffer: UnsafeMutableRawBufferPointer) -> LoadReply.State {
        let count = recv(connection.socket.descriptor, buffer.baseAddress, buffer.count, 0)
        guard count > 0 else { return .unreadable }
        let piece = UnsafeRawBufferPointer(rebasing: buffer[..<count])
        let state = connection.reply.take(piece, findsContent: isStreamed)
        if connection.firstContentAt == nil, connection.reply.hasContent { connection.firstContentAt = Self.now }
        return state
    }

    private func send(on connection: Connection, _ next: inout Int) throws(BenchError) {
        connection.reply.reset()
        connection.firstContentAt = nil
        let request = requests[next % requests.count]
        next += 1
        connection.sentAt = Self.now
        // A connection that was kept and has been closed meanwhile is opened anew, as clients do.
        guard !connection.socket.send(request) else { return }
        connection.socket = try LoadSocket(port: port)
        _ = connection.socket.send(request)
    }

    private func note(
        _ connection: Connection, _ state: LoadReply.State, _ now: UInt64, in figures: inout LoadFigures
    ) {
        let isGood =
            state == .complete && connection.reply.status == 200
            && connection.reply.holds(isStreamed ? Self.done : Self.choices)
        guard isGood else {
            figures.failures += 1
            return
        }
        figures.latencies.append(now - connection.sentAt)
        if let first = connection.firstContentAt { figures.firstTokens.append(first - connection.sentAt) }
    }

    private static var now: UInt64 { DispatchTime.now().uptimeNanoseconds }
}

/// What a load has brought.
struct LoadFigures {
    /// Times from request to the end of a good reply, in nanoseconds.
    var latencies: [UInt64] = []
    /// Times from request to the first text of a good stream, in nanoseconds.
    var firstTokens: [UInt64] = []
    /// Requests without a good reply.
    var failures = 0
    /// The time measured.
    var seconds = 0.0

    /// Good replies a second.
    var perSecond: Double { seconds > 0 ? Double(latencies.count) / seconds : 0 }
    /// The median time of a good reply in milliseconds; `nil` = there is none.
    var p50Milliseconds: Double? { latencies.isEmpty ? nil : LatencySummary(nanoseconds: latencies).p50 / 1000 }
    /// The median time to the first text in milliseconds; `nil` = there is none.
    var firstTokenMilliseconds: Double? {
        firstTokens.isEmpty ? nil : LatencySummary(nanoseconds: firstTokens).p50 / 1000
    }
}
