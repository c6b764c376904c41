extension ConfigurationReference {
    /// Models that may be chosen.
    static let candidateEntries: [Entry] = [
        .init(
            path: "candidates", type: "list", defaultValue: "required",
            meaning: "Models that may be chosen: catalog names or mappings."),
        .init(
            path: "candidates[].id", type: "text", defaultValue: "required",
            meaning: "What clients see and the log holds."),
        .init(
            path: "candidates[].name", type: "text", defaultValue: "from the catalog",
            meaning: "What people call it."),
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
        .init(
            path: "candidates[].price.request", type: "USD", defaultValue: "0",
            meaning: "Each request."),
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
            path: "candidates[].apis", type: "list", defaultValue: "the provider's",
            meaning: "Requests that it takes, as `providers.<name>.apis`; of catalog models, only chats by default."),
        .init(
            path: "candidates[].quantization", type: "int4 to fp32", defaultValue: "unknown",
            meaning: "How its weights are stored: int4, int8, fp4, mxfp4, nvfp4, fp6, fp8, mxfp8, fp16, bf16, fp32."),
        .init(
            path: "candidates[].parameters", type: "list", defaultValue: "unknown",
            meaning: "Request parameters that it takes, such as temperature; what `require_parameters` checks."),
        .init(
            path: "candidates[].trains_on_prompts", type: "true, false", defaultValue: "the provider's",
            meaning: "Prompts may be used for training."),
        .init(
            path: "candidates[].retains_prompts", type: "true, false", defaultValue: "the provider's",
            meaning: "Prompts are kept after the reply."),
    ]
}
