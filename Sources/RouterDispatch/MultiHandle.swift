import CCurl
import RouterSockets

/// Owner of a libcurl multi handle: all transfers of one loop, the pool of their connections, and what libcurl waits for.
///
/// libcurl is told which socket is ready (`curl_multi_socket_action`) and so visits only the transfers of that one;
/// `curl_multi_perform` would visit all that run, in every round.
///
/// Made anywhere and handed over once, to the loop's thread, where all calls are made.
final class MultiHandle: SocketWatcher {
    private let raw: UnsafeMutableRawPointer
    private unowned let loop: SocketLoop
    /// Sockets of which the loop has told; `events` are bits of `CURL_CSELECT_…`.
    private var ready: [(socket: Int32, events: Int32)] = []
    /// When libcurl wants to be called although no socket is ready.
    private var timer = LoopInstant.never

    /// Makes a handle that keeps so many open connections for later requests.
    init(maxIdleConnections: Int, loop: SocketLoop) throws(CurlFailure) {
        try CurlFailure.check(Self.globalResult)
        guard let raw = curl_multi_init() else { throw CurlFailure(code: CURLE_FAILED_INIT) }
        self.raw = raw
        self.loop = loop
        _ = router_curl_multi_set_long(raw, CURLMOPT_MAXCONNECTS, maxIdleConnections)
        _ = router_curl_multi_set_long(raw, CURLMOPT_PIPELINING, Int(CURLPIPE_MULTIPLEX))
        let pointer = Unmanaged.passUnretained(self).toOpaque()
        let onSocket: curl_socket_callback = { _, socket, action, pointer, _ in
            MultiHandle.of(pointer)?.watch(socket, action)
            return 0
        }
        let onTimer: curl_multi_timer_callback = { _, milliseconds, pointer in
            MultiHandle.of(pointer)?.setTimer(milliseconds)
            return 0
        }
        guard router_curl_multi_on_socket(raw, onSocket, pointer) == CURLM_OK,
            router_curl_multi_on_timer(raw, onTimer, pointer) == CURLM_OK
        else { throw CurlFailure(code: CURLE_FAILED_INIT) }
    }

    /// `curl_global_init`, once in the life of the process and never undone: other code may use libcurl too.
    private static let globalResult = curl_global_init(router_curl_global_default)

    /// Frees the handle and closes its idle connections; nothing may be called after it.
    ///
    /// - Precondition: every easy handle was removed.
    func close() { curl_multi_cleanup(raw) }

    func add(_ easy: EasyHandle) throws(CurlFailure) {
        guard curl_multi_add_handle(raw, easy.raw) == CURLM_OK else { throw CurlFailure(code: CURLE_OUT_OF_MEMORY) }
    }

    /// Takes a handle out; if its transfer is not complete, its connection (HTTP/2: its stream) is closed.
    func remove(_ easy: EasyHandle) { curl_multi_remove_handle(raw, easy.raw) }

    /// Does what sockets and libcurl's timer give reason for, without waiting; false if the handle is broken.
    func act(at now: LoopInstant) -> Bool {
        var running: Int32 = 0
        for (socket, events) in ready {
            // A socket that an earlier call has closed is unknown to libcurl, which then does nothing.
            guard curl_multi_socket_action(raw, socket, events, &running) == CURLM_OK else { return false }
        }
        ready.removeAll(keepingCapacity: true)
        guard timer <= now else { return true }
        timer = .never
        return curl_multi_socket_action(raw, router_curl_socket_timeout, 0, &running) == CURLM_OK
    }

    /// The next transfer that libcurl has finished with.
    func nextCompletion() -> (slot: TransferSlot, result: CURLcode)? {
        var remaining: Int32 = 0
        while let message = curl_multi_info_read(raw, &remaining) {
            guard message.pointee.msg == CURLMSG_DONE else { continue }
            var context: UnsafeMutableRawPointer?
            _ = router_curl_get_pointer(message.pointee.easy_handle, CURLINFO_PRIVATE, &context)
            guard let slot = TransferSlot.of(context) else { continue }
            return (slot, message.pointee.data.result)
        }
        return nil
    }

    /// When ``act(at:)`` is to be called although no socket is ready.
    var deadline: LoopInstant { timer }

    /// Whether ``act(at:)`` has something to do.
    func hasWork(at now: LoopInstant) -> Bool { !ready.isEmpty || timer <= now }

    /// Notes a socket for the next ``act(at:)``.
    func isReady(_ descriptor: Int32, _ events: SocketEvents) {
        var bits: Int32 = 0
        if events.contains(.read) { bits |= CURL_CSELECT_IN }
        if events.contains(.write) { bits |= CURL_CSELECT_OUT }
        if events.contains(.broken) { bits |= CURL_CSELECT_ERR }
        ready.append((descriptor, bits))
    }

    /// Waits for a socket as libcurl asks; `action` is one of `CURL_POLL_…`.
    private func watch(_ socket: Int32, _ action: Int32) {
        switch action {
        case CURL_POLL_IN: loop.watch(socket, for: .read, self)
        case CURL_POLL_OUT: loop.watch(socket, for: .write, self)
        case CURL_POLL_INOUT: loop.watch(socket, for: [.read, .write], self)
        default: loop.forget(socket)
        }
    }

    /// libcurl's timer fires once and is set anew when there is another reason.
    private func setTimer(_ milliseconds: Int) {
        switch milliseconds {
        case ..<0: timer = .never
        case 0: timer = LoopInstant(nanoseconds: .min)
        default: timer = loop.now.advanced(byNanoseconds: Int64(clamping: milliseconds) * 1_000_000)
        }
    }

    private static func of(_ pointer: UnsafeMutableRawPointer?) -> MultiHandle? {
        pointer.map { Unmanaged<MultiHandle>.fromOpaque($0).takeUnretainedValue() }
    }
}
