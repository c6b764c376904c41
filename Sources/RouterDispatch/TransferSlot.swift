import CCurl
import RouterCore
import RouterSockets

/// An easy handle and the loop's side of the transfer that it carries; reused for one transfer after another.
///
/// Lives on the loop's thread. libcurl's callbacks reach it through a pointer that is not retained: the loop holds every
/// slot from before its handle enters the multi handle until after it has left.
final class TransferSlot {
    let easy: EasyHandle
    /// Where the driver keeps the slot while it works.
    var index = 0
    private var transfer: Transfer?
    private let context: LoopContext
    private var parser = ReplyHeadParser()
    private var httpStatus: Int?
    private var limits = Limits()
    private var lastActivity: LoopInstant
    private var isHeadWaiting = false
    private var isPaused = false
    private var isTouched = false
    private var hasRetried = false
    /// Whether the handle may remember retries.
    ///
    /// Before 8.17 libcurl counts the retries on dead connections of a *handle*, not of a transfer,
    /// and gives up at the sixth: a long-lived handle would fail one day. Only `curl_easy_reset` sets the count back, so a
    /// handle is reset unless its last transfer surely had no retry: no error and no new connection.
    private var needsReset = false

    init(_ context: LoopContext) throws(CurlFailure) {
        easy = try EasyHandle()
        self.context = context
        lastActivity = context.now
        try configure()
    }

    private func configure() throws(CurlFailure) {
        try easy.configure(context)
        let pointer = Unmanaged.passUnretained(self).toOpaque()
        try easy.set(CURLOPT_PRIVATE, pointer)
        try easy.set(CURLOPT_HEADERFUNCTION) { bytes, size, count, pointer in
            TransferSlot.of(pointer)?.receiveHeader(UnsafeRawBufferPointer(start: bytes, count: size * count)) ?? 0
        }
        try easy.set(CURLOPT_HEADERDATA, pointer)
        try easy.set(CURLOPT_WRITEFUNCTION) { bytes, size, count, pointer in
            TransferSlot.of(pointer)?.receiveBody(UnsafeRawBufferPointer(start: bytes, count: size * count)) ?? 0
        }
        try easy.set(CURLOPT_WRITEDATA, pointer)
    }

    /// The slot behind a pointer that `init` gave to libcurl.
    static func of(_ pointer: UnsafeMutableRawPointer?) -> TransferSlot? {
        pointer.map { Unmanaged<TransferSlot>.fromOpaque($0).takeUnretainedValue() }
    }

    /// Takes a transfer on.
    func begin(_ transfer: Transfer) throws(CurlFailure) {
        self.transfer = transfer
        transfer.slot = self
        limits = Limits(transfer)
        parser = ReplyHeadParser()
        httpStatus = nil
        isPaused = false
        isHeadWaiting = false
        hasRetried = false
        lastActivity = context.now
        if needsReset {
            easy.reset()
            try configure()
        }
        needsReset = true
        try easy.prepare(transfer.request, headers: transfer.headers)
    }

    /// Lets the transfer go; the handle must have left the multi handle.
    func release() {
        easy.forget()
        transfer?.slot = nil
        transfer = nil
        limits = Limits()
    }

    /// Reads on after a pause.
    func resume() throws(CurlFailure) {
        guard isPaused else { return }
        isPaused = false
        lastActivity = context.now
        try easy.unpause()
    }

    /// Whether a failed transfer is to be carried out once more, on a new connection, and prepares the handle for it.
    ///
    /// libcurl itself does this for a kept connection that was dead, unless it finds out while it sends a body of more than
    /// 64 kB. The rule is libcurl's: the connection was used before and not a byte of reply has come.
    func prepareRetry(after result: CURLcode) -> Bool {
        guard result == CURLE_SEND_ERROR, !hasRetried, !parser.hasBegun, !easy.hasConnected else { return false }
        hasRetried = true
        // Taken back by the reset that follows every failure and every new connection.
        return router_curl_set_long(easy.raw, CURLOPT_FRESH_CONNECT, 1) == CURLE_OK
    }

