package import RouterCore

/// How the HTTP server is run.
package struct GatewayConfiguration: Sendable {
    /// Address to listen on.
    package let host: String
    /// Port to listen on; 0 = any free one.
    package let port: Int
    /// Keys of which a client has to send one; empty = none is asked for.
    package let bearerKeys: [Secret]
    /// Largest request body, in bytes.
    package let maxBodyBytes: Int

    /// Keeps the settings.
    package init(host: String, port: Int, bearerKeys: [Secret], maxBodyBytes: Int) {
        self.host = host
        self.port = port
        self.bearerKeys = bearerKeys
        self.maxBodyBytes = maxBodyBytes
    }
}
