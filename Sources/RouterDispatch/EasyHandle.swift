import CCurl
import RouterCore

/// Owner of one libcurl easy handle.
///
/// Not thread-safe and not `Sendable`: it lives on the loop's thread. It is reused for one transfer after another; what
/// differs between two is set anew by ``prepare(_:headers:)``, everything else once by ``configure(share:certificateFile:)``.
final class EasyHandle {
    let raw: UnsafeMutableRawPointer

    init() throws(CurlFailure) {
        guard let raw = curl_easy_init() else { throw CurlFailure(code: CURLE_FAILED_INIT) }
        self.raw = raw
    }

    deinit { curl_easy_cleanup(raw) }

    /// Goes back to a new handle's options; open connections and TLS sessions stay.
    func reset() { curl_easy_reset(raw) }

    /// Sets all options that no request changes.
    func configure(share: CurlShare?, certificateFile: String?) throws(CurlFailure) {
        try set(CURLOPT_NOSIGNAL, 1)
        try set(CURLOPT_TCP_NODELAY, 1)
        try set(CURLOPT_TCP_KEEPALIVE, 1)
        try set(CURLOPT_FOLLOWLOCATION, 0)
        try set(CURLOPT_SSL_VERIFYPEER, 1)
        try set(CURLOPT_SSL_VERIFYHOST, 2)
        try set(CURLOPT_SUPPRESS_CONNECT_HEADERS, 1)
        try set(CURLOPT_BUFFERSIZE, Self.readSize)
        try set(CURLOPT_SHARE, share?.raw)
        try CurlFailure.check(router_curl_allow_only_http(raw))
        try CurlFailure.check(router_curl_leave_lookups_behind(raw))
        if let certificateFile { try set(CURLOPT_CAINFO, certificateFile) }
    }

    /// Bytes read at once, a few TLS records; memory of each running transfer.
    private static let readSize = 64 * 1024

    /// Sets all that differs between two requests.
    ///
    /// The body and the header lines are not copied: both must live, unchanged, until ``forget()``.
    func prepare(_ request: UpstreamRequest, headers: HeaderList) throws(CurlFailure) {
        try set(CURLOPT_URL, request.url)
        try set(CURLOPT_HTTPHEADER, headers.first)
        try set(CURLOPT_CONNECTTIMEOUT_MS, request.timeouts.connect.wholeMilliseconds)
        // Plain text: HTTP/1.1, no upgrade. TLS: HTTP/2 if the server agrees (ALPN), and then many requests on one
        // connection, also those that come while it is being made.
        let isTLS = request.url.hasHTTPSScheme
        try set(CURLOPT_HTTP_VERSION, isTLS ? Int(CURL_HTTP_VERSION_2TLS) : Int(CURL_HTTP_VERSION_1_1))
        try set(CURLOPT_PIPEWAIT, isTLS ? 1 : 0)
        try prepareMethod(request)
    }

    /// Drops the pointers into memory of the last request.
    func forget() {
        _ = router_curl_set_pointer(raw, CURLOPT_HTTPHEADER, nil)
        _ = router_curl_set_pointer(raw, CURLOPT_POSTFIELDS, nil)
    }

    /// Whether the last transfer made a connection of its own, at first or because a kept one had died.
    var hasConnected: Bool {
        var count = 0
        return router_curl_get_long(raw, CURLINFO_NUM_CONNECTS, &count) != CURLE_OK || count > 0
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

    private func prepareMethod(_ request: UpstreamRequest) throws(CurlFailure) {
        // The order matters: CURLOPT_HTTPGET and CURLOPT_NOBODY undo each other and CURLOPT_POST.
        let hasBody = !request.body.isEmpty
        if request.method == "POST" || hasBody {
            try set(CURLOPT_POST, 1)
            try set(CURLOPT_CUSTOMREQUEST, request.method == "POST" ? nil : request.method)
            let count = curl_off_t(request.body.count)
            try CurlFailure.check(router_curl_set_offset(raw, CURLOPT_POSTFIELDSIZE_LARGE, count))
            // The pointer leaves the closure: the storage of a `[UInt8]` is one block on the heap that stays where it is as
            // long as somebody holds the array unchanged, and the transfer holds it as a `let` until `forget`.
            let body = request.body.withUnsafeBytes { $0.baseAddress }
            // Without a pointer libcurl would ask a read callback, even for an empty body.
            let nothing: StaticString = ""
            let pointer = hasBody ? body : UnsafeRawPointer(nothing.utf8Start)
            try set(CURLOPT_POSTFIELDS, UnsafeMutableRawPointer(mutating: pointer))
        } else {
            try set(CURLOPT_HTTPGET, 1)
            if request.method == "HEAD" { try set(CURLOPT_NOBODY, 1) }
            let isKnown = request.method == "GET" || request.method == "HEAD"
            try set(CURLOPT_CUSTOMREQUEST, isKnown ? nil : request.method)
        }
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
    var hasHTTPSScheme: Bool {
        let scheme = "https://".utf8
        return utf8.count > scheme.count && zip(utf8, scheme).allSatisfy { $0 | 0x20 == $1 | 0x20 }
    }

    /// Whether the address begins with `http://`, in any case of letters.
    var hasHTTPScheme: Bool {
        let scheme = "http://".utf8
        return utf8.count > scheme.count && zip(utf8, scheme).allSatisfy { $0 | 0x20 == $1 | 0x20 }
    }
}
