import RouterCore
import RouterWire
import Testing

@Suite("A response request's conversation as chat messages")
struct ResponsesInputTests {
    private static let user = #"{"role":"user","content":"Hi"}"#

    @Test(
        "each kind of item becomes what chat completions call it",
        arguments: [
            (#""input":"Hi""#, #"[U]"#),
            (#""input":[U]"#, #"[U]"#),
            (#""instructions":"Be \"terse\".","input":"Hi""#, #"[{"role":"system","content":"Be \"terse\"."},U]"#),
            (
                #""instructions":"A","input":[{"type":"message","role":"developer","content":[{"type":"input_text","text":"B"}]},U,{"role":"system","content":"C"}]"#,
                #"[{"role":"system","content":"A\n\nB"},U,{"role":"system","content":"C"}]"#
            ),
            (
                #""input":[{"role":"user","content":[{"type":"input_text","text":"a"},{"type":"input_text","text":"b"}]}]"#,
                #"[{"role":"user","content":[{"type":"text","text":"a"},{"type":"text","text":"b"}]}]"#
            ),
            (
                #""input":[{"role":"user","content":[{"type":"input_image","image_url":"data:x","detail":"low"}]}]"#,
                #"[{"role":"user","content":[{"type":"image_url","image_url":{"url":"data:x","detail":"low"}}]}]"#
            ),
            (
                #""input":[{"role":"user","content":[{"type":"input_file","filename":"a.pdf","file_data":"data:y","file_id":null}]}]"#,
                #"[{"role":"user","content":[{"type":"file","file":{"filename":"a.pdf","file_data":"data:y"}}]}]"#
            ),
            (
                #""input":[{"type":"message","id":"msg_1","status":"completed","role":"assistant","content":[{"type":"output_text","text":"a","annotations":[]},{"type":"refusal","refusal":"b"}]},U]"#,
                #"[{"role":"assistant","content":"ab"},U]"#
            ),
        ])
    func items(body: String, expected: String) throws {
        func filled(_ text: String) -> String { text.replacing("U", with: Self.user) }
        #expect(try ResponsesFixture.messages(filled(body)) == filled(expected))
    }

    @Test("the items of one turn become one message, with all calls and then all results")
    func turn() throws {
        let input = #"""
            "input":[U,
              {"type":"reasoning","id":"rs_1","summary":[],"encrypted_content":"x"},
              {"type":"message","role":"assistant","content":[{"type":"output_text","text":"I look."}]},
              {"type":"function_call","call_id":"c1","name":"look","arguments":"{\"x\":1}","id":"fc_1"},
              {"type":"custom_tool_call","call_id":"c2","name":"patch","input":"a \"b\"\n"},
              {"type":"web_search_call","id":"ws_1","status":"completed"},
              {"type":"function_call_output","call_id":"c1","output":"one"},
              {"type":"custom_tool_call_output","call_id":"c2","output":[{"type":"input_text","text":"two"},{"type":"input_text","text":"three"}]},
              {"type":"function_call","call_id":"c3","name":"look","arguments":""},
              {"type":"function_call_output","call_id":"c3","output":""}]
            """#.replacing("U", with: Self.user)
        let expected = #"""
            [U,{"role":"assistant","content":"I look.","tool_calls":[
            {"id":"c1","type":"function","function":{"name":"look","arguments":"{\"x\":1}"}},
            {"id":"c2","type":"function","function":{"name":"patch","arguments":"{\"input\":\"a \\\"b\\\"\\n\"}"}}]},
            {"role":"tool","tool_call_id":"c1","content":"one"},
            {"role":"tool","tool_call_id":"c2","content":"two\n\nthree"},
            {"role":"assistant","content":null,"tool_calls":[
            {"id":"c3","type":"function","function":{"name":"look","arguments":"{}"}}]},
            {"role":"tool","tool_call_id":"c3","content":""}]
            """#.replacing("U", with: Self.user).replacing("\n", with: "")
        #expect(try ResponsesFixture.messages(input) == expected)
    }

    @Test("what comes between calls and results waits, and so do pictures among the results")
    func waiting() throws {
        let input = #"""
            "input":[{"type":"function_call","call_id":"c1","name":"f","arguments":"{}"},
              {"type":"function_call","call_id":"c2","name":"f","arguments":"{}"},
              U,
              {"type":"function_call_output","call_id":"c1","output":[{"type":"input_image","image_url":"data:x"}]},
              {"type":"function_call_output","call_id":"c2","output":"b"}]
            """#.replacing("U", with: Self.user)
        let messages = try JSONDocument(text: ResponsesFixture.messages(input)).root.elements
        #expect(messages.map { $0["role"]?.string } == ["assistant", "tool", "tool", "user", "user"])
        #expect(messages[1]["content"]?.string == "(see the next message)")
        #expect(messages[3]["content"]?.string == "Hi")
        #expect(messages[4]["content"]?.elements.first?["image_url"]?["url"]?.string == "data:x")
    }

    @Test("a call without a result holds nothing back from the next turn")
    func unanswered() throws {
        let input = #"""
            "input":[{"type":"function_call","call_id":"c1","name":"f","arguments":"{}"},U,
              {"role":"assistant","content":"Hm."},{"role":"assistant","content":"Well."}]
            """#.replacing("U", with: Self.user)
        let messages = try JSONDocument(text: ResponsesFixture.messages(input)).root.elements
        #expect(messages.map { $0["role"]?.string } == ["assistant", "user", "assistant", "assistant"])
    }

    @Test(
        "what cannot be read is an error that names its place",
        arguments: [
            (#""x":1"#, "input"), (#""input":null"#, "input"), (#""input":7"#, "input"), (#""input":[]"#, "input"),
            (#""input":[7]"#, "input[0]"), (#""input":[{"type":"item_reference","id":"a"}]"#, "input[0]"),
            (#""input":["U",{"id":"a"}]"#, "input[0]"), (#""input":[{"type":7}]"#, "input[0].type"),
            (#""input":[{"role":"tool","content":""}]"#, "input[0].role"),
            (#""input":[{"role":"user"}]"#, "input[0].content"),
            (#""input":[{"role":"user","content":[7]}]"#, "input[0].content[0]"),
            (#""input":[{"role":"user","content":[{"type":"x"}]}]"#, "input[0].content[0].type"),
            (#""input":[{"role":"user","content":[{"type":"input_text"}]}]"#, "input[0].content[0].text"),
            (
                #""input":[{"role":"user","content":[{"type":"input_image","file_id":"f"}]}]"#,
                "input[0].content[0].image_url"
            ),
            (#""input":[{"type":"function_call","name":"f","arguments":"{}"}]"#, "input[0].call_id"),
            (#""input":[{"type":"function_call_output","call_id":"c"}]"#, "input[0].output"),
            (#""instructions":[],"input":"Hi""#, "instructions"),
        ])
    func errors(body: String, key: String) {
        let error = #expect(throws: WireError.self) { try ResponsesFixture.request(body) }
        #expect(error?.key == key, "\(body)")
    }
}
