import RouterCore
import RouterWire
import Testing

@Suite("Texts of replies")
struct ReplyTextTests {
    @Test(
        "the text of a whole reply is found in every kind",
        arguments: [
            (#"{"choices":[{"message":{"content":"Hi","reasoning":"hm"}},{"message":{"content":"no"}}]}"#, "Hi"),
            (#"{"choices":[{"message":{"content":[{"type":"text","text":"H"},{"type":"text","text":"i"}]}}]}"#, "Hi"),
            (#"{"choices":[{"message":{"content":null,"tool_calls":[{}]}}]}"#, ""), (#"{"choices":[]}"#, ""),
        ])
    func chats(json: String, text: String) throws {
        #expect(ReplyText.text(of: try JSONDocument(text: json).root, from: .chatCompletions) == text)
    }

    @Test(
        "other kinds than chats have their text elsewhere",
        arguments: [
            (UpstreamAPI.completions, #"{"choices":[{"text":"Hi"}]}"#),
            (.messages, #"{"content":[{"type":"thinking"},{"type":"text","text":"Hi"},{"type":"tool_use"}]}"#),
            (
                .responses,
                #"{"output":[{"type":"reasoning"},{"type":"message","content":[{"type":"output_text","text":"Hi"}]}]}"#
            ),
        ])
    func others(api: UpstreamAPI, json: String) throws {
        #expect(ReplyText.text(of: try JSONDocument(text: json).root, from: api) == "Hi")
    }

    @Test(
        "an event adds its piece of text, or nothing",
        arguments: [
            (UpstreamAPI.chatCompletions, #"{"choices":[{"index":0,"delta":{"content":"Hi"}}]}"#, "Hi"),
            (.chatCompletions, #"{"choices":[{"index":1,"delta":{"content":"Hi"}}]}"#, ""),
            (.chatCompletions, #"{"choices":[{"index":0,"delta":{"reasoning":"hm"}}]}"#, ""),
            (.completions, #"{"choices":[{"index":0,"text":"Hi"}]}"#, "Hi"),
            (.messages, #"{"type":"content_block_delta","delta":{"type":"text_delta","text":"Hi"}}"#, "Hi"),
            (.messages, #"{"type":"content_block_delta","delta":{"type":"thinking_delta","thinking":"hm"}}"#, ""),
            (.messages, #"{"type":"message_stop"}"#, ""),
            (.responses, #"{"type":"response.output_text.delta","delta":"Hi"}"#, "Hi"),
            (.responses, #"{"type":"response.reasoning_text.delta","delta":"hm"}"#, ""),
            (.embeddings, #"{"data":[]}"#, ""),
        ])
    func deltas(api: UpstreamAPI, json: String, text: String) throws {
        #expect(ReplyText.delta(of: try JSONDocument(text: json).root, from: api) == text)
    }
}
