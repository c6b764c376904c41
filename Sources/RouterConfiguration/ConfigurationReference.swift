/// Every key that a configuration file may hold: what the reader accepts and what the README's table says.
package enum ConfigurationReference {
    /// One key.
    package struct Entry: Sendable, Hashable {
        /// The path, with `<name>` for a name of one's own and `[]` for an element of a list.
        package let path: String
        /// The type and range.
        package let type: String
        /// What holds where the key is absent.
        package let defaultValue: String
        /// What it is for.
        package let meaning: String
    }

    /// All keys.
    package static let entries: [Entry] = [
        .init(
            path: "providers", type: "mapping", defaultValue: "from the catalog",
            meaning: "Where candidates are served."),
        .init(
            path: "providers.<name>.base_url", type: "http(s) address", defaultValue: "from the catalog",
            meaning: "Address that `/chat/completions` is appended to."),
        .init(
            path: "providers.<name>.api_key_env", type: "text", defaultValue: "from the catalog",
            meaning: "Environment variable that holds the key."),
        .init(
            path: "providers.<name>.api_key_file", type: "path", defaultValue: "none",
            meaning: "File that holds the key, in place of a variable."),
        .init(
            path: "providers.<name>.local", type: "true, false", defaultValue: "false",
            meaning: "Prompts stay on your machines; candidates cost nothing unless priced."),
        .init(
            path: "candidates", type: "list", defaultValue: "required",
            meaning: "Models that may be chosen: catalog names or mappings."),
        .init(
            path: "candidates[].id", type: "text", defaultValue: "required",
            meaning: "What clients see and the log holds."),
        .init(
            path: "candidates[].provider", type: "text", defaultValue: "from the catalog",
            meaning: "Key of the provider that serves it."),
        .init(
            path: "candidates[].upstream_model", type: "text", defaultValue: "the id",
            meaning: "What the provider calls it."),
        .init(
            path: "candidates[].price", type: "mapping", defaultValue: "from the catalog, else unknown",
            meaning: "What it charges; a part left out is unknown."),
        .init(
            path: "candidates[].price.prompt", type: "USD per million tokens", defaultValue: "unknown",
            meaning: "Prompt tokens."),
        .init(
            path: "candidates[].price.completion", type: "USD per million tokens", defaultValue: "unknown",
            meaning: "Completion tokens."),
        .init(
            path: "candidates[].price.cache_read", type: "USD per million tokens", defaultValue: "as prompt",
            meaning: "Prompt tokens read from the provider's cache."),
        .init(
            path: "candidates[].price.cache_write", type: "USD per million tokens", defaultValue: "as prompt",
            meaning: "Prompt tokens written to the provider's cache."),
        .init(path: "candidates[].price.request", type: "USD", defaultValue: "0", meaning: "Each request."),
        .init(
            path: "candidates[].context", type: "tokens", defaultValue: "from the catalog, else unknown",
            meaning: "Prompt and reply together."),
        .init(
            path: "candidates[].max_output", type: "tokens", defaultValue: "from the catalog, else unknown",
            meaning: "Longest reply."),
        .init(
            path: "candidates[].capabilities", type: "list", defaultValue: "from the catalog, else unknown",
            meaning: "tools, parallel_tools, images, audio, files, json_schema, reasoning."),
        .init(
            path: "candidates[].like", type: "text", defaultValue: "from the catalog",
            meaning: "Model of the bundle whose ability stands in for this one's."),
        .init(
            path: "candidates[].benchmarks", type: "mapping", defaultValue: "from the catalog",
            meaning: "Published scores, 0 to 1, by benchmark that the bundle knows, such as mmlu_pro: 0.72."),
        .init(
            path: "default", type: "candidate id", defaultValue: "the first candidate",
            meaning: "Answers when routing itself fails."),
        .init(path: "tradeoff", type: "0 to 10", defaultValue: "5", meaning: "0 = pure quality, 10 = cheapest."),
        .init(path: "bundle", type: "path", defaultValue: "the one shipped", meaning: "Folder of the trained bundle."),
        .init(path: "timeouts", type: "mapping", defaultValue: "see below", meaning: "Limits for calls of upstreams."),
        .init(path: "timeouts.connect", type: "seconds", defaultValue: "5", meaning: "Until the connection stands."),
        .init(path: "timeouts.first_byte", type: "seconds", defaultValue: "120", meaning: "Until the reply begins."),
        .init(path: "timeouts.idle", type: "seconds", defaultValue: "60", meaning: "Between two pieces of the reply."),
        .init(path: "timeouts.total", type: "seconds", defaultValue: "600", meaning: "The whole call."),
        .init(path: "log", type: "mapping", defaultValue: "see below", meaning: "The outcome log."),
        .init(path: "log.path", type: "path", defaultValue: "autorouter.sqlite", meaning: "The SQLite file."),
        .init(
            path: "log.prompts", type: "none, hash, text", defaultValue: "none",
            meaning: "What of prompts the log keeps."),
        .init(path: "server", type: "mapping", defaultValue: "see below", meaning: "The HTTP server."),
        .init(path: "server.host", type: "text", defaultValue: "127.0.0.1", meaning: "Address to listen on."),
        .init(
            path: "server.port", type: "0 to 65535", defaultValue: "8484", meaning: "Port to listen on; 0 = a free one."
        ),
        .init(
            path: "server.keys_file", type: "path", defaultValue: "none",
            meaning: "File with one bearer key a line; without it no key is asked for."),
        .init(path: "server.max_body_bytes", type: "bytes", defaultValue: "20971520", meaning: "Largest request body."),
    ]

    /// The keys that stand directly under a prefix such as `server.`; under `""` those at the top.
    static func keys(in prefix: String) -> [String] {
        entries.compactMap { entry in
            guard entry.path.hasPrefix(prefix) else { return nil }
            let rest = entry.path.dropFirst(prefix.count)
            return rest.contains(".") || rest.contains("[") ? nil : String(rest)
        }
    }
}
