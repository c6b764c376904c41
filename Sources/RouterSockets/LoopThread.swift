#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

/// Starts a thread that nobody joins; false if the system has none left.
///
/// It ends when `body` returns. It waits for sockets, which must never happen on a thread of the shared pool.
func startThread(_ body: @escaping @Sendable () -> Void) -> Bool {
    let context = Unmanaged.passRetained(ThreadStart(body))
    #if canImport(Darwin)
        var thread: pthread_t?
        let result = pthread_create(&thread, nil, { ThreadStart.run($0) }, context.toOpaque())
    #else
        var thread = pthread_t()
        let result = pthread_create(&thread, nil, { ThreadStart.run($0) }, context.toOpaque())
    #endif
    guard result == 0 else {
        context.release()
        return false
    }
    return true
}

/// What a new thread is given.
private final class ThreadStart: Sendable {
    private let body: @Sendable () -> Void

    init(_ body: @escaping @Sendable () -> Void) { self.body = body }

    static func run(_ context: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
        guard let context else { return nil }
        let start = Unmanaged<ThreadStart>.fromOpaque(context).takeRetainedValue()
        pthread_detach(pthread_self())
        blockBrokenPipe()
        start.body()
        return nil
    }

    /// libcurl sends without raising SIGPIPE, but the TLS library beneath it writes to sockets by itself.
    private static func blockBrokenPipe() {
        var signals = sigset_t()
        sigemptyset(&signals)
        sigaddset(&signals, SIGPIPE)
        pthread_sigmask(SIG_BLOCK, &signals, nil)
    }
}

/// Which loop the current thread belongs to.
enum LoopThread {
    private static let key: pthread_key_t = {
        var key = pthread_key_t()
        let result = pthread_key_create(&key, nil)
        precondition(result == 0, "the process has no key left for values of threads")
        return key
    }()

    /// The loop of this thread; it lives as long as its thread runs.
    static var current: SocketLoop? {
        get { pthread_getspecific(key).map { Unmanaged<SocketLoop>.fromOpaque($0).takeUnretainedValue() } }
        set { pthread_setspecific(key, newValue.map { Unmanaged.passUnretained($0).toOpaque() }) }
    }
}
