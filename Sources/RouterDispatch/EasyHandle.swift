import CCurl
import RouterCore

/// Owner of one libcurl easy handle.
///
/// Not thread-safe and not `Sendable`: it lives on the loop's thread. It is reused for one transfer after another; what
/// differs between two is set anew by ``prepare(_:headers:)``, everything else once by ``configure(share:certificateFile:)``.
final class EasyHandle {
    let raw: UnsafeMutableRawPointer
    /// What the options say that were set last; `nil` if that is not known.
    private var shape: Shape?
    /// The address of ``shape``, taken apart; libcurl reads it in every transfer.
    private let address: OpaquePointer?

    /// What two requests to the same upstream have in common.
    private struct Shape {
        let url: String
        let connect: Duration
        let method: String
        let hasBody: Bool
    }

    init() throws(CurlFailure) {
        guard let raw = curl_easy_init() else { throw CurlFailure(code: CURLE_FAILED_INIT) }
        self.raw = raw
        address = curl_url()
    }

    deinit {
        curl_easy_cleanup(raw)
        curl_url_cleanup(address)
    }

    /// Goes back to a new handle's options; open connections and TLS sessions stay.
    func reset() {
        curl_easy_reset(raw)
        shape = nil
    }

    /// Sets all options that no request changes.
    ///
    /// Not `CURLOPT_BUFFERSIZE`: libcurl refuses it on a handle whose last transfer ended before it had a connection. Its own
    /// 16 kB, a TLS record, are allocated for each transfer.
    func configure(_ context: LoopContext) throws(CurlFailure) {
        try set(CURLOPT_NOSIGNAL, 1)
        try set(CURLOPT_TCP_NODELAY, 1)
        try set(CURLOPT_TCP_KEEPALIVE, 1)
        try set(CURLOPT_FOLLOWLOCATION, 0)
        try set(CURLOPT_SSL_VERIFYPEER, 1)
        try set(CURLOPT_SSL_VERIFYHOST, 2)
        try set(CURLOPT_SUPPRESS_CONNECT_HEADERS, 1)
        try set(CURLOPT_SHARE, context.share?.raw)
        try CurlFailure.check(router_curl_allow_only_http(raw))
        try CurlFailure.check(router_curl_leave_lookups_behind(raw))
        if let certificateFile = context.certificateFile { try set(CURLOPT_CAINFO, certificateFile) }
        if !context.usesProxy {
            // Both, or libcurl would look for the other one in the environment.
            try set(CURLOPT_PROXY, "")
            try set(CURLOPT_NOPROXY, "")
        }
    }

    /// Sets all that differs between two requests, and nothing that is as the last one had it.
    ///
    /// The body and the header lines are not copied: both must live, unchanged, until ``forget()``.
    func prepare(_ request: UpstreamRequest, headers: HeaderList) throws(CurlFailure) {
        let last = shape
        // If an option fails, the next request sets all of them.
        shape = nil
        if last?.url != request.url {
            try set(CURLOPT_URL, request.url)
            // Taken apart once, not in every transfer. What cannot be, libcurl refuses by itself when it reads the text.
            let isRead = curl_url_set(address, CURLUPART_URL, request.url, 0) == CURLUE_OK
            try set(CURLOPT_CURLU, isRead ? UnsafeMutableRawPointer(address) : nil)
            // Plain text: HTTP/1.1, no upgrade. TLS: HTTP/2 if the server agrees (ALPN), and then many requests on one
            // connection, also those that come while it is being made.
            let isTLS = request.url.hasHTTPSScheme
            try set(CURLOPT_HTTP_VERSION, isTLS ? Int(CURL_HTTP_VERSION_2TLS) : Int(CURL_HTTP_VERSION_1_1))
            try set(CURLOPT_PIPEWAIT, isTLS ? 1 : 0)
        }
        if last?.connect != request.timeouts.connect {
            try set(CURLOPT_CONNECTTIMEOUT_MS, request.timeouts.connect.wholeMilliseconds)
        }
        let hasBody = request.method == "POST" || !request.body.isEmpty
        if last?.method != request.method || last?.hasBody != hasBody {
            try prepareMethod(request.method, hasBody: hasBody)
        }
        if hasBody { try prepareBody(request.body) }
        try set(CURLOPT_HTTPHEADER, headers.first)
        shape = Shape(
            url: request.url, connect: request.timeouts.connect, method: request.method, hasBody: hasBody)
    }

    /// Drops the pointers into memory of the last request.
    func forget() {
        _ = router_curl_set_pointer(raw, CURLOPT_HTTPHEADER, nil)
        // Even this makes the method POST.
        guard shape?.hasBody != false else { return }
        _ = router_curl_set_pointer(raw, CURLOPT_POSTFIELDS, nil)
    }

