import RouterCore
import RouterWire
import Testing

@Suite("The tools of a response request")
struct ResponsesToolsTests {
    private func chat(_ members: String) throws -> JSONValue {
        try JSONDocument(text: ResponsesFixture.chat(#""input":"Hi",\#(members)"#)).root
    }

    private func text(_ value: JSONValue?) -> String { String(decoding: value?.rawBytes ?? [], as: UTF8.self) }

    @Test("a function keeps its schema byte for byte")
    func function() throws {
        let chat = try chat(
            #""tools":[{"type":"function","name":"f","description":"d","parameters":{"a" : 1.0},"strict":true}],"parallel_tool_calls":false,"tool_choice":"required""#
        )
        #expect(
            text(chat["tools"])
                == #"[{"type":"function","function":{"name":"f","description":"d","parameters":{"a" : 1.0},"strict":true}}]"#
        )
        #expect(text(chat["tool_choice"]) == #""required""#)
        #expect(chat["parallel_tool_calls"]?.bool == false)
    }

    @Test("a custom tool becomes a function of one text, told its grammar")
    func custom() throws {
        let chat = try chat(
            #""tools":[{"type":"custom","name":"patch","description":"Edits.","format":{"type":"grammar","syntax":"lark","definition":"start: x"}}],"tool_choice":{"type":"custom","name":"patch"}"#
        )
        let function = chat["tools"]?.elements.first?["function"]
        #expect(function?["name"]?.string == "patch")
        let description = function?["description"]?.string ?? ""
        #expect(description.hasPrefix("Edits.\n\nCall it with one argument, `input`"))
        #expect(description.hasSuffix("lark grammar:\nstart: x"))
        #expect(
            text(function?["parameters"])
                == #"{"type":"object","properties":{"input":{"type":"string"}},"required":["input"],"additionalProperties":false}"#
        )
        #expect(text(chat["tool_choice"]) == #"{"type":"function","function":{"name":"patch"}}"#)
    }

    @Test("the members of namespaces and tools that come with the input are offered, too")
    func namespaces() throws {
        let long = String(repeating: "n", count: 70)
        let chat = try JSONDocument(
            text: ResponsesFixture.chat(
                #"""
                "tools":[{"type":"function","name":"a__f"},
                  {"type":"namespace","name":"a","tools":[{"type":"function","name":"f"},{"type":"custom","name":"g"}]},
                  {"type":"namespace","name":"mcp__git__","tools":[{"type":"function","name":"log"},{"type":"function","name":"\#(long)"}]}],
                "input":[{"type":"additional_tools","role":"developer","tools":[{"type":"function","name":"late"}]},
                  {"role":"user","content":"Hi"},
                  {"type":"function_call","call_id":"c","name":"f","namespace":"a","arguments":"{}"}]
                """#)
        ).root
        let names = (chat["tools"]?.elements ?? []).map { $0["function"]?["name"]?.string ?? "" }
        #expect(
            names == ["a__f", "a__f_2", "a__g", "mcp__git__log", "mcp__git__" + long.prefix(54), "late"])
        let call = chat["messages"]?.elements.last?["tool_calls"]?.elements.first
        #expect(call?["function"]?["name"]?.string == "a__f_2")
    }

    @Test("tools that OpenAI runs are left out, and nothing is said of tools where none remain")
    func builtIn() throws {
        let chat = try chat(
            #""tools":[{"type":"web_search"},{"type":"mcp","server_label":"s"},{"type":"local_shell"}],"tool_choice":"auto","parallel_tool_calls":true"#
        )
        for key in ["tools", "tool_choice", "parallel_tool_calls"] as [StaticString] { #expect(chat[key] == nil) }
    }

    @Test("only allowed tools are offered")
    func allowed() throws {
        let chat = try chat(
            #""tools":[{"type":"function","name":"f"},{"type":"function","name":"g"}],"tool_choice":{"type":"allowed_tools","mode":"required","tools":[{"type":"function","name":"g"}]}"#
        )
        #expect(text(chat["tools"]) == #"[{"type":"function","function":{"name":"g"}}]"#)
        #expect(text(chat["tool_choice"]) == #""required""#)
    }

    @Test(
        "what cannot be read is an error that names its place",
        arguments: [
            (#""tools":{}"#, "tools"), (#""tools":[7]"#, "tools[0]"), (#""tools":[{"name":"f"}]"#, "tools[0]"),
            (#""tools":[{"type":"function"}]"#, "tools[0].name"),
            (#""tools":[{"type":"namespace","name":"n","tools":[{"type":"function"}]}]"#, "tools[0].tools[0].name"),
            (#""tool_choice":"any""#, "tool_choice"), (#""tool_choice":7"#, "tool_choice"),
            (#""tool_choice":{"type":"web_search"}"#, "tool_choice.type"),
            (#""tool_choice":{"type":"function"}"#, "tool_choice.name"),
            (#""tool_choice":{"type":"allowed_tools","mode":"x","tools":[]}"#, "tool_choice.mode"),
        ])
    func errors(members: String, key: String) {
        let error = #expect(throws: WireError.self) { try ResponsesFixture.request(#""input":"Hi",\#(members)"#) }
        #expect(error?.key == key)
    }
}
