extension Configuration {
    /// What of a prompt the log keeps.
    package enum PromptLogging: String, Sendable, CaseIterable {
        /// Nothing.
        case none
        /// A hash that recognises a repeated prompt.
        case hash
        /// The text.
        case text
    }

    /// The outcome log.
    package struct Log: Sendable {
        /// The SQLite file.
        package var path = "autorouter.sqlite"
        /// What of prompts it keeps.
        package var prompts = PromptLogging.none
        /// Decisions older than so many days are deleted; `nil` = none are.
        package var keptDays: Int?
        /// The oldest decisions are deleted until the file is at most so large, in bytes; `nil` = none are.
        package var keptBytes: Int?
    }

    /// The HTTP server.
    package struct Server: Sendable {
        /// Address to listen on.
        package var host = "127.0.0.1"
        /// Port to listen on; 0 = a free one.
        package var port = 8484
        /// File with the keys of clients, one a line; `nil` = no key is asked for.
        package var keysFile: String?
        /// Largest request body, in bytes.
        package var maxBodyBytes = 20 << 20
        /// Largest head of a request, in bytes: its address and all header fields together.
        package var maxHeaderBytes = 64 << 10
        /// Names beside its own by which the server may be called, lower case and without port.
        package var allowedHosts: [String] = []
        /// Web origins whose pages may use the server, lower case and without the scheme's usual port.
        package var allowedOrigins: [String] = []
        /// Time between two comments that keep an idle stream alive.
        package var heartbeat = Duration.seconds(15)
        /// Time that a client may take to send its request.
        package var requestTimeout = Duration.seconds(60)
    }
}
