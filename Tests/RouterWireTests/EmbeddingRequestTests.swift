import RouterCore
import RouterWire
import Testing

@Suite("Requests for embeddings")
struct EmbeddingRequestTests {
    private func request(_ members: String) throws -> EmbeddingRequest {
        try EmbeddingRequest(document: JSONDocument(text: "{\(members)}"), defaultModel: "auto")
    }

    @Test("the input is one turn of the user, and nothing is streamed")
    func reading() throws {
        let found = try request(#""model":"m","input":["a","b"],"stream":true,"provider":{"only":["p"]}"#)
        #expect(found.api == .embeddings && !found.isStreamed && found.parameters.model == "m")
        #expect(found.routing.turns == [PromptTurn(role: .user, text: "a\nb")])
        #expect(found.routing.needs.api == .embeddings)
        #expect(found.routing.constraints.providers.only == ["p"])
    }

    @Test("the body goes upstream without our keys")
    func body() throws {
        let found = try request(#""input":[[1,2] ],"provider":{},"encoding_format":"base64","stream":true,"x":1e400"#)
        #expect(
            String(decoding: found.body(for: .embeddings, upstreamModel: "up"), as: UTF8.self)
                == #"{"input":[[1,2] ],"encoding_format":"base64","stream":true,"x":1e400,"model":"up"}"#)
    }

    @Test(
        "a mistake is an error that names its path",
        arguments: [
            (#""x":1"#, "input"), (#""input":null"#, "input"), (#""input":true"#, "input"), (#""input":[]"#, "input"),
            (#""input":["a",true]"#, "input[1]"), (#""input":"a","provider":7"#, "provider"),
        ])
    func mistakes(members: String, key: String) {
        let error = #expect(throws: WireError.self) { try request(members) }
        #expect(error?.key == key)
        #expect(error?.description.contains("'\(key)'") == true, "\(error?.description ?? "-")")
    }
}
