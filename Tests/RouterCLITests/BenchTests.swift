import ArgumentParser
import Foundation
import RouterCore
import Testing

@testable import RouterCLI

@Suite("Bench")
struct BenchTests {
    @Test("percentiles are nearest ranks, in microseconds")
    func percentiles() {
        let summary = LatencySummary(nanoseconds: (1...200).reversed().map { UInt64($0 * 1_000) })
        #expect(summary.p50 == 100)
        #expect(summary.p95 == 190)
        #expect(summary.p99 == 198)
        #expect(summary.mean == 100.5)
        #expect(summary.count == 200)
        let one = LatencySummary(nanoseconds: [1_500])
        #expect([one.p50, one.p95, one.p99, one.mean] == [1.5, 1.5, 1.5, 1.5])
    }

    @Test(
        "built prompts have exactly the length, are the same in every run, and differ",
        arguments: [1, 2, 3, 100, 2_000])
    func builtPrompts(byteCount: Int) {
        let sample = BenchPrompts.sample(byteCount: byteCount)
        let texts = sample.requests.map { $0.turns[0].text }
        #expect(texts.allSatisfy { $0.utf8.count == byteCount })
        #expect(texts == BenchPrompts.sample(byteCount: byteCount).requests.map { $0.turns[0].text })
        if byteCount >= 100 { #expect(Set(texts).count == texts.count) }
    }

    @Test("every kind of built prompt holds what its name says")
    func kinds() {
        var random = SplitMix64(seed: 1)
        let texts = [BenchText.prose, BenchText.code, BenchText.mathematics, BenchText.nonLatin].map {
            BenchPrompts.prompt($0, byteCount: 3_000, using: &random)
        }
        #expect(texts[0].utf8.count == texts[0].count)
        #expect(texts[1].contains("\n") && texts[1].contains("{"))
        #expect(texts[2].contains("$") && texts[2].contains("="))
        #expect(texts[3].unicodeScalars.count(where: { !$0.isASCII }) > 500)
    }

    @Test("prompts of a file are read as they are; one without prompts is refused by name")
    func file() throws {
        let file = FileManager.default.temporaryDirectory.appendingPathComponent("bench-\(UUID().uuidString).jsonl")
        defer { try? FileManager.default.removeItem(at: file) }
        try Data("Hello\n\n{\"id\": 1, \"prompt\": \"What?\"}\n".utf8).write(to: file)
        #expect(try BenchPrompts.sample(file: file.path).requests.map { $0.turns[0].text } == ["Hello", "What?"])
        try Data("\n".utf8).write(to: file)
        let error = #expect(throws: (any Error).self) { try BenchPrompts.sample(file: file.path) }
        #expect(error.map { "\($0)".contains(file.path) } == true)
        try Data("ok\n{\"prompt\": 3}\n".utf8).write(to: file)
        let bad = #expect(throws: (any Error).self) { try BenchPrompts.sample(file: file.path) }
        #expect(bad.map { "\($0)".contains("\(file.path):2") } == true)
    }

    @Test(
        "the reference is FNV-1a",
        arguments: [("", 0xCBF2_9CE4_8422_2325), ("a", 0xAF63_DC4C_8601_EC8C), ("foobar", 0x8594_4171_F739_67E8)]
            as [(String, UInt64)])
    func reference(text: String, hash: UInt64) { #expect(ReferenceHash.fnv1a(text) == hash) }

    @Test(
        "values that make no sense are refused",
        arguments: [["--sizes", "0"], ["--sizes", "9999999"], ["--iterations", "0"], ["--seconds", "0"]])
    func badValues(arguments: [String]) {
        let error = #expect(throws: (any Error).self) {
            try AutoRouterCommand.parseAsRoot(["bench", "decide"] + arguments)
        }
        #expect(error.map { AutoRouterCommand.message(for: $0).contains(arguments[1]) } == true)
    }
}
