import Foundation
import RouterCore
import RouterWire
import Testing

@Suite("Chat reply")
struct ChatReplyTests {
    private func renamed(_ text: String) throws -> String {
        let bytes = ChatReply.renamed(try JSONDocument(text: text), model: "lab/\"small\"", id: "gen-1")
        return String(decoding: bytes, as: UTF8.self)
    }

    @Test(
        "model and id are replaced or added in front, and the rest is untouched",
        arguments: [
            (#"{"id":"x","model":"y"}"#, #"{"id":"gen-1","model":"lab/\"small\""}"#),
            (
                #" { "model" : null , "id" : 7 , "n":1.0e+05 } "#,
                #" { "model" : "lab/\"small\"" , "id" : "gen-1" , "n":1.0e+05 } "#
            ),
            (#"{"\u006dodel":{"a":[1]},"i\u0064":""}"#, #"{"\u006dodel":"lab/\"small\"","i\u0064":"gen-1"}"#),
            (#"{"choices":[]}"#, #"{"id":"gen-1","model":"lab/\"small\"","choices":[]}"#),
            (#"{ "id":"x"}"#, #"{"model":"lab/\"small\"", "id":"gen-1"}"#),
            (#" {"model":"x"}"#, #" {"id":"gen-1","model":"lab/\"small\""}"#),
            ("{}", #"{"id":"gen-1","model":"lab/\"small\""}"#),
            (" { } ", #" {"id":"gen-1","model":"lab/\"small\"" } "#),
            (
                #"{"id":1,"id":2,"a":{"id":3,"model":4}}"#,
                #"{"model":"lab/\"small\"","id":"gen-1","id":"gen-1","a":{"id":3,"model":4}}"#
            ),
            ("[1]", "[1]"), ("\"model\"", "\"model\""), (" null", " null"),
        ])
    func examples(text: String, expected: String) throws { #expect(try renamed(text) == expected) }

    @Test("random replies keep every other member byte for byte", arguments: 1...100 as ClosedRange<UInt64>)
    func property(seed: UInt64) throws {
        var writer = RandomJSON(seed: seed)
        for _ in 0..<10 {
            var members: [(key: String, value: String)] = []
            for index in 0..<Int.random(in: 0...4, using: &writer.random) {
                members.append((writer.quoted("x\(index)" + writer.text()), writer.value(depth: 3)))
            }
            for key in ["id", "model"] {
                for _ in 0..<Int.random(in: 0...2, using: &writer.random) {
                    members.append((writer.quoted(key), writer.value(depth: 2)))
                }
            }
            members.shuffle(using: &writer.random)
            let text = writer.space() + writer.object(members) + writer.space()
            let output = try renamed(text)
            let context: Comment = "\(text)\n=> \(output)\nseed \(seed)"
            #expect(try others(text) == others(output), context)
            let root = try JSONDocument(text: output).root
            for (key, value) in [("id", "gen-1"), ("model", "lab/\"small\"")] {
                let found = root.members.filter { $0.key.string == key }
                #expect(!found.isEmpty && found.allSatisfy { $0.value.string == value }, context)
            }
        }
    }

    private func others(_ text: String) throws -> [[UInt8]] {
        let document = try JSONDocument(text: text)
        return document.root.members.filter { !["id", "model"].contains($0.key.string) }
            .map { Array(document.bytes[$0.byteRange]) }
    }

    @Test(
        "token counts are read where they are, and impossible ones are unknown",
        arguments: [
            (
                #"{"usage":{"prompt_tokens":812,"completion_tokens":4,"prompt_tokens_details":{"cached_tokens":512,"cache_write_tokens":8},"completion_tokens_details":{"reasoning_tokens":3}}}"#,
                TokenUsage(
                    promptTokens: 812, completionTokens: 4, cacheReadTokens: 512, cacheWriteTokens: 8,
                    reasoningTokens: 3)
            ),
            (
                #"{"usage":{"prompt_tokens":8.0,"completion_tokens":0}}"#,
                TokenUsage(promptTokens: 8, completionTokens: 0)
            ),
            (#"{"usage":{"prompt_tokens":-8,"completion_tokens":"4"}}"#, TokenUsage()),
            (#"{"usage":{"prompt_tokens":2.5,"prompt_tokens_details":null}}"#, TokenUsage()),
            (#"{"usage":null}"#, TokenUsage()), (#"{"usage":[1]}"#, TokenUsage()),
            (#"{"prompt_tokens":1}"#, TokenUsage()),
            ("[]", TokenUsage()),
        ])
    func usage(text: String, expected: TokenUsage) throws {
        #expect(ChatReply.usage(of: try JSONDocument(text: text).root) == expected)
    }

    @Test(
        "the finish reason is the first choice's",
        arguments: [
            (#"{"choices":[{"finish_reason":"stop"},{"finish_reason":"length"}]}"#, "stop"),
            (#"{"choices":[{"finish_reason":null},{"finish_reason":"length"}]}"#, nil), (#"{"choices":[]}"#, nil),
            (#"{"choices":[7]}"#, nil), (#"{"finish_reason":"stop"}"#, nil), ("7", nil),
        ] as [(String, String?)])
    func finishReason(text: String, expected: String?) throws {
        #expect(ChatReply.finishReason(of: try JSONDocument(text: text).root) == expected)
    }
}
