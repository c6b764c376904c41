import RouterCore
import RouterWire
import Testing

@Suite("Chat chunk")
struct ChatChunkTests {
    private func chunk(_ text: String) throws -> ChatChunk { try ChatChunk(data: Array(text.utf8)) }

    @Test(
        "content is text, reasoning, a refusal or a tool call",
        arguments: [
            #"{"content":"A"}"#, #"{"role":"assistant","content":"A"}"#, #"{"content":" "}"#, #"{"content":"\n"}"#,
            #"{"reasoning":"so"}"#, #"{"content":"","reasoning_content":"so"}"#, #"{"refusal":"no"}"#,
            #"{"tool_calls":[{"index":0}]}"#, #"{"role":"assistant","content":null,"tool_calls":[{"index":0}]}"#,
            #"{"reasoning_details":[{}]}"#, #"{"function_call":{"name":"f"}}"#, #"{"content":[{"type":"text"}]}"#,
        ])
    func content(delta: String) throws {
        #expect(try chunk(#"{"choices":[{"index":0,"delta":\#(delta)}]}"#).hasContent)
    }

    @Test(
        "a role, empty text, empty lists and null are no content",
        arguments: [
            "{}", "null", #"{"role":"assistant"}"#, #"{"r\u006fle":"assistant"}"#, #"{"content":""}"#,
            #"{"content":null}"#,
            #"{"role":"assistant","content":"","refusal":null,"tool_calls":[]}"#, #"{"reasoning":""}"#,
            #"{"reasoning_details":[]}"#,
        ])
    func noContent(delta: String) throws {
        #expect(try !chunk(#"{"choices":[{"index":0,"delta":\#(delta),"finish_reason":null}]}"#).hasContent)
    }

    @Test(
        "content of any choice counts, and chunks without choices have none",
        arguments: [
            (#"{"choices":[{"delta":{}},{"delta":{"content":"B"}}]}"#, true), (#"{"choices":[]}"#, false),
            ("{}", false),
            (#"{"choices":null}"#, false), (#"{"choices":[{}]}"#, false), (#"{"choices":[7]}"#, false),
            (#"{"delta":{"content":"A"}}"#, false),
        ])
    func choices(text: String, hasContent: Bool) throws { #expect(try chunk(text).hasContent == hasContent) }

    @Test(
        "an error is one unless it is null",
        arguments: [
            (#"{"error":{"code":502}}"#, true), (#"{"error":"overloaded","choices":[]}"#, true),
            (#"{"error":null,"choices":[]}"#, false),
            (#"{"choices":[{"error":{}}]}"#, false),
        ])
    func errors(text: String, isError: Bool) throws { #expect(try chunk(text).isError == isError) }

    @Test(
        "a chunk of token counts has no choices",
        arguments: [
            (#"{"choices":[],"usage":{"prompt_tokens":1,"completion_tokens":2}}"#, true),
            (#"{"usage":{"prompt_tokens":1}}"#, true),
            (#"{"choices":[{"delta":{}}],"usage":{"prompt_tokens":1}}"#, false),
            (#"{"choices":[],"usage":null}"#, false),
            (#"{"choices":[]}"#, false),
        ])
    func usageOnly(text: String, isUsageOnly: Bool) throws {
        let chunk = try chunk(text)
        #expect(chunk.isUsageOnly == isUsageOnly)
        #expect((chunk.usage.promptTokens == 1) == text.contains("prompt_tokens"))
    }

    @Test("the finish reason and the document are kept")
    func kept() throws {
        let text = #"{"choices":[{"delta":{"content":""},"finish_reason":"stop"}]}"#
        let chunk = try chunk(text)
        #expect(chunk.finishReason == "stop")
        #expect(chunk.document.bytes == Array(text.utf8))
    }

    @Test(
        "data that is no JSON object is an error",
        arguments: [
            ("[DONE]", .invalidJSON), ("", .invalidJSON), ("{", .invalidJSON), ("[]", .wrongType), ("null", .wrongType),
            ("\"x\"", .wrongType),
        ] as [(String, WireError.Code)])
    func notAnObject(text: String, code: WireError.Code) {
        let error = #expect(throws: WireError.self) { try chunk(text) }
        #expect(error?.code == code)
    }
}
