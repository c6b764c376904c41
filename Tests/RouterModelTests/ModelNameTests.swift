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
}
