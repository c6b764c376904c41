import RouterCore
import RouterWire
import Testing

@Suite("Random bodies that are forwarded")
struct ForwardedBodyPropertyTests {
    private static let upstreamModel = "up/m\"1"
    private static let quotedModel = Array(#""up/m\"1""#.utf8)

    @Test("outside of our fields a body goes upstream byte for byte", arguments: 1...60 as ClosedRange<UInt64>)
    func untouched(seed: UInt64) throws {
        var bodies = RandomBodies(seed: seed)
        for _ in 0..<10 {
            let isStreamed = bodies.json.chance(2)
            let api = bodies.json.pick([UpstreamAPI.chatCompletions, .completions, .embeddings])
            let body = bodies.body(for: api, isStreamed: isStreamed)
            let sent = try forwarded(body, api)
            let asksForUsage = isStreamed && api != .embeddings
            let context: Comment = "\(body)\n=> \(String(decoding: sent, as: UTF8.self))\nseed \(seed)"
            #expect(sent == expected(Array(body.utf8), sent, asksForUsage: asksForUsage), context)
            let root = try JSONDocument(sent).root
            #expect(root["model"]?.string == Self.upstreamModel, context)
            if asksForUsage { #expect(root["stream_options"]?["include_usage"]?.bool == true, context) }
        }
    }

    @Test("what goes upstream passes through unchanged a second time", arguments: 1...10 as ClosedRange<UInt64>)
    func idempotent(seed: UInt64) throws {
        var bodies = RandomBodies(seed: seed)
        for _ in 0..<10 {
            let body = bodies.body(for: .chatCompletions, isStreamed: bodies.json.chance(2))
            let once = try forwarded(body, .chatCompletions)
            #expect(try forwarded(String(decoding: once, as: UTF8.self), .chatCompletions) == once, "seed \(seed)")
        }
    }

    private func forwarded(_ body: String, _ api: UpstreamAPI) throws -> [UInt8] {
        let document = try JSONDocument(text: body)
        switch api {
        case .completions:
            return try CompletionRequest(document: document, defaultModel: "auto")
                .body(for: api, upstreamModel: Self.upstreamModel)
        case .embeddings:
            return try EmbeddingRequest(document: document, defaultModel: "auto")
                .body(for: api, upstreamModel: Self.upstreamModel)
        default:
            return try ChatRequest(document: document, defaultModel: "auto")
                .body(for: api, upstreamModel: Self.upstreamModel)
        }
    }

    /// What must go upstream, put together from the pieces of the body; values of `stream_options` are taken from
    /// `sent` after a check of their own.
    private func expected(_ body: [UInt8], _ sent: [UInt8], asksForUsage: Bool) -> [UInt8] {
        let before = TopLevelMembers(of: body)
        var options = TopLevelMembers(of: sent).pieces.filter { $0.name == "stream_options" }.map(\.value)[...]
        var output: [UInt8] = []
        var names: Set<String> = []
        for (index, piece) in before.pieces.enumerated() {
            if index == 0 { output += piece.lead }
            guard !RandomBodies.ownKeys.contains(piece.name) else { continue }
            if !names.isEmpty { output += piece.lead }
            names.insert(piece.name)
            switch piece.name {
            case "model": output += piece.key + piece.colon + Self.quotedModel
            case "stream_options" where asksForUsage:
                let value = options.popFirst() ?? []
                expectSwitchedOn(value, from: piece.value)
                output += piece.key + piece.colon + value
            default: output += piece.text
            }
        }
        if !names.contains("model") {
            output += Array((names.isEmpty ? "" : ",").utf8) + Array(#""model":"#.utf8) + Self.quotedModel
        }
        if asksForUsage, !names.contains("stream_options") {
            output += Array(#","stream_options":{"include_usage":true}"#.utf8)
        }
        return output + before.tail
    }

    /// Checks that the client's other options are all there, in order and as they were.
    private func expectSwitchedOn(_ value: [UInt8], from original: [UInt8]) {
        let kept = TopLevelMembers(of: original).pieces.filter { $0.name != "include_usage" }.map(\.text)
        #expect(TopLevelMembers(of: value).pieces.map(\.text) == kept + [Array(#""include_usage":true"#.utf8)])
    }
}

/// Random bodies with our keys, keys that look like ours, repeated keys and values of all kinds in random places.
struct RandomBodies {
    static let ownKeys = ["models", "plugins", "provider", "route", "session_id", "usage", "transforms"]

    var json: RandomJSON

    init(seed: UInt64) { json = RandomJSON(seed: seed) }

    /// A body that the router accepts.
    mutating func body(for api: UpstreamAPI, isStreamed: Bool) -> String {
        var members: [(key: String, value: String)] = []
        func add(_ key: String, _ value: String) { members.append((json.quoted(key, escaping: 8), value)) }
        switch api {
        case .completions: add("prompt", json.pick([#""é\u0000""#, #"[ "a" , "b"]"#, "[1 ,2]"]))
        case .embeddings: add("input", json.pick([#""}{""#, #"[ "]" , ""]"#, "[[1,2 ],[ 3]]"]))
        default: add("messages", #"[ {"role": "user" ,"content":"é\u0000\"}","model":"x","provider":{}} ]"#)
        }
        for _ in 0..<Int.random(in: 0...2, using: &json.random) { add("model", json.quoted("auto")) }
        for key in Self.ownKeys {
            while json.chance(3) { add(key, ownValue(key)) }
        }
        for index in 0..<Int.random(in: 0...5, using: &json.random) {
            // Few names, so that some are repeated.
            add(json.chance(2) ? lookAlike() : "x\(index / 2)" + json.text(), foreignValue())
        }
        if json.chance(3) { add("", json.number()) }
        for _ in 0..<Int.random(in: 0...2, using: &json.random) {
            let flag = (json.quoted("include_usage"), json.pick(["true", "false", "null"]))
            let options = json.object([(json.quoted("a"), json.value(depth: 1)), flag, ("\"a\"", "1.0")])
            add("stream_options", json.chance(4) ? "null" : options)
        }
        members.shuffle(using: &json.random)
        // Where `stream` is repeated, the last one counts.
        if json.chance(4) { members.insert((json.quoted("stream"), isStreamed ? "false" : "true"), at: 0) }
        members.append((json.quoted("stream"), isStreamed ? "true" : "false"))
        return json.space() + json.object(members) + json.space()
    }

    private mutating func lookAlike() -> String {
        json.pick([
            "Model", "models ", "mode", "provider_", "route\u{0}", "usages", "stream_option", "sessionId", "user",
        ])
    }

    private mutating func foreignValue() -> String {
        guard json.chance(4) else { return json.value(depth: 3) }
        return json.pick([
            String(repeating: "9", count: 400), "-0.0", "1." + String(repeating: "0", count: 60) + "1e-7",
            #"{"models":[1],"models":[2],"plugins":{}}"#, #""\uD800 \u007d\/""#, "[[[[]]],{ }]",
        ])
    }

    private mutating func ownValue(_ key: String) -> String {
        switch key {
        case "models": json.pick([#"[ "a","b"]"#, "[]", "null"])
        case "plugins": json.pick(["[]", #"[{"id":"web","x":[{}]},{"id":"auto-router" , "allowed_models":["a/*"]}]"#])
        case "provider": json.pick(["{}", #"{"order":["a"],"max_price":{"prompt":"1"},"x":"}"}"#, "null"])
        case "route": json.pick([#""fallback""#, "null"])
        case "session_id": json.pick([#""s\"1""#, "null"])
        default: json.value(depth: 2)
        }
    }
}
