import RouterCore
import RouterWire
import Testing

/// Reads the parameters of a body given as its members.
func parameters(
    _ members: String, api: UpstreamAPI = .chatCompletions, header: String? = nil
) throws -> RoutingParameters {
    try RoutingParameters(
        of: JSONDocument(text: "{\(members)}").root, api: api, defaultModel: "auto", sessionHeader: header)
}

@Suite("Routing parameters")
struct RoutingParametersTests {
    @Test("a body that demands nothing has no parameters but its model")
    func defaults() throws {
        let found = try parameters(#""x":1"#)
        #expect(found.model == "auto" && found.fallbackModels == [])
        #expect(found.constraints == RoutingConstraints())
        #expect(found.session == nil && found.pinnedModel == nil)
    }

    @Test("null counts as not said", arguments: ["models", "route", "plugins", "provider", "session_id", "fallbacks"])
    func null(key: String) throws {
        let found = try parameters(#""\#(key)":null"#, api: .messages)
        #expect(found.fallbackModels == [] && found.session == nil)
        #expect(found.constraints == RoutingConstraints())
    }

    @Test("the first of the models stands in for the model, and each fallback comes once")
    func models() throws {
        let found = try parameters(#""models":["a","b","a","c","b"],"route":"fallback""#)
        #expect(found.model == "a" && found.fallbackModels == ["b", "c"])
    }

    @Test("Anthropic's fallbacks are read in its bodies, and left to the upstream elsewhere")
    func messagesFallbacks() throws {
        let body = #""model":"a","fallbacks":[{"model":"b"},{"model":"a"},{"model":"c","x":1}]"#
        #expect(try parameters(body, api: .messages).fallbackModels == ["b", "c"])
        #expect(try parameters(body).fallbackModels == [])
        #expect(try parameters(#""fallbacks":"x""#).fallbackModels == [])
    }

    @Test(
        "a mistake is an error that names its path",
        arguments: [
            (#""model":"""#, "model"), (#""model":7"#, "model"), (#""models":"b""#, "models"),
            (#""models":["b",1]"#, "models[1]"), (#""route":"sort""#, "route"), (#""route":1"#, "route"),
            (#""fallbacks":{}"#, "fallbacks"), (#""fallbacks":["b"]"#, "fallbacks[0]"),
            (#""fallbacks":[{"model":"b"},{}]"#, "fallbacks[1].model"),
            (#""fallbacks":[{"model":7}]"#, "fallbacks[0].model"),
            (#""fallbacks":[{"model":"b"},{"model":"c"},{"model":"d"},{"model":"e"}]"#, "fallbacks"),
            (#""models":["a"],"fallbacks":[{"model":"b"}]"#, "fallbacks"), (#""session_id":7"#, "session_id"),
            (#""session_id":"""#, "session_id"),
        ])
    func mistakes(members: String, key: String) {
        let error = #expect(throws: WireError.self) { try parameters(members, api: .messages) }
        #expect(error?.key == key)
        #expect(error?.description.contains("'\(key)'") == true, "\(error?.description ?? "-")")
    }

    @Test("a body that is no object is refused")
    func noObject() throws {
        let root = try JSONDocument(text: "[]").root
        let error = #expect(throws: WireError.self) { try RoutingParameters(of: root, defaultModel: "auto") }
        #expect(error?.code == .wrongType && error?.key == nil)
    }
}
