import Foundation

/// A TCP connection on loopback.
final class LoadSocket {
    /// The system's number for it.
    let descriptor: Int32

    /// Connects.
    ///
    /// - Throws: ``BenchError`` if nobody listens.
    init(port: UInt16) throws(BenchError) {
        descriptor = try Self.socket()
        var address = Self.loopback(port: port)
        let length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let result = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { connect(descriptor, $0, length) }
        }
        guard result == 0 else {
            close(descriptor)
            throw BenchError("nobody listens at 127.0.0.1:\(port)")
        }
        Self.sendAtOnce(descriptor)
    }

    deinit { close(descriptor) }

    /// Sends all bytes, waiting where the other side is slow.
    ///
    /// - Returns: whether they could be sent.
    func send(_ bytes: [UInt8]) -> Bool { Self.send(bytes, to: descriptor) }

    /// Sends all bytes, waiting where the other side is slow; returns whether they could be sent.
    static func send(_ bytes: [UInt8], to descriptor: Int32) -> Bool {
        bytes.withUnsafeBytes { all in
            var sent = 0
            while sent < all.count {
                let count = Foundation.send(descriptor, all.baseAddress?.advanced(by: sent), all.count - sent, 0)
                guard count > 0 else { return false }
                sent += count
            }
            return true
        }
    }

    /// A socket that listens on loopback; port 0 = any free one.
    ///
    /// - Returns: the socket and its port.
    /// - Throws: ``BenchError`` if the port is taken.
    static func listening(port: UInt16) throws(BenchError) -> (descriptor: Int32, port: UInt16) {
        let descriptor = try socket()
        var yes: Int32 = 1
        setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &yes, socklen_t(MemoryLayout<Int32>.size))
        var address = loopback(port: port)
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let result = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                bind(descriptor, address, length) == 0 && listen(descriptor, 1024) == 0
                    && getsockname(descriptor, address, &length) == 0
            }
        }
        guard result else {
            close(descriptor)
            throw BenchError("the port \(port) on 127.0.0.1 cannot be listened at")
        }
        return (descriptor, UInt16(bigEndian: address.sin_port))
    }

    /// Small pieces go out as they are written.
    static func sendAtOnce(_ descriptor: Int32) {
        var yes: Int32 = 1
        setsockopt(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &yes, socklen_t(MemoryLayout<Int32>.size))
    }

    private static func socket() throws(BenchError) -> Int32 {
        #if os(Linux)
            let descriptor = Foundation.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        #else
            let descriptor = Foundation.socket(AF_INET, SOCK_STREAM, 0)
        #endif
        guard descriptor >= 0 else { throw BenchError("no socket can be opened") }
        return descriptor
    }

    private static func loopback(port: UInt16) -> sockaddr_in {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        return address
    }
}

/// Why nothing can be measured.
struct BenchError: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }
}
