import CCurl
package import RouterCore
package import RouterSockets

/// Sends requests with libcurl, on the loop that the call comes from, or on one of its own.
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

    private let transferLoops: [TransferLoop]
    /// The loop that nobody else uses; `nil` = there is none.
    private let ownLoop: SocketLoop?

    /// Prepares libcurl on loops.
    ///
    /// - Parameters:
    ///   - configuration: sizes, for all loops together.
    ///   - loops: what libcurl runs on, and is shut down before; `nil` = a thread of its own. A call from one of the loops is
    ///     carried out there, any other by the first.
    /// - Throws: ``DispatchError/Code/outOfResources`` if libcurl or the thread cannot be started.
    package init(configuration: Configuration = .init(), loops: SocketLoops? = nil) throws(DispatchError) {
        var shared = loops?.loops ?? []
        ownLoop = shared.isEmpty ? SocketLoop() : nil
        if let ownLoop { shared = [ownLoop] }
        guard !shared.isEmpty else {
            throw DispatchError(.outOfResources, upstream: "", reason: "no thread for libcurl")
        }
        var configuration = configuration
        configuration.maxIdleConnections = max(1, configuration.maxIdleConnections / shared.count)
        configuration.maxSpareHandles /= shared.count
        var transferLoops: [TransferLoop] = []
        do throws(DispatchError) {
            for loop in shared { transferLoops.append(try TransferLoop(configuration: configuration, on: loop)) }
        } catch {
            for loop in transferLoops { loop.stop() }
            ownLoop?.stop()
            throw error
        }
        self.transferLoops = transferLoops
    }

    deinit { stop() }

    /// Sends one request and returns when the head of its reply has come; see ``RouterCore/UpstreamClient``.
    ///
    /// `Content-Length`, `Transfer-Encoding` and `Expect` among the headers are left out: libcurl writes them.
    ///
    /// - Throws: ``DispatchError``; `CancellationError` if the task was cancelled.
    package func send(_ request: UpstreamRequest) async throws -> UpstreamReply {
        let transfer = try Transfer(request, on: transferLoops.first { $0.loop.isCurrent } ?? transferLoops[0])
        let head = try await transfer.head()
        let consumer = TransferConsumer(transfer)
        return UpstreamReply(
            status: head.status, headers: head.headers,
            body: UpstreamBody(cancel: { consumer.cancel() }, nextPiece: { try await consumer.nextPiece() }))
    }

    /// Fails what is running, closes all connections and returns when libcurl has let go of everything.
    ///
    /// Later calls of ``send(_:)`` fail with ``DispatchError/Code/shutDown``.
    package func shutdown() async {
        stop()
        if let ownLoop { return await ownLoop.end() }
        for loop in transferLoops { await loop.end() }
    }

    private func stop() {
        for loop in transferLoops { loop.stop() }
        ownLoop?.stop()
    }

    /// What is linked: libcurl, its TLS library, and nghttp2 where it speaks HTTP/2.
    package static var libraryVersion: String {
        guard let info = curl_version_info(router_curl_version_now)?.pointee else { return "libcurl" }
        let parts = [("libcurl/", info.version), ("", info.ssl_version), ("nghttp2/", info.nghttp2_version)]
        return parts.compactMap { prefix, text in text.map { prefix + String(cString: $0) } }.joined(separator: " ")
    }
}