    /// Whether the last transfer made a connection of its own, at first or because a kept one had died.
    var hasConnected: Bool {
        var count = 0
        return router_curl_get_long(raw, CURLINFO_NUM_CONNECTS, &count) != CURLE_OK || count > 0
    }

    /// Bytes of body that the reply's head has announced; -1 if it has announced none.
    var announcedBodySize: Int64 {
        var size: curl_off_t = -1
        return router_curl_get_offset(raw, CURLINFO_CONTENT_LENGTH_DOWNLOAD_T, &size) == CURLE_OK ? Int64(size) : -1
    }

    /// Lets libcurl go on with a transfer whose write callback asked for a pause; calls that callback with what was kept.
    func unpause() throws(CurlFailure) { try CurlFailure.check(curl_easy_pause(raw, router_curl_pause_none)) }

    func set(_ option: CURLoption, _ value: Int) throws(CurlFailure) {
        try CurlFailure.check(router_curl_set_long(raw, option, value))
    }

    /// libcurl copies the bytes.
    func set(_ option: CURLoption, _ value: String?) throws(CurlFailure) {
        guard let value else { return try CurlFailure.check(router_curl_set_string(raw, option, nil)) }
        try CurlFailure.check(router_curl_set_string(raw, option, value))
    }

    /// libcurl keeps the pointer.
    func set(_ option: CURLoption, _ value: UnsafeMutableRawPointer?) throws(CurlFailure) {
        try CurlFailure.check(router_curl_set_pointer(raw, option, value))
    }

    func set(_ option: CURLoption, _ callback: curl_write_callback) throws(CurlFailure) {
        try CurlFailure.check(router_curl_set_callback(raw, option, callback))
    }

    private func prepareMethod(_ method: String, hasBody: Bool) throws(CurlFailure) {
        // The order matters: CURLOPT_HTTPGET and CURLOPT_NOBODY undo each other and CURLOPT_POST.
        if hasBody {
            try set(CURLOPT_POST, 1)
            try set(CURLOPT_CUSTOMREQUEST, method == "POST" ? nil : method)
        } else {
            try set(CURLOPT_HTTPGET, 1)
            if method == "HEAD" { try set(CURLOPT_NOBODY, 1) }
            let isKnown = method == "GET" || method == "HEAD"
            try set(CURLOPT_CUSTOMREQUEST, isKnown ? nil : method)
        }
    }

    private func prepareBody(_ body: [UInt8]) throws(CurlFailure) {
        try CurlFailure.check(router_curl_set_offset(raw, CURLOPT_POSTFIELDSIZE_LARGE, curl_off_t(body.count)))
        // The pointer leaves the closure: the storage of a `[UInt8]` is one block on the heap that stays where it is as
        // long as somebody holds the array unchanged, and the transfer holds it as a `let` until `forget`.
        let bytes = body.withUnsafeBytes { $0.baseAddress }
        // Without a pointer libcurl would ask a read callback, even for an empty body.
        let nothing: StaticString = ""
        let pointer = body.isEmpty ? UnsafeRawPointer(nothing.utf8Start) : bytes
        try set(CURLOPT_POSTFIELDS, UnsafeMutableRawPointer(mutating: pointer))
    }
}

/// What the easy handles of one loop share: TLS sessions, so that a new connection to a known server needs no full handshake.
///
/// Used on the loop's thread only, therefore without lock callbacks.
final class CurlShare {
    let raw: UnsafeMutableRawPointer

    init() throws(CurlFailure) {
        guard let raw = curl_share_init() else { throw CurlFailure(code: CURLE_FAILED_INIT) }
        self.raw = raw
        // A libcurl without TLS refuses this; then there is nothing to share.
        _ = router_curl_share_set_long(raw, CURLSHOPT_SHARE, Int32(CURL_LOCK_DATA_SSL_SESSION.rawValue))
    }

    deinit { curl_share_cleanup(raw) }
}

extension Duration {
    /// For libcurl: at least 1, because 0 means "no limit", and no more than fits.
    var wholeMilliseconds: Int {
        let (seconds, attoseconds) = components
        guard seconds < Int64(Int32.max) / 1000 else { return Int(Int32.max) }
        return max(1, Int(seconds * 1000 + attoseconds / 1_000_000_000_000_000))
    }
}

extension String {
    /// Whether the address begins with `https://`, in any case of letters.
    var hasHTTPSScheme: Bool { begins(with: "https://") }

    /// Whether the address begins with `http://`, in any case of letters.
    var hasHTTPScheme: Bool { begins(with: "http://") }

    /// Whether more than a lower-case prefix is there, in any case of letters.
    private func begins(with prefix: StaticString) -> Bool {
        guard utf8.count > prefix.utf8CodeUnitCount else { return false }
        var bytes = utf8.makeIterator()
        for index in 0..<prefix.utf8CodeUnitCount {
            guard let byte = bytes.next(), byte | 0x20 == prefix.utf8Start[index] | 0x20 else { return false }
        }
        return true
    }
}
