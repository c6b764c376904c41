import RouterWire
import Testing

@testable import RouterSandbox

@Suite("Sandbox statistics")
struct SandboxStatisticsTests {
    @Test("requests are counted by model, and each learns how many came before")
    func counts() throws {
        let statistics = SandboxStatistics()
        #expect((0..<3).map { _ in statistics.began("a") } == [0, 1, 2])
        #expect(statistics.began("b") == 0)
        statistics.answered("a", try simulate())
        statistics.answered("a", try simulate(#""stream":true"#))
        statistics.answered("b", try simulate(tokens: "err500"))
        statistics.clientLeft("a")
        let a = try #require(statistics.snapshot["a"])
        #expect(a.requests == 3)
        #expect(a.streams == 1)
        #expect(a.errors == 0)
        #expect(a.clientsLeft == 1)
        #expect(statistics.snapshot["b"]?.errors == 1)
        let root = try JSONDocument(statistics.bytes).root
        #expect(root["requests"]?.int == 4)
        #expect(root["models"]?["a"]?["requests"]?.int == 3)
    }

    @Test("names beyond the limit share one entry")
    func manyNames() throws {
        let statistics = SandboxStatistics()
        for index in 0..<SandboxStatistics.maxModels + 5 { _ = statistics.began("m\(index)") }
        statistics.answered("m\(SandboxStatistics.maxModels + 1)", try simulate(tokens: "err500"))
        let other = try #require(statistics.snapshot[SandboxStatistics.otherModels])
        #expect(statistics.snapshot.count == SandboxStatistics.maxModels + 1)
        #expect(other.requests == 5)
        #expect(other.errors == 1)
    }
}
