import RouterCore
import RouterWire
import Testing

@Suite("The body that is forwarded")
struct ForwardedBodyTests {
    private static let messages = #""messages":[{"role":"user","content":"Hi"}]"#

    private func forwarded(_ body: String) throws -> String {
        let request = try ChatRequest(document: JSONDocument(text: body), defaultModel: "auto")
        return String(decoding: request.body(for: .chatCompletions, upstreamModel: "up/m\"1"), as: UTF8.self)
    }

    @Test(
        "the model is replaced, our keys are gone and the rest is untouched",
        arguments: [
            (#"{"model":"auto",M}"#, #"{"model":"up/m\"1",M}"#),
            (#" { "model" : "auto" , M } "#, #" { "model" : "up/m\"1" , M } "#),
            (#"{"models":["a"],M}"#, #"{M,"model":"up/m\"1"}"#),
            (#"{"models":["a"] , M , "route":null }"#, #"{M,"model":"up/m\"1" }"#),
            (#"{M,"\u006dodel":"auto","m\u006fdels":[],"x":1.0e+05}"#, #"{M,"\u006dodel":"up/m\"1","x":1.0e+05}"#),
            (#"{"model":"a","model":"b",M}"#, #"{"model":"up/m\"1","model":"up/m\"1",M}"#),
            (
                #"{"usage":{},"route":null,M,"provider":{},"model":"a","session_id":"s","transforms":[],"plugins":[]}"#,
                #"{M,"model":"up/m\"1"}"#
            ),
            (
                #"{"metadata":{"model":"a","models":["b"]},"model":null,M}"#,
                #"{"metadata":{"model":"a","models":["b"]},"model":"up/m\"1",M}"#
            ),
            (#"{M,"stream":true}"#, #"{M,"stream":true,"model":"up/m\"1","stream_options":{"include_usage":true}}"#),
            (
                #"{"model":"a",M,"stream":true,"stream_options":{"a":1.0}}"#,
                #"{"model":"up/m\"1",M,"stream":true,"stream_options":{"a":1.0,"include_usage":true}}"#
            ),
            (
                #"{"model":"a",M,"stream":true,"stream_options":{"include_usage":false}}"#,
                #"{"model":"up/m\"1",M,"stream":true,"stream_options":{"include_usage":true}}"#
            ),
            (
                #"{"model":"a",M,"stream":true,"stream_options":null}"#,
                #"{"model":"up/m\"1",M,"stream":true,"stream_options":{"include_usage":true}}"#
            ),
            (
                #"{"model":"a",M,"stream":true,"stream_options":{"\uD800" : 1,"include_usage":null,"b":2}}"#,
                #"{"model":"up/m\"1",M,"stream":true,"stream_options":{"\uD800" : 1,"b":2,"include_usage":true}}"#
            ),
            (
                #"{"model":"a",M,"stream":false,"stream_options":{ }}"#,
                #"{"model":"up/m\"1",M,"stream":false,"stream_options":{ }}"#
            ),
        ])
    func examples(body: String, expected: String) throws {
        func filled(_ text: String) -> String { text.replacing("M", with: Self.messages) }
        #expect(try forwarded(filled(body)) == filled(expected))
    }
}
