import CCurl
package import RouterCore

/// Sends requests with libcurl, on one thread of its own.
///
/// Connections are kept and used again; HTTP/2 is spoken over TLS where the server agrees. Certificates are always
/// checked, redirects never followed, proxies taken from the environment (`http_proxy`, `https_proxy`, `no_proxy`). Bytes
/// pass through as they are. A reply that nobody reads stops its transfer after about 256 kB.
///
/// Releasing the client shuts it down as ``shutdown()`` does, without waiting: keep it as long as replies are being read.
package final class CurlUpstreamClient: UpstreamClient {
    /// Sizes of the pools, and trust.
    package struct Configuration: Sendable, Hashable {
        /// Open connections that are kept for later requests, all upstreams together.
        package var maxIdleConnections: Int
        /// Idle libcurl handles that are kept; each holds a few kilobytes.
        package var maxSpareHandles: Int
        /// A PEM file with the certificate authorities to trust in place of the system's.
        package var certificateFile: String?

        /// The defaults suit a team's server.
        package init(maxIdleConnections: Int = 256, maxSpareHandles: Int = 128, certificateFile: String? = nil) {
            self.maxIdleConnections = maxIdleConnections
            self.maxSpareHandles = maxSpareHandles
            self.certificateFile = certificateFile
        }
    }

    private let loop: TransferLoop

    /// Starts the thread.
    ///
    /// - Throws: ``DispatchError/Code/outOfResources`` if libcurl or the thread cannot be started.
    package init(configuration: Configuration = .init()) throws(DispatchError) {
        loop = try TransferLoop(configuration: configuration)
    }

    deinit { loop.stop() }

    /// Sends one request and returns when the head of its reply has come; see ``RouterCore/UpstreamClient``.
    ///
    /// `Content-Length`, `Transfer-Encoding` and `Expect` among the headers are left out: libcurl writes them.
    ///
    /// - Throws: ``DispatchError``; `CancellationError` if the task was cancelled.
    package func send(_ request: UpstreamRequest) async throws -> UpstreamReply {
        let transfer = try Transfer(request, on: loop)
        let head = try await transfer.head()
        let consumer = TransferConsumer(transfer)
        return UpstreamReply(
            status: head.status, headers: head.headers,
            body: UpstreamBody(cancel: { consumer.cancel() }, nextPiece: { try await consumer.nextPiece() }))
    }

    /// Fails what is running, closes all connections and returns when the thread has let go of everything.
    ///
    /// Later calls of ``send(_:)`` fail with ``DispatchError/Code/shutDown``.
    package func shutdown() async {
        loop.stop()
        await loop.end()
    }

    /// What is linked: libcurl, its TLS library, and nghttp2 where it speaks HTTP/2.
    package static var libraryVersion: String {
        guard let info = curl_version_info(router_curl_version_now)?.pointee else { return "libcurl" }
        let parts = [("libcurl/", info.version), ("", info.ssl_version), ("nghttp2/", info.nghttp2_version)]
        return parts.compactMap { prefix, text in text.map { prefix + String(cString: $0) } }.joined(separator: " ")
    }
}
