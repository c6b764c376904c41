import RouterCore
import RouterModel
import Testing

@testable import RouterTraining

@Suite("Benchmark fit")
struct BenchmarkFitTests {
    /// Models that each solve the first share of a data set's prompts.
    private func set(shares: [Double], dataset: String, rows: Int = 100) -> TrainingSet {
        var set = TrainingSet(schema: DenseData.schema)
        var data = DenseData(seed: 3)
        let candidates = shares.indices.map { set.candidateIndex("model-\($0)") }
        for row in 0..<rows {
            let observations = candidates.map { candidate in
                Observation(
                    candidate: candidate, score: Double(row) < shares[candidate] * Double(rows) ? 1 : 0, costUSD: nil,
                    completionTokens: nil)
            }
            set.append(data.prompt().features, dataset: dataset, observations)
        }
        return set
    }

    @Test("a straight line from scores to abilities is found, with no error around it")
    func line() throws {
        let shares = (1...9).map { Double($0) / 10 }
        let lines = BenchmarkFit.lines(set(shares: shares, dataset: "quiz"), ability: shares.map { 0.2 + 0.5 * $0 })
        let line = try #require(lines.first)
        #expect(lines.count == 1 && line.name == "quiz" && line.modelCount == 9)
        #expect(abs(line.intercept - 0.2) < 1e-9 && abs(line.slope - 0.5) < 1e-9 && line.standardDeviation < 1e-9)
    }

    @Test("the deviation is that of models which had no part in drawing the line")
    func leftOut() throws {
        let shares = (1...9).map { Double($0) / 10 }
        var abilities = shares
        abilities[8] += 0.3
        let line = try #require(
            BenchmarkFit.lines(set(shares: shares, dataset: "quiz"), ability: abilities).first)
        // Without it the other eight lie on the identity, so its own error is .3; within the fit it would be far less.
        #expect(line.standardDeviation >= 0.3 / 3)
    }

    @Test("too few models, too few prompts, or rows of no data set give no line")
    func tooLittle() {
        let many = (1...9).map { Double($0) / 10 }
        #expect(BenchmarkFit.lines(set(shares: [0.1, 0.5, 0.9], dataset: "quiz"), ability: [0, 0, 0]).isEmpty)
        #expect(BenchmarkFit.lines(set(shares: many, dataset: "quiz", rows: 20), ability: many).isEmpty)
        #expect(BenchmarkFit.lines(set(shares: many, dataset: ""), ability: many).isEmpty)
    }
}
