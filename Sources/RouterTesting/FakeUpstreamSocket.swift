#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

/// A socket call that failed.
package struct FakeUpstreamError: Error, Sendable {
    /// The name of the call.
    package let call: String
    /// `errno` after it.
    package let number: Int32

    init(_ call: String) {
        self.call = call
        number = errno
    }
}

/// A socket that listens on a free port of 127.0.0.1, and a pipe that wakes up who waits for a connection.
final class FakeUpstreamListener: Sendable {
    let port: UInt16
    private let descriptor: Int32
    private let wakeReader: Int32
    private let wakeWriter: Int32

    init() throws {
        #if canImport(Darwin)
            let kind = SOCK_STREAM
        #else
            let kind = Int32(SOCK_STREAM.rawValue)
        #endif
        descriptor = socket(AF_INET, kind, 0)
        guard descriptor >= 0 else { throw FakeUpstreamError("socket") }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let (descriptor, length) = (descriptor, size)
        let isBound = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, length) == 0 && listen(descriptor, 512) == 0
                    && getsockname(descriptor, $0, &size) == 0
            }
        }
        var ends: [Int32] = [-1, -1]
        guard isBound, pipe(&ends) == 0 else {
            let error = FakeUpstreamError("bind, listen or pipe")
            _ = posixClose(descriptor)
            throw error
        }
        port = UInt16(bigEndian: address.sin_port)
        (wakeReader, wakeWriter) = (ends[0], ends[1])
    }

    /// The next connection; `nil` after ``wake()``.
    func accept(number: Int) -> FakeUpstreamSocket? {
        var waits = [
            pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0),
            pollfd(fd: wakeReader, events: Int16(POLLIN), revents: 0),
        ]
        while true {
            let count = poll(&waits, 2, -1)
            guard count > 0 || errno == EINTR, waits[1].revents == 0 else { return nil }
            guard waits[0].revents != 0 else { continue }
            let connection = posixAccept(descriptor, nil, nil)
            if connection >= 0 { return FakeUpstreamSocket(connection, number: number) }
        }
    }

    /// Ends ``accept(number:)`` for good.
    func wake() {
        var byte: UInt8 = 0
        _ = write(wakeWriter, &byte, 1)
    }

    /// Frees all descriptors; nothing may be called after it.
    func close() {
        for descriptor in [descriptor, wakeReader, wakeWriter] { _ = posixClose(descriptor) }
    }
}

/// One accepted connection.
struct FakeUpstreamSocket: Sendable, Hashable {
    enum SendResult { case sent(Int), blocked, failed }

    /// Counted from 0 in the order of acceptance.
    let number: Int
    private let descriptor: Int32

    init(_ descriptor: Int32, number: Int) {
        self.descriptor = descriptor
        self.number = number
        set(Int32(IPPROTO_TCP), TCP_NODELAY, Int32(1))
        #if canImport(Darwin)
            set(SOL_SOCKET, SO_NOSIGPIPE, Int32(1))
        #endif
    }

    /// Blocks until something comes; empty at the end.
    func receive() -> [UInt8] {
        [UInt8](unsafeUninitializedCapacity: 65_536) { bytes, count in
            repeat { count = recv(descriptor, bytes.baseAddress, bytes.count, 0) } while count < 0 && errno == EINTR
            count = max(count, 0)
        }
    }

    /// Sends what the system takes at once; waits up to a quarter of a second for room.
    func send(_ bytes: ArraySlice<UInt8>) -> SendResult {
        #if canImport(Darwin)
            let flags = MSG_DONTWAIT
        #else
            let flags = Int32(MSG_DONTWAIT | MSG_NOSIGNAL)
        #endif
        let count = bytes.withUnsafeBytes { posixSend(descriptor, $0.baseAddress, $0.count, flags) }
        if count >= 0 { return .sent(count) }
        guard errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR else { return .failed }
        var wait = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
        return poll(&wait, 1, 250) == 0 ? .blocked : .sent(0)
    }

    /// Ends both directions; whoever waits for this socket goes on.
    func shutDown() { _ = shutdown(descriptor, Int32(SHUT_RDWR)) }

    /// Makes ``close()`` send RST.
    func breakOnClose() { set(SOL_SOCKET, SO_LINGER, linger(l_onoff: 1, l_linger: 0)) }

    func close() { _ = posixClose(descriptor) }

    private func set<Value: BitwiseCopyable>(_ level: Int32, _ option: Int32, _ value: Value) {
        withUnsafeBytes(of: value) { bytes in
            _ = setsockopt(descriptor, level, option, bytes.baseAddress, socklen_t(bytes.count))
        }
    }
}

// The system's functions under names that methods do not hide.
private let posixClose: @Sendable (Int32) -> Int32 = { close($0) }
private let posixAccept: @Sendable (Int32, UnsafeMutablePointer<sockaddr>?, UnsafeMutablePointer<socklen_t>?) -> Int32 =
    { accept($0, $1, $2) }
private let posixSend: @Sendable (Int32, UnsafeRawPointer?, Int, Int32) -> Int = { send($0, $1, $2, $3) }
