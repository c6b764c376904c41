import Testing

@testable import RouterModel

@Suite("Model names")
struct ModelNameTests {
    @Test(
        "one model has one name",
        arguments: [
            ("gpt-4o", "gpt-4o"), ("openai/GPT-4o", "gpt-4o"), ("openrouter/openai/gpt-4o", "gpt-4o"),
            ("openai_gpt-4o", "gpt-4o"), ("gpt-4o@azure", "gpt-4o"),
            ("Meta-Llama-3_1-8B-Instruct", "llama-3.1-8b-instruct"),
            ("meta-llama/llama-3.1-8b-instruct", "llama-3.1-8b-instruct"),
            ("Meta-Llama-3.1-8B-Instruct@hyperbolic", "llama-3.1-8b-instruct"),
            ("meta-llama_Meta-Llama-3-70B", "llama-3-70b"), ("deepseek-ai_DeepSeek-V3", "deepseek-v3"),
            ("Qwen_Qwen2_5-72B", "qwen2.5-72b"), ("x-ai/grok-2", "grok-2"), ("metallurgy-1", "metallurgy-1"), ("", ""),
        ])
    func canonical(name: String, expected: String) {
        #expect(ModelName.canonical(name) == expected)
        #expect(ModelName.canonical(expected) == expected)
    }

    @Test(
        "the date or number of a release can be left out, and what is no date stays",
        arguments: [
            ("gpt-4o-mini-2024-07-18", "gpt-4o-mini"), ("claude-3-opus-20240229", "claude-3-opus"),
            ("gpt-4-0613", "gpt-4"), ("gemini-1.5-pro-002", "gemini-1.5-pro"), ("gemini-1.5-pro", "gemini-1.5-pro"),
            ("gpt-4", "gpt-4"), ("phi-3-14", "phi-3-14"), ("llama-3.1-405b", "llama-3.1-405b"), ("o1", "o1"), ("", ""),
        ])
    func undated(name: String, expected: String) {
        #expect(ModelName.undated(name) == expected)
        #expect(ModelName.undated(expected) == expected)
    }
}
