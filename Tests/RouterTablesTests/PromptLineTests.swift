import RouterCore
import RouterTables
import RouterWire
import Testing

@Suite("Prompt line")
struct PromptLineTests {
    private func line(_ text: String) throws -> PromptLine { try PromptLine(Array(text.utf8)) }

    @Test(
        "a line that does not begin with a brace is the prompt itself",
        arguments: ["What is 2 + 2?", "", "  indented", "[1, 2]", "\"quoted\"", "x {\"prompt\": 1}", "模型 😀", "null"])
    func plain(text: String) throws {
        let line = try line(text)
        #expect(line.id == nil)
        #expect(line.request == RoutingRequest(prompt: text))
    }

    @Test(
        "a JSON line has its prompt decoded and its id kept",
        arguments: [
            (#"{"prompt":"a\nb"}"#, nil, "a\nb"), ("\t {\"id\":\"q1\",\"prompt\":\"a\"}", "q1", "a"),
            (#"{"id":17,"prompt":"a"}"#, "17", "a"),
            (#"{"id":1.50,"prompt":"a"}"#, "1.50", "a"), (#"{"id":null,"prompt":"a"}"#, nil, "a"),
            (#"{"id":[1],"prompt":""}"#, nil, ""),
            (#"{"messages":null,"prompt":"a","other":1}"#, nil, "a"),
        ] as [(String, String?, String)])
    func json(text: String, id: String?, prompt: String) throws {
        let line = try line(text)
        #expect(line.id == id)
        #expect(line.request == RoutingRequest(prompt: prompt))
    }

    @Test("messages are read as in a chat completion, with what they need, and win over a prompt")
    func messages() throws {
        let line = try line(
            #"{"prompt":"no","messages":[{"role":"system","content":"s"},{"role":"user","content":"u"}],"tools":[{}],"max_tokens":9}"#
        )
        #expect(line.request.turns == [PromptTurn(role: .system, text: "s"), PromptTurn(role: .user, text: "u")])
        #expect(line.request.needs.capabilities == .tools)
        #expect(line.request.needs.maxOutputTokens == 9)
    }

    @Test(
        "a bad JSON line is an error that names the key",
        arguments: [
            (#"{"prompt":"a""#, nil), ("{not json}", nil), ("{}", "prompt"), (#"{"prompt":7}"#, "prompt"),
            (#"{"prompt":null}"#, "prompt"),
            (#"{"messages":[]}"#, "messages"), (#"{"messages":"x"}"#, "messages"),
            (#"{"messages":[{"role":"x"}]}"#, "messages[0].role"),
            (#"{"messages":[{"role":"user"}],"max_tokens":"9"}"#, "max_tokens"),
        ] as [(String, String?)])
    func bad(text: String, key: String?) {
        let error = #expect(throws: WireError.self) { try line(text) }
        #expect(error?.key == key)
    }
}
