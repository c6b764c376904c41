#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

/// The system's calls for sockets, where systems differ.
enum SystemSocket {
    /// Sends without waiting and without raising SIGPIPE; -1 = `errno` says why not.
    static func send(_ bytes: Slice<UnsafeRawBufferPointer>, to descriptor: Int32) -> Int {
        let bytes = UnsafeRawBufferPointer(rebasing: bytes)
        #if canImport(Darwin)
            return Darwin.send(descriptor, bytes.baseAddress, bytes.count, 0)
        #elseif canImport(Musl)
            return Musl.send(descriptor, bytes.baseAddress, bytes.count, Int32(MSG_NOSIGNAL))
        #else
            return Glibc.send(descriptor, bytes.baseAddress, bytes.count, Int32(MSG_NOSIGNAL))
        #endif
    }

    /// Accepts a connection whose calls never wait; -1 = `errno` says why not.
    static func accept(from listener: Int32) -> Int32 {
        #if canImport(Darwin)
            let descriptor = Darwin.accept(listener, nil, nil)
        #elseif canImport(Musl)
            let descriptor = Musl.accept(listener, nil, nil)
        #else
            let descriptor = Glibc.accept(listener, nil, nil)
        #endif
        guard descriptor >= 0 else { return -1 }
        prepare(descriptor)
        // Without it the small writes of a stream wait for the client's acknowledgement, 40 ms on Linux. A connection that
        // is gone already refuses the option; nothing is lost.
        setOption(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY)
        return descriptor
    }

    /// A listening socket for one of the addresses of a name, whose calls never wait.
    ///
    /// - Throws: ``HTTPServerError`` if there is no address or none can be listened on.
    static func listening(host: String, port: Int) throws(HTTPServerError) -> Int32 {
        var hints = addrinfo()
        hints.ai_family = AF_UNSPEC
        hints.ai_socktype = streamType
        hints.ai_flags = AI_PASSIVE
        var list: UnsafeMutablePointer<addrinfo>?
        let result = getaddrinfo(host.isEmpty ? nil : host, String(port), &hints, &list)
        guard result == 0 else { throw HTTPServerError("no such address (\(String(cString: gai_strerror(result))))") }
        defer { freeaddrinfo(list) }
        var problem = "no address"
        var next = list
        while let address = next?.pointee {
            next = address.ai_next
            let descriptor = socket(address.ai_family, address.ai_socktype, address.ai_protocol)
            guard descriptor >= 0 else {
                problem = String(cString: strerror(errno))
                continue
            }
            prepare(descriptor)
            setOption(descriptor, SOL_SOCKET, SO_REUSEADDR)
            if bind(descriptor, address.ai_addr, address.ai_addrlen) == 0, listen(descriptor, backlog) == 0 {
                return descriptor
            }
            problem = String(cString: strerror(errno))
            close(descriptor)
        }
        throw HTTPServerError(problem)
    }

    /// The port that a socket is bound to.
    static func port(of descriptor: Int32) -> Int {
        var address = sockaddr_storage()
        var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
        let bytes = withUnsafeMutableBytes(of: &address) { bytes -> (UInt8, UInt8) in
            let pointer = bytes.baseAddress?.assumingMemoryBound(to: sockaddr.self)
            guard let pointer, getsockname(descriptor, pointer, &length) == 0 else { return (0, 0) }
            // IPv4 and IPv6 have it in the same place, in the network's order.
            return (bytes[2], bytes[3])
        }
        return Int(bytes.0) << 8 | Int(bytes.1)
    }

    /// Tells the other side that nothing more comes.
    static func endSending(_ descriptor: Int32) { _ = shutdown(descriptor, Int32(SHUT_WR)) }

    /// Closes a socket.
    static func close(_ descriptor: Int32) {
        #if canImport(Darwin)
            _ = Darwin.close(descriptor)
        #elseif canImport(Musl)
            _ = Musl.close(descriptor)
        #else
            _ = Glibc.close(descriptor)
        #endif
    }

    private static let backlog: Int32 = 512

    #if canImport(Darwin) || canImport(Musl)
        private static let streamType = SOCK_STREAM
    #else
        private static let streamType = Int32(SOCK_STREAM.rawValue)
    #endif

    private static func prepare(_ descriptor: Int32) {
        _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
        _ = fcntl(descriptor, F_SETFL, O_NONBLOCK)
        #if canImport(Darwin)
            setOption(descriptor, SOL_SOCKET, SO_NOSIGPIPE)
        #endif
    }

    private static func setOption(_ descriptor: Int32, _ level: Int32, _ name: Int32) {
        var value: Int32 = 1
        _ = setsockopt(descriptor, level, name, &value, socklen_t(MemoryLayout<Int32>.size))
    }
}
