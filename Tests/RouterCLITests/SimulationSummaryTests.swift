import Testing

@testable import RouterCLI

@Suite("Simulation summaries")
struct SimulationSummaryTests {
    @Test("a mean over runs has the interval of Student's t, and a single run none")
    func figure() throws {
        let figure = SimulationSummary.Figure([1, 2, 3])
        // Two degrees of freedom: 4.303 · √(1/3).
        let margin = try #require(figure.margin)
        #expect(figure.mean == 2 && abs(margin - 2.4843) < 1e-4)
        #expect(!figure.isSignificantlyNegative)
        #expect(SimulationSummary.Figure([-2.1, -2, -1.9]).isSignificantlyNegative)
        let single = SimulationSummary.Figure([-2])
        #expect(single.margin == nil && !single.isSignificantlyNegative)
    }

    @Test("a stretch is counted from the checkpoint before, regret from the beginning")
    func lines() throws {
        let summary = SimulationSummary(
            [.made([0, 1, 1, 1], learned: [0.125, 0.25]), .made([0, 0, 1, 1], learned: [0.125, 0.25])],
            checkpoints: [2, 4])
        #expect(summary.runCount == 2 && summary.lines.map(\.windowCount) == [2, 2])
        #expect(summary.lines.map(\.router.mean) == [-0.25, 0.5])
        #expect(summary.lines.map(\.random.mean) == [-0.25, -0.25])
        #expect(summary.lines.map(\.regret.mean) == [1.5, 1.5])
        // The better of both full-information learners gains a half.
        #expect(summary.lines.map(\.shareClosed) == [0.25, 0.5])
        #expect(summary.bestSingleUtility.mean == 0.5)
    }

    @Test("where all prompts are served nothing is judged on others")
    func served() {
        let summary = SimulationSummary([.made([1, 1], learned: [])], checkpoints: [2])
        #expect(summary.lines[0].learned == nil && summary.lines[0].shareClosed == nil)
    }

    @Test("checkpoints ascend to the number of requests, and retrainings are the rarer the longer the log")
    func settings() {
        for count in [100, 240, 5_000, 7_500] {
            let checkpoints = SimulationSettings.checkpoints(upTo: count)
            #expect(checkpoints == Set(checkpoints).sorted() && checkpoints.last == count)
        }
        #expect(SimulationSettings.nextRetraining(after: 25) == 50)
        #expect(SimulationSettings.nextRetraining(after: 1_000) == 1_100)
    }
}
