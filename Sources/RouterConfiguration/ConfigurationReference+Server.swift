extension ConfigurationReference {
    /// The log and the HTTP server.
    static let serverEntries: [Entry] = [
        .init(
            path: "log", type: "mapping", defaultValue: "see below",
            meaning: "The outcome log."),
        .init(
            path: "log.path", type: "path", defaultValue: "autorouter.sqlite",
            meaning: "The SQLite file."),
        .init(
            path: "log.prompts", type: "none, hash, text", defaultValue: "none",
            meaning: "What of prompts the log keeps."),
        .init(
            path: "log.replies", type: "none, text", defaultValue: "none",
            meaning: "What of replies the log keeps, up to 256 kB each; a judge needs the text of both."),
        .init(
            path: "log.keep_days", type: "1 to 36500", defaultValue: "none",
            meaning: "Older decisions are deleted by `serve`, once an hour, with all that belongs to them."),
        .init(
            path: "log.keep_bytes", type: "bytes", defaultValue: "none",
            meaning: "The oldest decisions are deleted by `serve` until the file is no larger."),
        .init(
            path: "server", type: "mapping", defaultValue: "see below",
            meaning: "The HTTP server."),
        .init(
            path: "server.host", type: "text", defaultValue: "127.0.0.1",
            meaning: "Address to listen on."),
        .init(
            path: "server.port", type: "0 to 65535", defaultValue: "8484",
            meaning: "Port to listen on; 0 = a free one."),
        .init(
            path: "server.keys_file", type: "path", defaultValue: "none",
            meaning: "File with the keys of clients, one a line; without it no key is asked for."),
        .init(
            path: "server.max_body_bytes", type: "bytes", defaultValue: "20971520",
            meaning: "Largest request body."),
        .init(
            path: "server.max_header_bytes", type: "bytes", defaultValue: "65536",
            meaning: "Largest address and header fields of a request together."),
        .init(
            path: "server.allowed_hosts", type: "list", defaultValue: "none",
            meaning: "Further names in `Host`; a server on a loopback address refuses all but its own."),
        .init(
            path: "server.allowed_origins", type: "list", defaultValue: "none",
            meaning: "Web origins, such as https://example.org, whose pages may use the server."),
        .init(
            path: "server.heartbeat", type: "seconds", defaultValue: "15",
            meaning: "Between two comments that keep an idle stream alive."),
        .init(
            path: "server.request_timeout", type: "seconds", defaultValue: "60",
            meaning:
                "How long a client may take to send its request, or 64 kB more of it, and to take more of a reply."),
    ]
}
