import ArgumentParser
import Foundation
import RouterCore
import RouterFeatures
import RouterPlot
import RouterTables
import RouterTraining
import Testing

@testable import RouterCLI

@Suite("evaluate and calibrate")
struct EvaluateCommandTests {
    @Test(
        "wrong usage is refused before anything is read",
        arguments: [
            ["evaluate"], ["evaluate", "--data", "t", "--pair", "a"], ["evaluate", "--data", "t", "--pair", "a,a"],
            ["evaluate", "--data", "t", "--tradeoff", "11"], ["evaluate", "--data", "t", "--plot", "x.gif"],
            ["evaluate", "--data", "t", "--labels", "5"], ["evaluate", "--data", "t", "--models", "a,,b"],
            ["evaluate", "--data", "t", "--leave-out", "model", "--estimates", "e"],
            ["evaluate", "--data", "t", "u", "--plot", "x.svg"], ["calibrate", "--target", "cost: half"],
            ["calibrate", "--target", "speed", "--data", "t"],
            ["calibrate", "--target", "cost: half", "--from", "log", "--data", "t"],
            ["calibrate", "--target", "cost: half", "--data", "t", "--log", "l"],
        ])
    func wrongUsage(arguments: [String]) {
        let error = #expect(throws: (any Error).self) { try AutoRouterCommand.parseAsRoot(arguments) }
        #expect(error.map { AutoRouterCommand.exitCode(for: $0) } == .validationFailure)
    }

