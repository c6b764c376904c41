import Foundation
import RouterCore
import RouterModel
import RouterTraining
import Testing

@testable import RouterCLI

@Suite("Simulation reports")
struct SimulationReportTests {
    private func report(_ paths: [SimulationPath], checkpoints: [Int]) throws -> SimulationReport {
        let fixture = try SimulationFixture()
        return SimulationReport(
            summary: SimulationSummary(paths, checkpoints: checkpoints), table: try fixture.simulated(),
            settings: SimulationSettings(
                requestCount: 4, tradeoff: try Tradeoff(7), policy: GreedyPolicy(), checkpoints: checkpoints,
                recipe: LearningRecipe()), bundle: fixture.prior, seconds: 1.25)
    }

    private static let paths: [SimulationPath] = [
        .made([0, 0.25, 1, 1], learned: [0.125, 0.25]), .made([0, 0, 1, 0.75], learned: [0.125, 0.25]),
    ]

    @Test("the JSON holds the curve, a line each stretch, with margins where there are several runs")
    func json() throws {
        let report = try report(Self.paths, checkpoints: [2, 4])
        let root = try #require(JSONSerialization.jsonObject(with: Data(report.json)) as? [String: Any])
        #expect(root["requests"] as? Int == 4 && root["runs"] as? Int == 2 && root["prompts"] as? Int == 160)
        #expect(root["pool"] as? [String] == ["large", "small"] && root["policy"] as? String == "greedy")
        let curve = try #require(root["curve"] as? [[String: Any]])
        #expect(curve.map { $0["requests"] as? Int } == [2, 4] && curve.map { $0["window"] as? Int } == [2, 2])
        #expect(curve[1]["router"] as? Double == 0.4375 && curve[1]["router_margin"] is Double)
        #expect(curve[1]["share_closed"] as? Double == 0.5 && curve[1]["full_heads"] as? Double == 0.25)
    }

    @Test("a single run has no margins, and where all prompts are served there are no judgements")
    func single() throws {
        let report = try report([.made([0, 1, 1, 1], learned: [])], checkpoints: [4])
        let root = try #require(JSONSerialization.jsonObject(with: Data(report.json)) as? [String: Any])
        let curve = try #require(root["curve"] as? [[String: Any]])
        #expect(curve[0]["router_margin"] == nil && curve[0]["learned"] == nil && curve[0]["share_closed"] == nil)
        #expect(!report.text.contains("On the other prompts") && !report.text.contains("±"))
    }

    @Test("the text says how much of the gap is closed, and where it was behind")
    func text() throws {
        let text = try report(Self.paths, checkpoints: [2, 4]).text
        #expect(text.contains("After 4 requests it has closed 50 % of the gap"))
        #expect(text.contains("160 prompts, 4 served in each of 2 runs, trade-off 7, greedy, from the bundle own@"))
        #expect(text.contains("at no stretch significantly below"))
        let behind = try report([.made([0, 0], learned: [0]), .made([0, 0], learned: [0])], checkpoints: [2]).text
        #expect(behind.contains("significantly below the best single candidate in hindsight in the requests 1–2."))
    }
}
