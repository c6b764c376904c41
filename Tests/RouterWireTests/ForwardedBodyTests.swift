import Foundation
import RouterCore
import RouterWire
import Testing

@Suite("The body that is forwarded")
struct ForwardedBodyTests {
    private static let ownKeys = ["models", "plugins", "provider", "route", "session_id", "usage", "transforms"]
    private static let messages = #""messages":[{"role":"user","content":"Hi"}]"#

    private func forwarded(_ body: String) throws -> String {
        let request = try ChatRequest(document: JSONDocument(text: body), defaultModel: "auto")
        return String(decoding: request.forwardedBody(upstreamModel: "up/m\"1"), as: UTF8.self)
    }

    @Test(
        "the model is replaced, our keys are gone and the rest is untouched",
        arguments: [
            (#"{"model":"auto",M}"#, #"{"model":"up/m\"1",M}"#),
            (#" { "model" : "auto" , M } "#, #" { "model" : "up/m\"1" , M } "#),
            (#"{"models":["a"],M}"#, #"{M,"model":"up/m\"1"}"#),
            (#"{"models":["a"] , M , "route":1 }"#, #"{M,"model":"up/m\"1" }"#),
            (#"{M,"\u006dodel":"auto","m\u006fdels":[],"x":1.0e+05}"#, #"{M,"\u006dodel":"up/m\"1","x":1.0e+05}"#),
            (#"{"model":"a","model":"b",M}"#, #"{"model":"up/m\"1","model":"up/m\"1",M}"#),
            (
                #"{"usage":{},"route":1,M,"provider":{},"model":"a","session_id":"s","transforms":[],"plugins":[]}"#,
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
                #"{"model":"a",M,"stream":false,"stream_options":{ }}"#,
                #"{"model":"up/m\"1",M,"stream":false,"stream_options":{ }}"#
            ),
        ])
    func examples(body: String, expected: String) throws {
        func filled(_ text: String) -> String { text.replacing("M", with: Self.messages) }
        #expect(try forwarded(filled(body)) == filled(expected))
    }

    @Test("random bodies keep every foreign byte and lose every key of ours", arguments: 1...100 as ClosedRange<UInt64>)
    func property(seed: UInt64) throws {
        var writer = RandomJSON(seed: seed)
        for _ in 0..<10 {
            let isStreamed = writer.chance(2)
            let body = randomBody(&writer, isStreamed: isStreamed)
            let sent = try forwarded(body)
            let context: Comment = "\(body)\n=> \(sent)\nseed \(seed)"
            let before = try JSONDocument(text: body).root.members
            let after = try JSONDocument(text: sent).root.members
            let special = Self.ownKeys + ["model", "stream_options"]
            #expect(foreign(before, special, in: body) == foreign(after, special, in: sent), context)
            #expect(!after.contains { Self.ownKeys.contains($0.key.string ?? "") }, context)
            let models = after.filter { $0.key.isString("model") }
            #expect(models.count == max(1, before.count { $0.key.isString("model") }), context)
            #expect(models.allSatisfy { $0.value.string == "up/m\"1" }, context)
            let options = after.filter { $0.key.isString("stream_options") }
            let optionsBefore = before.filter { $0.key.isString("stream_options") }
            guard isStreamed else {
                #expect(
                    options.map { Array($0.value.rawBytes) } == optionsBefore.map { Array($0.value.rawBytes) }, context)
                continue
            }
            #expect(options.count == max(1, optionsBefore.count), context)
            #expect(options.allSatisfy { $0.value["include_usage"]?.bool == true }, context)
            for (was, now) in zip(optionsBefore, options) {
                let ours = ["include_usage"]
                #expect(values(was.value.members, without: ours) == values(now.value.members, without: ours), context)
            }
        }
    }

    /// The bytes of the members that are not special, keys and white space around the colon included.
    private func foreign(_ members: [JSONValue.Member], _ special: [String], in text: String) -> [[UInt8]] {
        members.filter { !special.contains($0.key.string ?? "") }.map { Array(Array(text.utf8)[$0.byteRange]) }
    }

    private func values(_ members: [JSONValue.Member], without keys: [String]) -> [[UInt8]] {
        members.filter { !keys.contains($0.key.string ?? "") }.map { Array($0.value.rawBytes) }
    }

    private func randomBody(_ writer: inout RandomJSON, isStreamed: Bool) -> String {
        var members: [(key: String, value: String)] = []
        func add(_ key: String, _ value: String) { members.append((writer.quoted(key, escaping: 8), value)) }
        add("messages", #"[ {"role": "user" ,"content":"é\u0000"} ]"#)
        for _ in 0..<Int.random(in: 0...2, using: &writer.random) { add("model", writer.quoted("auto")) }
        for key in Self.ownKeys where writer.chance(3) {
            add(key, key == "models" ? #"[ "a","b"]"# : writer.value(depth: 2))
        }
        for index in 0..<Int.random(in: 0...4, using: &writer.random) {
            add("x\(index)" + writer.text(), writer.value(depth: 3))
        }
        if writer.chance(3) { add("", writer.number()) }
        for _ in 0..<Int.random(in: 0...2, using: &writer.random) {
            let flag = (writer.quoted("include_usage"), writer.pick(["true", "false", "null"]))
            add("stream_options", writer.object([(writer.quoted("a"), writer.value(depth: 1)), flag]))
        }
        members.shuffle(using: &writer.random)
        // Where `stream` is repeated, the last one counts.
        if writer.chance(4) { members.insert((writer.quoted("stream"), isStreamed ? "false" : "true"), at: 0) }
        members.append((writer.quoted("stream"), isStreamed ? "true" : "false"))
        return writer.space() + writer.object(members) + writer.space()
    }
}
