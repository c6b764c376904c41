import RouterCore
import RouterWire
import Testing

@Suite("Calls streamed to clients of the Responses API")
struct ResponsesCallStreamTests {
    private typealias Fixture = ResponsesFixture

    private func brief(_ pieces: [String], _ more: [String] = [Fixture.finish("tool_calls")]) throws -> [String] {
        let request = try Fixture.request(
            #""input":"Hi","tools":[{"type":"custom","name":"p"},{"type":"namespace","name":"n","tools":[{"type":"function","name":"g"}]}]"#
        )
        let chunks = pieces.map { $0.hasPrefix("data") ? $0 : Fixture.chunk(#""tool_calls":[\#($0)]"#) }
        return try Array(Fixture.run(request, (chunks + more).joined()).brief.dropFirst(2))
    }

    private func piece(_ index: Int?, _ id: String? = nil, _ name: String? = nil, _ arguments: String = "") -> String {
        let mark = index.map { #""index":\#($0),"# } ?? ""
        let identity = id.map { #""id":"\#($0)","type":"function","# } ?? ""
        let naming = name.map { #""name":"\#($0)","# } ?? ""
        return #"{\#(mark)\#(identity)"function":{\#(naming)"arguments":"\#(arguments)"}}"#
    }

    private let two = [
        "output_item.added 0 function_call in_progress f a ", #"function_call_arguments.delta 0 {"x""#,
        "function_call_arguments.delta 0 :1}", #"function_call_arguments.done 0 {"x":1}"#,
        #"output_item.done 0 function_call completed f a {"x":1}"#,
        "output_item.added 1 function_call in_progress g b ", "function_call_arguments.delta 1 {}",
        "function_call_arguments.done 1 {}", "output_item.done 1 function_call completed g b {}", "completed",
    ]

    @Test("calls come one after the other")
    func sequence() throws {
        let pieces = [
            piece(0, "a", "f"), piece(0, nil, nil, #"{\"x\""#), piece(0, nil, nil, ":1}"), piece(1, "b", "g", "{}"),
        ]
        #expect(try brief(pieces) == two)
    }

    @Test("calls whose pieces alternate still come one after the other")
    func interleaved() throws {
        let pieces = [
            piece(0, "a", "f", #"{\"x\""#), piece(1, "b", "g", "{"), piece(0, nil, nil, ":1}"),
            piece(1, nil, nil, "}"),
        ]
        let news = try brief(pieces)
        func withoutDeltas(_ events: [String]) -> [String] { events.filter { !$0.contains("delta") } }
        #expect(withoutDeltas(news) == withoutDeltas(two))
        #expect(
            try brief([piece(0, "a", "f", #"{\"x\""#), piece(1, "b", "g", "{}"), piece(0, nil, nil, ":1}")]) == two)
    }

    @Test("pieces without an index, or with the same one for all calls, are told apart by their ids")
    func indices() throws {
        for index in [nil, 0] {
            let pieces = [
                piece(index, "a", "f", #"{\"x\""#), piece(index, "a", nil, ":1}"), piece(index, "b", "g", "{}"),
            ]
            #expect(try brief(pieces) == two)
        }
    }

    @Test("free text is told when it is whole")
    func freeText() throws {
        #expect(
            try brief([piece(0, "a", "p", #"{\"inp"#), piece(0, nil, nil, #"ut\":\"*** \\\"x\\\"\\n\"}"#)]) == [
                "output_item.added 0 custom_tool_call in_progress p a ",
                "custom_tool_call_input.delta 0 *** \"x\"\n", "custom_tool_call_input.done 0 *** \"x\"\n",
                "output_item.done 0 custom_tool_call completed p a *** \"x\"\n", "completed",
            ])
    }

    @Test("a function of a namespace has the client's name, and a call without id gets one")
    func names() throws {
        #expect(
            try brief([piece(0, nil, "n__g", "{}")]) == [
                "output_item.added 0 function_call in_progress n g call_gen-1-a_0 ",
                "function_call_arguments.delta 0 {}", "function_call_arguments.done 0 {}",
                "output_item.done 0 function_call completed n g call_gen-1-a_0 {}", "completed",
            ])
    }

    @Test("text and calls close each other")
    func mixed() throws {
        let news = try brief(
            [Fixture.chunk(#""content":"A""#), piece(0, "a", "f", "{}"), Fixture.chunk(#""content":"B""#)])
        #expect(
            news.filter { $0.hasPrefix("output_item") } == [
                "output_item.added 0 message in_progress", "output_item.done 0 message completed [output_text: A]",
                "output_item.added 1 function_call in_progress f a ",
                "output_item.done 1 function_call completed f a {}",
                "output_item.added 2 message in_progress", "output_item.done 2 message completed [output_text: B]",
            ])
    }

    @Test("a call that was cut is incomplete")
    func cut() throws {
        let news = try brief([piece(0, "a", "f", #"{\"x"#)], [Fixture.finish("length")])
        #expect(news.suffix(2) == [#"output_item.done 0 function_call incomplete f a {"x"#, "incomplete"])
    }

    @Test("a failure tells of the calls as far as they came")
    func failure() throws {
        let chunk = Fixture.chunk(#""tool_calls":[\#(piece(0, "a", "f", #"{\"x"#))]"#)
        let run = try Fixture.run(Fixture.request(#""input":"Hi""#), chunk, failing: .broken("cut_off"))
        #expect(
            try run.events.last?["response"]?["output"]?.elements.map(Fixture.brief)
                == [#"function_call incomplete f a {"x"#])
    }
}
