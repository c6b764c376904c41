import RouterWire
import Testing

@Suite("OpenAI error body")
struct OpenAIErrorBodyTests {
    @Test("all four keys are there, absent ones as null")
    func shape() throws {
        let full = OpenAIErrorBody(
            message: "no \"x\"", type: "invalid_request_error", param: "model", code: "model_not_found")
        let error = try #require(try JSONDocument(full.bytes).root["error"])
        #expect(error.members.map { $0.key.string } == ["message", "type", "param", "code"])
        #expect(
            error.members.map { $0.value.string } == ["no \"x\"", "invalid_request_error", "model", "model_not_found"])
        let bare = try #require(try JSONDocument(OpenAIErrorBody(message: "m", type: "t").bytes).root["error"])
        #expect(bare["param"]?.isNull == true && bare["code"]?.isNull == true)
    }
}
