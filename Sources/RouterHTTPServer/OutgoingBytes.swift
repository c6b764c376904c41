#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

/// What was written to a connection and not yet sent.
struct OutgoingBytes {
    /// What became of an attempt to send.
    enum Progress {
        /// Everything was sent that there was.
        case done
        /// The client takes no more for now.
        case held
        /// The connection is broken.
        case broken
    }

    private var bytes: [UInt8] = []
    private var sentCount = 0

    /// Memory that is kept once everything was sent.
    private static let keptCapacity = 16 << 10
    /// Bytes that were sent from which on the memory that they take is given back before the rest is sent.
    private static let sentAhead = 64 << 10

    /// Whether everything was sent.
    var isEmpty: Bool { bytes.isEmpty }

    /// Bytes that wait.
    var count: Int { bytes.count - sentCount }

    /// Appends bytes.
    mutating func append(_ body: (inout [UInt8]) -> Void) { body(&bytes) }

    /// Sends as much as the client takes.
    ///
    /// - Parameters:
    ///   - descriptor: the socket.
    ///   - hasSent: set to whether anything was sent.
    /// - Returns: how far it came.
    mutating func send(to descriptor: Int32, hasSent: inout Bool) -> Progress {
        hasSent = false
        while sentCount < bytes.count {
            let count = bytes.withUnsafeBytes { SystemSocket.send($0[sentCount...], to: descriptor) }
            guard count >= 0 else {
                guard errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR else { return .broken }
                break
            }
            sentCount += count
            hasSent = true
        }
        if sentCount == bytes.count {
            bytes.removeAll(keepingCapacity: bytes.capacity <= Self.keptCapacity)
            sentCount = 0
            return .done
        }
        // What is left is moved only where it is the smaller part: a slow client takes a large reply in many pieces.
        if sentCount > Self.sentAhead, sentCount >= bytes.count / 2 {
            bytes.removeFirst(sentCount)
            sentCount = 0
        }
        return .held
    }
}
