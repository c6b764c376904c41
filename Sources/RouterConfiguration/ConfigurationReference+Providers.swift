extension ConfigurationReference {
    /// Where candidates are served.
    static let providerEntries: [Entry] = [
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
            path: "providers.<name>.key_header", type: "authorization, x-api-key",
            defaultValue: "from the catalog, else authorization",
            meaning: "Header that carries the key on `/messages`."),
        .init(
            path: "providers.<name>.local", type: "true, false", defaultValue: "false",
            meaning: "Prompts stay on your machines; candidates cost nothing unless priced."),
        .init(
            path: "providers.<name>.apis", type: "list", defaultValue: "from the catalog at its address, else unknown",
            meaning: "Requests that it takes: chat_completions, completions, embeddings, responses, messages."),
        .init(
            path: "providers.<name>.trains_on_prompts", type: "true, false", defaultValue: "unknown",
            meaning: "Prompts may be used for training; unknown counts as true where a client asks."),
        .init(
            path: "providers.<name>.retains_prompts", type: "true, false", defaultValue: "unknown",
            meaning: "Prompts are kept after the reply; unknown counts as true where a client asks."),
        .init(
            path: "providers.<name>.timeouts", type: "mapping", defaultValue: "as `timeouts`",
            meaning: "Limits for calls of this provider."),
        .init(
            path: "providers.<name>.timeouts.connect", type: "seconds", defaultValue: "as `timeouts.connect`",
            meaning: "Until the connection stands."),
        .init(
            path: "providers.<name>.timeouts.first_byte", type: "seconds", defaultValue: "as `timeouts.first_byte`",
            meaning: "Until the reply begins."),
        .init(
            path: "providers.<name>.timeouts.idle", type: "seconds", defaultValue: "as `timeouts.idle`",
            meaning: "Between two pieces of the reply."),
        .init(
            path: "providers.<name>.timeouts.total", type: "seconds", defaultValue: "as `timeouts.total`",
            meaning: "The whole call."),
    ]
}
