/// The parameters that a body sets, in the words by which OpenRouter lists what a model takes.
enum ParameterWords {
    private static let keys: [(key: StaticString, word: String)] = [
        ("temperature", "temperature"), ("top_p", "top_p"), ("top_k", "top_k"), ("top_a", "top_a"),
        ("min_p", "min_p"), ("frequency_penalty", "frequency_penalty"), ("presence_penalty", "presence_penalty"),
        ("repetition_penalty", "repetition_penalty"), ("seed", "seed"), ("max_tokens", "max_tokens"),
        // Two names of one limit; every model that has one is listed with the older.
        ("max_completion_tokens", "max_tokens"), ("logit_bias", "logit_bias"), ("logprobs", "logprobs"),
        ("top_logprobs", "top_logprobs"), ("response_format", "response_format"), ("stop", "stop"),
        ("tools", "tools"), ("functions", "tools"), ("tool_choice", "tool_choice"),
        ("function_call", "tool_choice"), ("parallel_tool_calls", "parallel_tool_calls"),
        ("reasoning", "reasoning"), ("reasoning_effort", "reasoning"), ("include_reasoning", "include_reasoning"),
        ("verbosity", "verbosity"), ("web_search_options", "web_search_options"),
    ]

    /// The words of the keys that are there and not null.
    static func words(of root: JSONValue) -> Set<String> {
        var words: Set<String> = []
        root.forEachMember { member in
            guard !member.value.isNull, let match = keys.first(where: { member.key.isString($0.key) }) else { return }
            words.insert(match.word)
        }
        if root["response_format"]?["type"]?.isString("json_schema") == true { words.insert("structured_outputs") }
        return words
    }
}