    @Test("the split is test where there is one, and rare models are left out with a note")
    func selection() throws {
        let fixture = try EvaluateFixture()
        let rows = try withExtendedLifetime(fixture) {
            try OutcomeRows(path: fixture.table, skipsBadRows: false, isQuiet: true)
        }
        #expect(rows.rows.isEmpty == false)
        let usual = try ModelSelection(rows, options: .parse([]), pair: nil)
        #expect(usual.models == ["large", "small"] && usual.split == .named("test"))
        #expect(usual.note?.hasSuffix("rare") == true)
        let named = try ModelSelection(rows, options: .parse(["--models", "small,rare", "--split", "all"]), pair: nil)
        #expect(named.models == ["small", "rare"] && named.split == .all && named.note == nil)
        let pair = try ModelSelection(rows, options: .parse([]), pair: (strong: "large", weak: "small"))
        #expect(pair.models == ["large", "small"])
        let split = #expect(throws: EvaluationError.self) {
            try ModelSelection(rows, options: .parse(["--split", "dev"]), pair: nil)
        }
        #expect(split?.description.contains("splits of the table: test, train") == true)
        let model = #expect(throws: EvaluationError.self) {
            try ModelSelection(rows, options: .parse(["--models", "nobody"]), pair: nil)
        }
        #expect(model?.description.contains("'nobody'; the table has large, rare, small") == true)
    }

    @Test("a report says who is best, what routing gains, and whether to route")
    func report() throws {
        let report = try EvaluateFixture().report()
        let text = report.document.text
        #expect(report.evaluation.table.rowCount == 40 && report.evaluation.table.otherRowCount == 120)
        for part in [
            "best single: large", "cheapest: small", "router, highest estimate", "policy, as in the file", "oracle",
            "AUC", "gap closed", "Categories", "mathematics", "Should you route at all?",
        ] { #expect(text.contains(part), "\(part)") }
        let markdown = report.document.markdown
        #expect(markdown.hasPrefix("## ") && markdown.contains("| choice | score | gain ± se |"))
        #expect(markdown.contains("\n| --- | --: |"))
    }

    @Test("the JSON has the keys of the reference and reads back")
    func json() throws {
        let report = try EvaluateFixture().report()
        let data = Data(EvaluationReport.json(of: [report]))
        let root = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
        let table = try #require((root["tables"] as? [[String: Any]])?.first)
        for key in [
            "prompts", "models", "best_single", "best_single_model", "oracle", "max_quality", "gain", "gain_se",
            "policy_gain", "policy_gain_se", "policy_cost_usd", "auc", "aiq", "aiq_zero", "aiq_oracle", "gap_closed",
            "cost_at_best", "strategies", "candidates", "reliability", "categories", "verdict",
        ] { #expect(table[key] != nil, "\(key)") }
        #expect(table["prompts"] as? Int == 40 && table["best_single_model"] as? String == "large")
        #expect((table["strategies"] as? [[String: Any]])?.count == 6)
    }

    @Test("a missing estimate names the prompt and the file")
    func missingEstimate() throws {
        let fixture = try EvaluateFixture()
        let lines = try String(contentsOfFile: fixture.estimates, encoding: .utf8).split(separator: "\n")
        try Data(lines.dropFirst().joined(separator: "\n").utf8).write(to: URL(fileURLWithPath: fixture.estimates))
        let error = #expect(throws: EvaluationError.self) { try fixture.report() }
        #expect(error?.code == .missingPrediction && error?.description.contains("'q0'") == true)
        try Data("{\"id\": 1}\n".utf8).write(to: URL(fileURLWithPath: fixture.estimates))
        let bad = #expect(throws: TableError.self) { try fixture.report() }
        #expect(bad?.line == 1 && bad?.reason.contains("'candidates' is missing") == true)
    }

    @Test("both kinds of pictures are written", arguments: ["svg", "png"])
    func plot(kind: String) throws {
        let fixture = try EvaluateFixture()
        let path = fixture.folder.appendingPathComponent("plot.\(kind)").path
        try EvaluationPlot.write(fixture.report(), to: path)
        let bytes = try Data(contentsOf: URL(fileURLWithPath: path))
        #expect(bytes.starts(with: kind == "svg" ? Data("<?xml".utf8) : Data([0x89, 0x50, 0x4E, 0x47])))
        #expect(throws: (any Error).self) { try EvaluationPlot.write(fixture.report(), to: "/nonexistent/x.\(kind)") }
    }

    @Test("a bundle trained without a category, or without a model, is judged on it")
    func leaveOut() throws {
        let fixture = try EvaluateFixture()
        let rows = try withExtendedLifetime(fixture) {
            try OutcomeRows(path: fixture.table, skipsBadRows: false, isQuiet: true)
        }
        let selection = try ModelSelection(rows, options: .parse([]), pair: nil)
        let trial = LeaveOut(
            rows: rows, selection: selection, tradeoff: .qualityOnly, seed: 1, extractor: FeatureExtractor())
        let folds = try trial.categories(isQuiet: true)
        #expect(folds.map(\.categories) == [["art"], ["law"], ["mathematics"], ["physics"]])
        #expect(folds.reduce(0) { $0 + $1.evaluation.table.rowCount } == 40)
        for fold in folds {
            let seen = rows.rows.count { $0.split == "train" && !fold.categories.contains($0.category) }
            #expect(fold.trainingRowCount == seen)
            #expect(Set(fold.evaluation.table.categories) == Set(fold.categories))
        }
        let models = try trial.models(labelCount: 7, isQuiet: true)
        #expect(models.map(\.model) == ["large", "small"] && models.allSatisfy { $0.labelCount == 7 })
        #expect(models.allSatisfy { $0.promptCount == 40 })
    }

    @Test("SHA-1 of an id is the standard's")
    func digest() { #expect(LeaveOut.digest(of: "abc") == "a9993e364706816aba3e25717850c26c9cd0d89d") }

    @Test("a calibration report says what is reached, and its JSON reads back")
    func calibration() throws {
        let table = try EvaluateFixture().report().evaluation.table
        let target = try TradeoffTarget(parsing: "cost: half")
        let solution = try TradeoffSolver(table).solve(target, seed: 1)
        let report = CalibrationReport(
            target: target, origin: "table.jsonl", isForecast: false, table: table, solution: solution)
        #expect(
            report.text.hasPrefix(
                "trade-off \(solution.tradeoff): reaches at most 50 % of the best single model's cost"))
        let root = try JSONSerialization.jsonObject(with: Data(report.json)) as? [String: Any]
        #expect(root?["tradeoff"] as? Double == solution.tradeoff.value && root?["reached"] as? Bool == true)
    }
}
