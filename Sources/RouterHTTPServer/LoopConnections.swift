import RouterSockets

#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

/// The connections of one loop, and what they have in common.
///
/// `@unchecked Sendable`: used on the loop's thread, but for `init` and the immutable properties.
final class LoopConnections: LoopMember, @unchecked Sendable {
    let loop: SocketLoop
    let configuration: HTTPServerConfiguration
    let responder: any HTTPResponder
    let parser: RequestHeadParser
    let headWriter: ReplyHeadWriter
    let heartbeatNanoseconds: Int64
    let timeoutNanoseconds: Int64
    var date = HTTPDate()
    /// Connections that have written something in this round.
    var flushes: [HTTPConnection] = []
    /// No later than the earliest deadline of all connections; deadlines move later without a note here.
    var nextCheck = LoopInstant.never
    /// Whether connections end when they are not used any more.
    private(set) var isQuiescing = false

    private var live: [HTTPConnection] = []
    private var flushing: [HTTPConnection] = []
    private var exchangeCount = 0
    private var onQuiet: (@Sendable () -> Void)?
    private let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 64 << 10, alignment: 16)

    init(_ configuration: HTTPServerConfiguration, _ responder: any HTTPResponder, on loop: SocketLoop) {
        self.configuration = configuration
        self.responder = responder
        self.loop = loop
        parser = RequestHeadParser(maxBytes: configuration.maxHeaderBytes)
        headWriter = ReplyHeadWriter(serverName: configuration.serverName)
        heartbeatNanoseconds = configuration.heartbeat.wholeNanoseconds
        timeoutNanoseconds = configuration.requestTimeout.wholeNanoseconds
    }

    deinit { buffer.deallocate() }

    /// Takes a connection on.
    func adopt(_ descriptor: Int32) {
        guard !isQuiescing else { return SystemSocket.close(descriptor) }
        let connection = HTTPConnection(descriptor, self)
        connection.index = live.count
        live.append(connection)
        connection.start()
    }

    /// Lets a connection go that has closed.
    func remove(_ connection: HTTPConnection) {
        let last = live.removeLast()
        if last !== connection {
            live[connection.index] = last
            last.index = connection.index
        }
        if isQuiescing { tellIfQuiet() }
    }

    /// Receives bytes without waiting; 0 = the client sends no more, -1 = `errno` says why there are none.
    func receive(from descriptor: Int32, into input: inout IncomingBytes) -> Int {
        let count = recv(descriptor, buffer.baseAddress, buffer.count, 0)
        if count > 0 { input.append(UnsafeRawBufferPointer(rebasing: buffer[..<count])) }
        return count
    }

    func exchangeBegan() { exchangeCount += 1 }

    func exchangeEnded() {
        exchangeCount -= 1
        if isQuiescing { tellIfQuiet() }
    }

    /// Ends the connections that nobody uses, the others when they are not used any more; then calls `onQuiet`, once.
    func quiesce(onQuiet: @escaping @Sendable () -> Void) {
        isQuiescing = true
        self.onQuiet = onQuiet
        for connection in live.reversed() { connection.quiesce() }
        tellIfQuiet()
    }

    /// Ends all connections at once.
    func closeAll() {
        while let connection = live.last { connection.close() }
    }

    private func tellIfQuiet() {
        guard live.isEmpty, exchangeCount == 0, let onQuiet else { return }
        self.onQuiet = nil
        onQuiet()
    }

    func turn(_ now: LoopInstant) -> LoopInstant {
        if nextCheck <= now { checkTimes(now) }
        while !flushes.isEmpty {
            swap(&flushes, &flushing)
            for connection in flushing { connection.flush() }
            flushing.removeAll(keepingCapacity: true)
        }
        return nextCheck
    }

    private func checkTimes(_ now: LoopInstant) {
        nextCheck = .never
        // From the last to the first: one that closes is replaced by the last one, which was checked.
        for connection in live.reversed() {
            if connection.deadline <= now { connection.checkTime(now) }
            nextCheck = min(nextCheck, connection.deadline)
        }
    }

    func loopEnds() {
        isQuiescing = true
        closeAll()
    }
}
