/// How an HTTP server is run.
package struct HTTPServerConfiguration: Sendable {
    /// Address to listen on.
    package var host: String
    /// Port to listen on; 0 = any free one.
    package var port: Int
    /// Value of the field `Server`.
    package var serverName: String
    /// Largest head of a request, in bytes.
    package var maxHeaderBytes: Int
    /// Largest body of a request, in bytes.
    package var maxBodyBytes: Int
    /// Time that a client may take to send a request, or to begin one; for each 64 kB of a body that is read, and for taking
    /// anything of what waits to be sent.
    package var requestTimeout: Duration
    /// Time between two comments that keep an idle event stream alive.
    package var heartbeat: Duration

    /// Keeps the settings.
    package init(
        host: String, port: Int, serverName: String, maxHeaderBytes: Int, maxBodyBytes: Int, requestTimeout: Duration,
        heartbeat: Duration
    ) {
        self.host = host
        self.port = port
        self.serverName = serverName
        self.maxHeaderBytes = maxHeaderBytes
        self.maxBodyBytes = maxBodyBytes
        self.requestTimeout = requestTimeout
        self.heartbeat = heartbeat
    }
}
