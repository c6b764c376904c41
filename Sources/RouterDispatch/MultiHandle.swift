import CCurl

/// Owner of a libcurl multi handle: all transfers of one loop and the pool of their connections.
///
/// `@unchecked Sendable`: all calls are made on the loop's thread except ``wakeUp()``, which libcurl allows from any, and
/// `init` and ``close()``, which happen before and after that thread's work; ``TransferLoop`` keeps that order.
final class MultiHandle: @unchecked Sendable {
    private let raw: UnsafeMutableRawPointer

    /// Makes a handle that keeps so many open connections for later requests.
    init(maxIdleConnections: Int) throws(CurlFailure) {
        try CurlFailure.check(Self.globalResult)
        guard let raw = curl_multi_init() else { throw CurlFailure(code: CURLE_FAILED_INIT) }
        self.raw = raw
        _ = router_curl_multi_set_long(raw, CURLMOPT_MAXCONNECTS, maxIdleConnections)
        _ = router_curl_multi_set_long(raw, CURLMOPT_PIPELINING, Int(CURLPIPE_MULTIPLEX))
    }

    /// `curl_global_init`, once in the life of the process and never undone: other code may use libcurl too.
    private static let globalResult = curl_global_init(router_curl_global_default)

    /// Frees the handle and closes its idle connections; nothing may be called after it.
    ///
    /// - Precondition: every easy handle was removed.
    func close() { curl_multi_cleanup(raw) }

    /// Ends the current or the next ``wait(milliseconds:)``; may be called on any thread, but not after ``close()``.
    func wakeUp() { curl_multi_wakeup(raw) }

    func add(_ easy: EasyHandle) throws(CurlFailure) {
        guard curl_multi_add_handle(raw, easy.raw) == CURLM_OK else { throw CurlFailure(code: CURLE_OUT_OF_MEMORY) }
    }

    /// Takes a handle out; if its transfer is not complete, its connection (HTTP/2: its stream) is closed.
    func remove(_ easy: EasyHandle) { curl_multi_remove_handle(raw, easy.raw) }

    /// Does all that can be done without waiting; false if the multi handle is broken.
    func perform() -> Bool {
        var running: Int32 = 0
        return curl_multi_perform(raw, &running) == CURLM_OK
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

    /// Waits for a socket, a timer of libcurl's, a wake-up, or the end of the given time; false if waiting is impossible.
    func wait(milliseconds: Int32) -> Bool {
        curl_multi_poll(raw, nil, 0, milliseconds, nil) == CURLM_OK
    }
}
