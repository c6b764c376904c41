import RouterCore
import RouterWire
import Testing

@Suite("What routing reads of a chat request")
struct ChatRequestRoutingTests {
    private func routing(_ members: String) throws -> RoutingRequest {
        try ChatRequest.routing(of: JSONDocument(text: "{\(members)}").root)
    }

    private func needs(_ members: String) throws -> RequestNeeds {
        try routing(#""messages":[{"role":"user","content":"x"}],"# + members).needs
    }

    @Test("turns keep order, role and text")
    func turns() throws {
        let turns = try routing(
            #"""
            "messages":[
              {"role":"system","content":"Be terse."},{"role":"developer","content":"No jokes."},
              {"role":"user","content":[{"type":"text","text":"What is"},{"type":"image_url","image_url":{"url":"x"}},
                {"type":"text","text":"this?"}]},
              {"role":"assistant","content":null,"tool_calls":[]},{"role":"assistant"},
              {"role":"tool","content":"a \u0063at"},{"role":"function","content":""},{"role":"user","content":[]}]
            """#
        ).turns
        let expected: [PromptTurn] = [
            .init(role: .system, text: "Be terse."), .init(role: .system, text: "No jokes."),
            .init(role: .user, text: "What is\nthis?"), .init(role: .assistant, text: ""),
            .init(role: .assistant, text: ""),
            .init(role: .tool, text: "a cat"), .init(role: .tool, text: ""), .init(role: .user, text: ""),
        ]
        #expect(turns == expected)
    }

    @Test(
        "capabilities follow from what the request uses",
        arguments: [
            (#""tools":[{"type":"function"}]"#, .tools), (#""tools":[]"#, []), (#""parallel_tool_calls":true"#, []),
            (#""tools":[{}],"parallel_tool_calls":true"#, [.tools, .parallelTools]),
            (#""tools":[{}],"parallel_tool_calls":false"#, .tools),
            (#""response_format":{"type":"json_schema"}"#, .jsonSchema),
            (#""response_format":{"type":"json_object"}"#, []), (#""reasoning":{"effort":"low"}"#, .reasoning),
            (#""reasoning":{"effort":"none"}"#, []), (#""reasoning_effort":"high""#, .reasoning),
            (#""reasoning_effort":"none""#, []), (#""reasoning_effort":null"#, []), (#""temperature":0.2"#, []),
            (#""reasoning_effort":"minimal""#, .reasoning), (#""reasoning":{"enabled":true}"#, .reasoning),
            (#""reasoning":{"enabled":false,"effort":"high"}"#, []), (#""reasoning":{"max_tokens":9}"#, .reasoning),
            (#""reasoning":{"max_tokens":0}"#, []), (#""reasoning":{"exclude":true}"#, []),
            (#""reasoning":{"effort":"none"},"reasoning_effort":"high""#, []),
            (#""reasoning":{},"reasoning_effort":"high""#, .reasoning), (#""functions":[{}]"#, .tools),
            (#""functions":[]"#, []), (#""functions":[{}],"parallel_tool_calls":true"#, [.tools, .parallelTools]),
            (#""modalities":["text","audio"]"#, .audio), (#""modalities":["text"]"#, []),
            (#""audio":{"voice":"a"}"#, .audio),
        ] as [(String, Capabilities)])
    func capabilities(members: String, expected: Capabilities) throws {
        #expect(try needs(members).capabilities == expected)
    }

    @Test("pictures, sound and documents are needs, in any turn")
    func modalities() throws {
        let found = try routing(
            #"""
            "messages":[{"role":"user","content":[{"type":"image_url"},{"type":"image_url"},{"type":"input_audio"}]},
              {"role":"assistant","content":"ok"},{"role":"user","content":[{"type":"file"},{"type":"text","text":"x"},{}]}]
            """#
        ).needs
        #expect(found.capabilities == [.images, .audio, .files])
        #expect(found.imageCount == 2)
    }

    @Test("videos need what documents need", arguments: ["video_url", "input_video"])
    func videos(type: String) throws {
        let found = try routing(#""messages":[{"role":"user","content":[{"type":"\#(type)"}]}]"#)
        #expect(found.needs.capabilities == .files)
    }

    @Test("refusals and parts of unknown types are read without their text")
    func unknownParts() throws {
        let parts =
            #"[{"type":"refusal","refusal":"No."},{"type":"text","text":"a"},{"type":7},{"text":7},{"type":"x"}]"#
        let found = try routing(#""messages":[{"role":"assistant","content":\#(parts),"refusal":"No.","audio":null}]"#)
        #expect(found.turns == [PromptTurn(role: .assistant, text: "a")])
        #expect(found.needs == RequestNeeds())
    }

    @Test(
        "the newer name of the output limit wins",
        arguments: [
            (#""max_tokens":9"#, 9), (#""max_completion_tokens":7"#, 7),
            (#""max_tokens":9,"max_completion_tokens":7"#, 7),
            (#""max_tokens":9,"max_completion_tokens":null"#, 9), (#""max_tokens":1.6e1"#, 16),
        ])
    func outputLimit(members: String, expected: Int) throws { #expect(try needs(members).maxOutputTokens == expected) }

    @Test("tool definitions and schemas are counted by their bytes")
    func attachedBytes() throws {
        let tools = #"[{"type":"function"}, {}]"#
        let format = #"{"type":"json_schema","json_schema":{}}"#
        let found = try needs(#""tools":\#(tools),"response_format":\#(format)"#)
        #expect(found.toolCount == 2)
        #expect(found.attachedBytes == tools.utf8.count + format.utf8.count)
    }
}
