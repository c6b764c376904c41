import RouterCore
import RouterWire
import Testing

@Suite("Chat reply")
struct ChatReplyTests {
    @Test(
        "token counts are read where they are, and impossible ones are unknown",
        arguments: [
            (
                #"{"usage":{"prompt_tokens":812,"completion_tokens":4,"prompt_tokens_details":{"cached_tokens":512,"cache_write_tokens":8},"completion_tokens_details":{"reasoning_tokens":3}}}"#,
                TokenUsage(
                    promptTokens: 812, completionTokens: 4, cacheReadTokens: 512, cacheWriteTokens: 8,
                    reasoningTokens: 3)
            ),
            (
                #"{"usage":{"prompt_tokens":8.0,"completion_tokens":0}}"#,
                TokenUsage(promptTokens: 8, completionTokens: 0)
            ),
            (#"{"usage":{"prompt_tokens":-8,"completion_tokens":"4"}}"#, TokenUsage()),
            (#"{"usage":{"prompt_tokens":2.5,"prompt_tokens_details":null}}"#, TokenUsage()),
            (#"{"usage":null}"#, TokenUsage()), (#"{"usage":[1]}"#, TokenUsage()),
            (#"{"prompt_tokens":1}"#, TokenUsage()),
            ("[]", TokenUsage()),
        ])
    func usage(text: String, expected: TokenUsage) throws {
        #expect(ChatReply.usage(of: try JSONDocument(text: text).root) == expected)
    }

    @Test(
        "the finish reason is the first choice's",
        arguments: [
            (#"{"choices":[{"finish_reason":"stop"},{"finish_reason":"length"}]}"#, "stop"),
            (#"{"choices":[{"finish_reason":null},{"finish_reason":"length"}]}"#, nil), (#"{"choices":[]}"#, nil),
            (#"{"choices":[7]}"#, nil), (#"{"finish_reason":"stop"}"#, nil), ("7", nil),
        ] as [(String, String?)])
    func finishReason(text: String, expected: String?) throws {
        #expect(ChatReply.finishReason(of: try JSONDocument(text: text).root) == expected)
    }
}