    // MARK: Ends

    /// The transfer is over for libcurl.
    func finish(_ result: CURLcode) {
        guard let transfer else { return }
        let request = transfer.request
        if result != CURLE_OK {
            let failure = CurlFailure(code: result)
            let replyBegan = parser.hasBegun
            finish(DispatchError(failure, request: request, replyBegan: replyBegan, httpStatus: httpStatus))
        } else if httpStatus == nil {
            finish(DispatchError(.badResponse, upstream: request.upstream, reason: "the reply has no head"))
        } else {
            transfer.finish(.complete)
            needsReset = easy.hasConnected
        }
    }

    /// The transfer is over for a limit in time.
    func finish(_ limit: DispatchError.TimeLimit) {
        guard let transfer else { return }
        finish(.timedOut(limit, of: transfer.request, httpStatus: httpStatus))
    }

    /// The client goes away.
    func finishForShutdown() {
        guard let transfer else { return }
        finish(.shutDown(upstream: transfer.request.upstream, httpStatus: httpStatus))
    }

    private func finish(_ error: DispatchError) { transfer?.finish(.failed(error)) }

    // MARK: Time

    /// When the transfer fails if nothing more happens, and for which limit; libcurl itself keeps the one for connecting.
    var deadline: (instant: LoopInstant, limit: DispatchError.TimeLimit) {
        let next: (LoopInstant, DispatchError.TimeLimit)
        if !parser.hasBegun {
            next = (limits.firstByte, .firstByte)
        } else if !isPaused {
            next = (lastActivity.advanced(byNanoseconds: limits.idleNanoseconds), .idle)
        } else {
            // Paused by its consumer: it is not the upstream that is slow.
            return (limits.total, .total)
        }
        return next.0 < limits.total ? next : (limits.total, .total)
    }

    // MARK: libcurl's callbacks

    private func receiveHeader(_ line: UnsafeRawBufferPointer) -> Int {
        touch()
        switch parser.consume(line) {
        case .more: break
        case .malformed: return Self.refusal
        case .complete(let head):
            httpStatus = head.status
            isHeadWaiting = true
            transfer?.receive(head)
        }
        return line.count
    }

    private func receiveBody(_ bytes: UnsafeRawBufferPointer) -> Int {
        touch()
        guard let transfer, !transfer.receive(bytes.bytes) else { return bytes.count }
        isPaused = true
        return router_curl_write_pause
    }

    /// Anything but the number of bytes that were given; libcurl never gives -1 bytes.
    private static let refusal = 0

    private func touch() {
        guard !isTouched else { return }
        isTouched = true
        lastActivity = context.now
        context.touched.append(self)
    }

    /// Hands what came to the consumer: once a round, so that head, body and end of a small reply are one wake-up.
    func deliver() {
        isTouched = false
        if !isHeadWaiting || !isShort { flush() }
    }

    /// Hands over whatever there is.
    func flush() {
        isTouched = false
        isHeadWaiting = false
        transfer?.flush()
    }

    /// Whether the rest of the reply is announced to be so little that the head may wait for it.
    private var isShort: Bool { (1...Self.shortBody).contains(easy.announcedBodySize) && !isPaused }

    /// A few packets: a whole reply in one wake-up, but nothing that is worth streaming.
    private static let shortBody: Int64 = 16 * 1024
}

/// The limits of one transfer in the loop's time.
private struct Limits {
    var firstByte = LoopInstant.never
    var total = LoopInstant.never
    var idleNanoseconds = Int64.max

    init() {}

    init(_ transfer: Transfer) {
        let timeouts = transfer.request.timeouts
        firstByte = transfer.startedAt.advanced(byNanoseconds: timeouts.firstByte.wholeNanoseconds)
        total = transfer.startedAt.advanced(byNanoseconds: timeouts.total.wholeNanoseconds)
        idleNanoseconds = timeouts.idle.wholeNanoseconds
    }
}
