import RouterCore
import RouterTables
import Testing

@Suite("Outcome table")
struct OutcomeTableReaderTests {
    private let folder: TemporaryFolder
    private static let good = #"{"prompt":"p","outcomes":{"a":{"score":1}}}"#

    init() throws { folder = try TemporaryFolder() }

    private func rows(_ path: String, skipsBadRows: Bool = false, maxLineBytes: Int = LineReader.maxLineBytes) throws
        -> (rows: [OutcomeRow], skipped: Int)
    {
        let reader = try OutcomeTableReader(path: path, skipsBadRows: skipsBadRows, maxLineBytes: maxLineBytes)
        var rows: [OutcomeRow] = []
        while let row = try reader.next() { rows.append(row) }
        return (rows, reader.skippedRowCount)
    }

    private let full = OutcomeRow(
        id: "q1", dataset: "mmlu_pro", category: "math", split: "train", request: RoutingRequest(prompt: "1 + 1?"),
        outcomes: [
            ModelOutcome(
                model: "gpt-4o", score: 1, costUSD: 0.0012, promptTokens: 212, completionTokens: 97,
                latencySeconds: 0.84),
            ModelOutcome(model: "llama-3.1-8b", score: 0),
        ])

    @Test("the example of the format is read whole, plain and compressed")
    func example() throws {
        let line = #"""
            {"id": "q1", "dataset": "mmlu_pro", "category": "math", "split": "train", "prompt": "1 + 1?", "outcomes": {"gpt-4o": {"score": 1.0, "cost_usd": 0.0012, "prompt_tokens": 212, "completion_tokens": 97, "latency_ms": 840}, "llama-3.1-8b": {"score": 0.0}}}
            """#
        #expect(try rows(folder.write("t.jsonl", line)).rows == [full])
        #expect(try rows(folder.gzip("t.jsonl.gz", [Array(line.utf8)])).rows == [full])
    }

    @Test("the same row in CSV is the same")
    func csv() throws {
        let text = """
            id,dataset,category,split,prompt,gpt-4o/score,gpt-4o/cost_usd,gpt-4o/prompt_tokens,gpt-4o/completion_tokens,gpt-4o/latency_ms,llama-3.1-8b/score,note\r
            q1,mmlu_pro,math,train,1 + 1?,1.0,0.0012,212,97,840,0,ignored\r
            """
        #expect(try rows(folder.write("t.csv", text)).rows == [full])
        #expect(try rows(folder.gzip("t.csv.gz", [Array(text.utf8)])).rows == [full])
    }

    @Test("only the prompt and the scores are required; the id falls back to file and line")
    func minimal() throws {
        let path = try folder.write(
            "t.jsonl",
            "\r\n  \n\(Self.good)\r\n\t\n" + #"{"id":7,"messages":[{"role":"user","content":"m"}],"outcomes":{}}"#)
        let found = try rows(path).rows
        #expect(found.map(\.id) == ["\(path):3", "7"])
        #expect(found.map(\.request) == [RoutingRequest(prompt: "p"), RoutingRequest(prompt: "m")])
        #expect(found.first?.outcomes == [ModelOutcome(model: "a", score: 1)])
        #expect(found.first?.dataset == "" && found.first?.category == "" && found.first?.split == nil)
        let table = try folder.write("t.csv", "prompt,a/score,b/score\n\"x,\ny\",0.5,\n\nz,,1\n")
        let records = try rows(table).rows
        #expect(records.map(\.request) == [RoutingRequest(prompt: "x,\ny"), RoutingRequest(prompt: "z")])
        #expect(
            records.map(\.outcomes) == [[ModelOutcome(model: "a", score: 0.5)], [ModelOutcome(model: "b", score: 1)]])
        #expect(records.map(\.id) == ["\(table):3", "\(table):5"])
    }

    @Test(
        "a bad line is an error with file, line and reason",
        arguments: [
            ("{", "invalid JSON"), ("[]", "an object is expected"), (#"{"prompt":"p"}"#, "'outcomes' is missing"),
            (#"{"prompt":"p","outcomes":[]}"#, "'outcomes' is missing"), (#"{"outcomes":{}}"#, "'prompt'"),
            (#"{"prompt":1,"outcomes":{}}"#, "'prompt'"),
            (#"{"prompt":"p","outcomes":{"a":{}}}"#, "'outcomes.a.score'"),
            (#"{"prompt":"p","outcomes":{"a":1}}"#, "'outcomes.a.score'"),
            (#"{"prompt":"p","outcomes":{"a":{"score":"1"}}}"#, "'outcomes.a.score'"),
            (#"{"prompt":"p","outcomes":{"a":{"score":1.5}}}"#, "1.5"),
            (#"{"prompt":"p","outcomes":{"a":{"score":-0.1}}}"#, "0 to 1"),
            (#"{"prompt":"p","outcomes":{"a":{"score":1,"cost_usd":-1}}}"#, "cost_usd"),
            (#"{"prompt":"p","outcomes":{"a":{"score":1,"cost_usd":1e999}}}"#, "cost_usd"),
            (#"{"prompt":"p","outcomes":{"a":{"score":1,"cost_usd":"0.1"}}}"#, "cost_usd"),
            (#"{"prompt":"p","outcomes":{"a":{"score":1,"prompt_tokens":-5}}}"#, "prompt_tokens"),
            (#"{"prompt":"p","outcomes":{"a":{"score":1,"completion_tokens":[]}}}"#, "completion_tokens"),
            (#"{"prompt":"p","outcomes":{"a":{"score":1},"a":{"score":0}}}"#, "'outcomes.a' is there twice"),
            (#"{"messages":[],"outcomes":{}}"#, "'messages' is empty"),
        ])
    func badLine(line: String, words: String) throws {
        let path = try folder.write("t.jsonl", "\(Self.good)\n\n\(line)\n\(Self.good)\n")
        let error = #expect(throws: TableError.self) { try rows(path) }
        #expect(error?.code == .badLine)
        #expect(error?.description.hasPrefix("\(path):3: ") == true)
        #expect(error?.reason.contains(words) == true, "\(error?.reason ?? "-")")
        let skipping = try rows(path, skipsBadRows: true)
        #expect(skipping.rows.map(\.id) == ["\(path):1", "\(path):4"])
        #expect(skipping.skipped == 1)
    }

    @Test(
        "a bad CSV record is an error with file, line and reason",
        arguments: [
            ("x", "1 fields; 4 are expected"), ("x,1,0,5,9", "5 fields"), ("x,2,0,5", "'a/score' is '2'"),
            ("x,one,0,5", "'one'"),
            ("x,nan,0,5", "0.0 to 1.0"), ("x,1,-1,5", "'a/cost_usd'"), ("x,1,0,-5", "'a/prompt_tokens'"),
            ("x,1,inf,5", "'a/cost_usd'"),
        ])
    func badRecord(record: String, words: String) throws {
        let path = try folder.write("t.csv", "prompt,a/score,a/cost_usd,a/prompt_tokens\n\(record)\ny,1,0,5\n")
        let error = #expect(throws: TableError.self) { try rows(path) }
        #expect(error?.code == .badLine)
        #expect(error?.description.hasPrefix("\(path):2: ") == true)
        #expect(error?.reason.contains(words) == true, "\(error?.reason ?? "-")")
        let skipping = try rows(path, skipsBadRows: true)
        #expect(skipping.rows.map(\.id) == ["\(path):3"] && skipping.skipped == 1)
    }

    @Test("a quoted field without an end is an error, and counts as one skipped row")
    func unfinishedQuote() throws {
        let path = try folder.write("t.csv", "prompt,a/score\nx,1\n\"y,1\nz,1\n")
        let error = #expect(throws: TableError.self) { try rows(path) }
        #expect(error?.reason == "a quoted field has no end")
        let skipping = try rows(path, skipsBadRows: true)
        #expect(skipping.rows.count == 1 && skipping.skipped == 1)
    }

    @Test(
        "a header without prompt or scores, or with a column twice, is an error that is never skipped",
        arguments: [
            ("a/score,b/score", "'prompt'"), ("prompt,score", "'<model>/score'"),
            ("prompt,a/score,a/score", "'a/score'"), ("prompt", "score"),
        ])
    func badHeader(header: String, words: String) throws {
        let path = try folder.write("t.csv", header + "\nx,1,1\n")
        let error = #expect(throws: TableError.self) { try rows(path, skipsBadRows: true) }
        #expect(error?.code == .badHeader)
        #expect(error?.description.hasPrefix("\(path):1: ") == true)
        #expect(error?.reason.contains(words) == true)
    }

    @Test("no text of a prompt is in an error")
    func silentErrors() throws {
        let json = try folder.write("t.jsonl", #"{"prompt":"hunter2","outcomes":{"a":{"score":7}}}"#)
        #expect(#expect(throws: TableError.self) { try rows(json) }?.description.contains("hunter2") == false)
        let csv = try folder.write("t.csv", "prompt,a/score\nhunter2,7\n")
        #expect(#expect(throws: TableError.self) { try rows(csv) }?.description.contains("hunter2") == false)
    }

    @Test("damaged compression is an error that is never skipped")
    func corrupt() throws {
        let whole = try folder.read(
            folder.gzip("whole.gz", [Array(String(repeating: Self.good + "\n", count: 50).utf8)]))
        let path = try folder.write("t.jsonl.gz", Array(whole.dropLast(9)))
        #expect(#expect(throws: TableError.self) { try rows(path, skipsBadRows: true) }?.code == .corrupt)
    }

    @Test("a very long row is read")
    func longRow() throws {
        let prompt = String(repeating: "x", count: 3_000_000)
        let path = try folder.write("t.jsonl", #"{"prompt":"\#(prompt)","outcomes":{}}"# + "\n" + Self.good)
        let found = try rows(path).rows
        #expect(found.count == 2)
        #expect(found.first?.request.turns.first?.text.utf8.count == 3_000_000)
    }

    @Test("a row beyond the line limit is skipped like any other bad row", .timeLimit(.minutes(5)))
    func tooLongRow() throws {
        let line = Array((Self.good + "\n").utf8)
        let path = try folder.gzip("t.jsonl.gz", [line, [UInt8](repeating: 0x20, count: 3 << 20), [0x0A], line])
        let found = try rows(path, skipsBadRows: true, maxLineBytes: 1 << 20)
        #expect(found.rows.map(\.id) == ["\(path):1", "\(path):3"])
        #expect(found.skipped == 1)
    }

    @Test("progress grows with the rows up to the size of the file")
    func progress() throws {
        let path = try folder.write("t.jsonl", String(repeating: Self.good + "\n", count: 1000))
        let reader = try OutcomeTableReader(path: path)
        #expect(reader.consumedBytes == 0)
        while try reader.next() != nil {}
        #expect(reader.consumedBytes == 1000 * (Self.good.utf8.count + 1))
    }
}
