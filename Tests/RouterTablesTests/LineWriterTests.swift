import Foundation
import Testing

@testable import RouterTables

@Suite("Writing lines")
struct LineWriterTests {
    @Test(
        "lines read back as they were written, compressed where the name says so", arguments: ["a.jsonl", "a.jsonl.gz"])
    func roundTrip(name: String) throws {
        let folder = try TemporaryFolder()
        let path = folder.path(name)
        let lines = ["one", "", String(repeating: "long ", count: 600_000), "日本"].map { Array($0.utf8) }
        let writer = try LineWriter(path: path)
        for line in lines { try writer.write(line: line) }
        try writer.close()
        try writer.close()
        let reader = try LineReader(path: path)
        for line in lines { #expect(try reader.next() == line) }
        #expect(try reader.next() == nil)
        let isCompressed = try Data(contentsOf: URL(fileURLWithPath: path)).starts(with: [0x1F, 0x8B])
        #expect(isCompressed == name.hasSuffix(".gz"))
        #expect(throws: TableError.self) { try writer.write(line: []) }
    }

    @Test("a place that cannot be written is an error that names it")
    func unwritable() throws {
        let error = #expect(throws: TableError.self) { try LineWriter(path: "/nonexistent/x.jsonl") }
        #expect(error?.code == .unwritable)
        #expect(error?.description.contains("/nonexistent/x.jsonl") == true)
    }
}
