import ArgumentParser
import Foundation
import RouterCore
import RouterTraining

@testable import RouterCLI

/// A folder with a small outcome table and estimates for it; gone after the test.
final class EvaluateFixture {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("RouterCLITests.\(UUID().uuidString)")
    /// 160 prompts of four categories and two splits; `rare` has scores of a tenth of them.
    var table: String { folder.appendingPathComponent("table.jsonl").path }
    /// Estimates for all of them, without ids' quotes where they are numbers.
    var estimates: String { folder.appendingPathComponent("estimates.jsonl").path }

    init() throws {
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        var random = SplitMix64(seed: 17)
        var (rows, estimates) = ("", "")
        for index in 0..<160 {
            let isHard = random.next() & 1 == 0
            let small = random.nextUnit() < (isHard ? 0.2 : 0.9) ? 1 : 0
            let large = random.nextUnit() < 0.85 ? 1 : 0
            let rare = index % 10 == 0 ? #", "rare": {"score": 0.5, "cost_usd": 0.1}"# : ""
            let (split, category) = (
                index % 4 == 0 ? "test" : "train", ["law", "art", "mathematics", "physics"][index % 7 % 4]
            )
            let prompt =
                isHard ? "Prove lemma \(index) by induction over all cases." : "What is the name of item \(index)?"
            rows +=
                #"{"id": "q\#(index)", "category": "\#(category)", "split": "\#(split)", "prompt": "\#(prompt)", "outcomes": {"#
                + #""small": {"score": \#(small), "cost_usd": 0.0001, "prompt_tokens": 20, "completion_tokens": 10}, "#
                + #""large": {"score": \#(large), "cost_usd": 0.004, "prompt_tokens": 20, "completion_tokens": 30}\#(rare)}}"#
                + "\n"
            let choice = isHard ? "large" : "small"
            estimates +=
                #"{"id": "q\#(index)", "model": "\#(choice)", "candidates": [{"model": "large", "quality": 0.84, "cost_usd": 0.004}, "#
                + #"{"model": "small", "quality": \#(isHard ? 0.22 : 0.88), "cost_usd": 0.0001}, {"model": "rare", "quality": 0.5}]}"#
                + "\n"
        }
        try Data(rows.utf8).write(to: folder.appendingPathComponent("table.jsonl"))
        try Data(estimates.utf8).write(to: folder.appendingPathComponent("estimates.jsonl"))
    }

    deinit { try? FileManager.default.removeItem(at: folder) }

    /// The report of the table with the file's estimates.
    func report(_ arguments: [String] = []) throws -> EvaluationReport {
        let options = try EvaluationOptions.parse(["--estimates", estimates] + arguments)
        let source = try PredictionSource(options, SharedOptions.parse([]), tradeoff: nil)
        let rows = try OutcomeRows(path: table, skipsBadRows: false, isQuiet: true)
        let selection = try ModelSelection(rows, options: options, pair: nil)
        return try EvaluationReport(
            path: table, split: selection.split, source: source.name, tradeoff: nil, skippedRowCount: 0,
            evaluation: .init(
                .init(
                    models: selection.models, rows: source.predictions(of: rows, selection, isQuiet: true),
                    split: selection.split), pair: nil, seed: 1))
    }
}
