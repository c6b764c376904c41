import RouterCore
import RouterWire
import Testing

/// What the tests of the Messages API share.
enum MessagesFixtures {
    static let tools = #"[{"name":"look","description":"Looks.","input_schema":{"type":"object"}}]"#

    /// A request of one turn with further members.
    static func request(
        _ members: String = "", messages: String = #"[{"role":"user","content":"Hi"}]"#
    ) throws -> MessagesRequest {
        let more = members.isEmpty ? "" : "," + members
        return try MessagesRequest(
            body: Array(#"{"model":"auto","max_tokens":64,"messages":\#(messages)\#(more)}"#.utf8))
    }

    static func context(
        dialect: Dialect = .openAI, extras: [ReplyContext.ExtraMember] = []
    ) -> ReplyContext {
        ReplyContext(
            id: "gen-7", candidate: candidate(), created: 1_763_800_000, dialect: dialect, extras: extras)
    }

    static func candidate(
        upstreamModel: String = "small-1", capabilities: Capabilities? = nil
    ) -> Candidate {
        Candidate(
            id: CandidateID("lab/small"), provider: "lab", upstreamModel: upstreamModel,
            price: Price(promptUSDPerMillion: 1, completionUSDPerMillion: 2), capabilities: capabilities)
    }

    /// The data of each event that a transcriber printed, after its name: `name data`.
    static func lines(_ output: [UInt8]) throws -> [String] {
        var parser = ServerSentEventParser()
        return try parser.push(output).map { event in
            let raw = String(decoding: event.raw, as: UTF8.self)
            let name = raw.split(separator: "\n").first { $0.hasPrefix("event: ") }.map { $0.dropFirst(7) } ?? "-"
            return "\(name) \(String(decoding: event.data ?? [], as: UTF8.self))"
        }
    }

    /// Feeds a stream, given as the data of its events, to a transcriber and closes it.
    static func transcribe(
        _ data: [String], with transcriber: inout any StreamTranscriber
    ) throws -> (output: [UInt8], notes: [StreamNote]) {
        var output: [UInt8] = []
        var notes: [StreamNote] = []
        for text in data {
            notes.append(try transcriber.take(try event(text), into: &output))
        }
        transcriber.finish(into: &output)
        return (output, notes)
    }

    /// One event that holds this data.
    static func event(_ data: String) throws -> ServerSentEvent {
        var parser = ServerSentEventParser()
        return try #require(try parser.push(Array("data: \(data)\n\n".utf8)).first)
    }

    /// One chat chunk with a delta.
    static func chunk(_ delta: String, finish: String? = nil) -> String {
        let reason = finish.map { "\"\($0)\"" } ?? "null"
        return #"{"id":"u","model":"m","choices":[{"index":0,"delta":\#(delta),"finish_reason":\#(reason)}]}"#
    }
}
