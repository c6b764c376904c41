/// How the HTTP server is run.
package struct GatewayConfiguration: Sendable {
    /// Address to listen on.
    package var host: String
    /// Port to listen on; 0 = any free one.
    package var port: Int
    /// Keys of which a client has to send one; empty = none is asked for.
    package var keys: ClientKeys
    /// Names beside its own by which the server may be called, without port.
    package var allowedHosts: [String]
    /// Web origins whose pages may use the server.
    package var allowedOrigins: [String]
    /// Largest request body, in bytes.
    package var maxBodyBytes: Int
    /// Largest head of a request, in bytes.
    package var maxHeaderBytes: Int
    /// Time between two comments that keep an idle stream alive.
    package var heartbeat: Duration
    /// Time that a client may take to send its request, each 64 kB of a long body, and to take anything of a reply that waits.
    package var requestTimeout: Duration

    /// Keeps the settings.
    package init(
        host: String, port: Int, keys: ClientKeys = ClientKeys([]), allowedHosts: [String] = [],
        allowedOrigins: [String] = [], maxBodyBytes: Int = 20 << 20, maxHeaderBytes: Int = 64 << 10,
        heartbeat: Duration = .seconds(15), requestTimeout: Duration = .seconds(60)
    ) {
        self.host = host
        self.port = port
        self.keys = keys
        self.allowedHosts = allowedHosts
        self.allowedOrigins = allowedOrigins
        self.maxBodyBytes = maxBodyBytes
        self.maxHeaderBytes = maxHeaderBytes
        self.heartbeat = heartbeat
        self.requestTimeout = requestTimeout
    }
}
