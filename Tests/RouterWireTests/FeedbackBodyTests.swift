import Foundation
import RouterCore
import RouterWire
import Testing

@Suite("Feedback")
struct FeedbackBodyTests {
    private static let time = Date(timeIntervalSince1970: 7)

    private func outcome(_ json: String) throws -> Outcome {
        try FeedbackBody(body: Array(json.utf8)).outcome(observedAt: Self.time)
    }

    private func complaint(_ json: String) throws -> Outcome {
        try FeedbackBody(generationBody: Array(json.utf8)).outcome(observedAt: Self.time)
    }

    @Test("a score or a rating becomes an outcome of the decision, with comment and source")
    func outcomes() throws {
        #expect(
            try outcome(#"{"id":"a","score":0.5,"comment":null}"#)
                == Outcome(decisionID: "a", kind: "feedback", value: 0.5, source: "user", observedAt: Self.time))
        #expect(
            try outcome(#"{"source":"judge","rating":"down","comment":"no","id":"b","more":1}"#)
                == Outcome(
                    decisionID: "b", kind: "feedback", value: 0, source: "judge", detail: "no", observedAt: Self.time))
        for (text, value) in [("0", 0.0), ("1", 1), ("1e-1", 0.1)] {
            #expect(try outcome(#"{"id":"a","score":\#(text)}"#).value == value)
        }
    }

    @Test(
        "each of OpenRouter's categories is a kind of its own",
        arguments: [
            "latency", "incoherence", "incorrect_response", "formatting", "billing", "api_error", "other",
        ])
    func categories(category: String) throws {
        let outcome = try complaint(#"{"generation_id":"g","category":"\#(category)","comment":"c"}"#)
        #expect(outcome.kind == "complaint:" + category && outcome.detail == "c" && outcome.decisionID == "g")
        #expect(outcome.value == 0)
    }

    @Test(
        "what cannot be read names its key",
        arguments: [
            ("[]", nil, WireError.Code.wrongType), ("{", nil, .invalidJSON), ("{}", "id", .missingKey),
            (#"{"id":"","score":1}"#, "id", .missingKey), (#"{"id":null,"score":1}"#, "id", .missingKey),
            (#"{"id":1,"score":1}"#, "id", .wrongType), (#"{"id":"a"}"#, "score", .missingKey),
            (#"{"id":"a","score":-0.1}"#, "score", .invalidValue), (#"{"id":"a","score":1.1}"#, "score", .invalidValue),
            (#"{"id":"a","score":1e999}"#, "score", .invalidValue), (#"{"id":"a","score":true}"#, "score", .wrongType),
            (#"{"id":"a","rating":"UP"}"#, "rating", .invalidValue), (#"{"id":"a","rating":1}"#, "rating", .wrongType),
            (#"{"id":"a","rating":"up","source":{}}"#, "source", .wrongType),
            (#"{"id":"a","rating":"up","comment":1}"#, "comment", .wrongType),
        ] as [(String, String?, WireError.Code)])
    func mistakes(json: String, key: String?, code: WireError.Code) {
        let error = #expect(throws: WireError.self) { try outcome(json) }
        #expect(error?.key == key && error?.code == code)
        let own = #expect(throws: WireError.self) { try complaint(json) }
        #expect(own != nil)
    }

    @Test("both a score and a rating are one too many")
    func both() {
        let error = #expect(throws: WireError.self) { try outcome(#"{"id":"a","score":1,"rating":"up"}"#) }
        #expect(error?.description.contains("either 'score' (0 to 1) or 'rating'") == true)
    }

    @Test("a comment is kept up to its limit, in characters")
    func longComments() throws {
        let long = String(repeating: "ü", count: FeedbackBody.maxCommentLength)
        #expect(try outcome(#"{"id":"a","score":1,"comment":"\#(long)"}"#).detail == long)
        let error = #expect(throws: WireError.self) { try outcome(#"{"id":"a","score":1,"comment":"\#(long)x"}"#) }
        #expect(error?.key == "comment" && error?.code == .invalidValue)
        #expect(throws: WireError.self) {
            try complaint(#"{"generation_id":"a","category":"other","comment":"\#(long)x"}"#)
        }
    }
}
