import CCurl

/// Owner of a libcurl multi handle: all transfers of one loop, the pool of their connections, and what libcurl waits for.
///
/// libcurl is told which socket is ready (`curl_multi_socket_action`) and so visits only the transfers of that one;
/// `curl_multi_perform` would visit all that run, in every round.
///
/// `@unchecked Sendable`: it is made on one thread and handed over once, to the loop's, where all calls are made.
final class MultiHandle: @unchecked Sendable {
    private let raw: UnsafeMutableRawPointer
    private var sockets: SocketSet
    private var ready: [SocketSet.Ready] = []
    /// When libcurl wants to be called although no socket is ready.
    private var timer = LoopInstant.never

    /// Makes a handle that keeps so many open connections for later requests.
    init(maxIdleConnections: Int, doorbell: Int32) throws(CurlFailure) {
        try CurlFailure.check(Self.globalResult)
        guard let raw = curl_multi_init() else { throw CurlFailure(code: CURLE_FAILED_INIT) }
        self.raw = raw
        sockets = SocketSet(doorbell: doorbell)
        _ = router_curl_multi_set_long(raw, CURLMOPT_MAXCONNECTS, maxIdleConnections)
        _ = router_curl_multi_set_long(raw, CURLMOPT_PIPELINING, Int(CURLPIPE_MULTIPLEX))
        let pointer = Unmanaged.passUnretained(self).toOpaque()
        let onSocket: curl_socket_callback = { _, socket, action, pointer, _ in
            MultiHandle.of(pointer)?.sockets.set(socket, to: action)
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

    /// Does what the last wait and libcurl's timer gave reason for, without waiting; false if the handle is broken.
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

    /// Waits for a socket, libcurl's timer, the doorbell, or the given instant.
    ///
    /// - Parameters:
    ///   - mayBlock: false only looks which sockets are ready.
    ///   - limit: when to return at the latest.
    /// - Returns: whether the doorbell has rung; `nil` if waiting is impossible.
    func wait(mayBlock: Bool, until limit: LoopInstant) -> Bool? {
        let end = min(limit, timer)
        let milliseconds = mayBlock ? (end == .never ? -1 : LoopInstant.now.milliseconds(until: end)) : 0
        return sockets.wait(milliseconds: milliseconds, into: &ready)
    }

    /// libcurl's timer fires once and is set anew when there is another reason.
    private func setTimer(_ milliseconds: Int) {
        switch milliseconds {
        case ..<0: timer = .never
        case 0: timer = LoopInstant(nanoseconds: .min)
        default: timer = .now.advanced(byNanoseconds: Int64(clamping: milliseconds) * 1_000_000)
        }
    }

    private static func of(_ pointer: UnsafeMutableRawPointer?) -> MultiHandle? {
        pointer.map { Unmanaged<MultiHandle>.fromOpaque($0).takeUnretainedValue() }
    }
}
