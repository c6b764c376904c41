import Foundation
import RouterCore
import RouterTables

@testable import RouterTraining

/// Logs with a known truth: a table of what every candidate would have earned on every prompt, from which a logging policy
/// reveals one outcome a prompt.
struct OffPolicySimulator {
    /// Rewards, shape `(n)` of `(m)`.
    let scores: [[Double]]
    /// Rewards as a model expects them, shape of ``scores``.
    let modelled: [[Double]]
    /// The logging policy's probabilities, shape of ``scores``.
    let logging: [[Double]]

    /// A policy's true mean reward.
    func value(of policy: [[Double]]) -> Double {
        zip(scores, policy).reduce(0) { sum, row in sum + zip(row.0, row.1).reduce(0) { $0 + $1.0 * $1.1 } }
            / Double(scores.count)
    }

    /// Samples of several target policies: the same outcomes for each.
    func samples(_ count: Int, targets: [[[Double]]], seed: UInt64) -> [[OffPolicySample]] {
        OffPolicyLog(self, targets: targets).draw(count, seed: seed)
    }

    /// The samples of one target policy.
    func samples(_ count: Int, target: [[Double]], seed: UInt64) -> [OffPolicySample] {
        samples(count, targets: [target], seed: seed)[0]
    }

    /// The same table and model under another logging policy.
    func logged(by policy: [[Double]]) -> OffPolicySimulator {
        OffPolicySimulator(scores: scores, modelled: modelled, logging: policy)
    }
}

extension OffPolicySimulator {
    /// Rows of numbers through a policy: most probability on the highest number, the rest evenly on all.
    static func epsilonGreedy(_ rows: [[Double]], epsilon: Double) -> [[Double]] {
        rows.map { row in
            let best = row.indices.max { row[$0] < row[$1] } ?? 0
            return row.indices.map { (epsilon / Double(row.count)) + ($0 == best ? 1 - epsilon : 0) }
        }
    }

    /// Rows of numbers through a policy: probability rises exponentially.
    static func softmax(_ rows: [[Double]], temperature: Double) -> [[Double]] {
        rows.map { row in
            let highest = row.max() ?? 0
            let powers = row.map { exp(($0 - highest) / temperature) }
            let total = powers.reduce(0, +)
            return powers.map { $0 / total }
        }
    }
}

/// Many logs of one simulator: every sample there can be is made once.
struct OffPolicyLog {
    private let logging: [[Double]]
    /// By target policy, row and choice.
    private let samples: [[[OffPolicySample?]]]

    init(_ simulator: OffPolicySimulator, targets: [[[Double]]]) {
        logging = simulator.logging
        samples = targets.map { target in
            simulator.scores.indices.map { row in
                simulator.scores[row].indices.map { choice in
                    guard simulator.logging[row][choice] > 0 else { return nil }
                    return OffPolicySample(
                        choice: choice, reward: simulator.scores[row][choice],
                        loggingProbabilities: simulator.logging[row], targetProbabilities: target[row],
                        modelledRewards: simulator.modelled[row])
                }
            }
        }
    }

    /// Prompts drawn with replacement, and a choice for each.
    ///
    /// - Returns: for each target policy the same outcomes, shape of the targets of `(count)`.
    func draw(_ count: Int, seed: UInt64) -> [[OffPolicySample]] {
        var random = SplitMix64(seed: seed)
        let drawn = (0..<count).map { _ -> (row: Int, choice: Int) in
            let row = Int(random.next().multipliedFullWidth(by: UInt64(logging.count)).high)
            let target = random.nextUnit()
            var (choice, cumulated) = (0, logging[row][0])
            while target >= cumulated, choice + 1 < logging[row].count {
                choice += 1
                cumulated += logging[row][choice]
            }
            return (row, choice)
        }
        return samples.map { own in drawn.compactMap { own[$0.row][$0.choice] } }
    }
}

/// A full-information table with the estimates that policies and models of the tests are made of.
struct OffPolicyWorld {
    /// What it is called in a failure.
    let name: String
    /// Rewards, shape `(n, 4)`.
    let scores: [[Double]]
    /// What the logging policy believes.
    let beliefs: [[Double]]
    /// What the target policy believes.
    let otherBeliefs: [[Double]]
    /// A model of rewards that is wrong on purpose: off by .15, −.1, .1 and −.15, and noisy.
    let biasedModel: [[Double]]

    /// Half noisy, half true beliefs about a table of four candidates.
    private init(_ name: String, scores: [[Double]], chances: [[Double]], seed: UInt64) {
        var random = SplitMix64(seed: seed)
        self.name = name
        self.scores = scores
        beliefs = chances.map { row in zip(row, [0, 0.02, 0.05, 0.12]).map { $0 - $1 } }
        otherBeliefs = chances.map { row in zip(row, [0.1, 0.05, 0.05, 0.1]).map { $0 - $1 + 0.1 * random.normal() } }
        biasedModel = chances.map { row in
            zip(row, [0.15, -0.1, 0.1, -0.15]).map { min(1, max(0, $0 + $1 + 0.1 * random.normal())) }
        }
    }

    /// Four candidates of rising ability on prompts of differing difficulty.
    static let synthetic: OffPolicyWorld = {
        var random = SplitMix64(seed: 20_260_101)
        var (scores, chances): ([[Double]], [[Double]]) = ([], [])
        for _ in 0..<2_000 {
            let ease = 0.25 * random.normal()
            let row = [0.5, 0.6, 0.7, 0.8].map { min(0.98, max(0.02, $0 + ease + 0.15 * random.normal())) }
            chances.append(row)
            scores.append(row.map { random.nextUnit() < $0 ? 1 : 0 })
        }
        return OffPolicyWorld("synthetic", scores: scores, chances: chances, seed: 1)
    }()

    /// Shared tables, read once; empty where they are not there.
    static let shared: [OffPolicyWorld] = {
        (try? ["mmlu_pro", "zeroeval_crux"].compactMap { try read($0, rows: 1_000) }) ?? []
    }()

    /// Four models of a shared table, from the weakest to the strongest, on its first rows; `nil` where the table is not there.
    private static func read(_ name: String, rows: Int) throws -> OffPolicyWorld? {
        guard let path = path(of: name) else { return nil }
        let reader = try OutcomeTableReader(path: path)
        var (names, table): ([String], [[Double]]) = ([], [])
        while table.count < rows, let row = try reader.next() {
            let outcomes = row.outcomes.sorted { $0.model < $1.model }
            if names.isEmpty { names = outcomes.map(\.model) }
            if outcomes.map(\.model) == names { table.append(outcomes.map(\.score)) }
        }
        let means = names.indices.map { column in table.reduce(0) { $0 + $1[column] } / Double(table.count) }
        let order = names.indices.sorted { means[$0] < means[$1] }
        let picked = (0..<4).map { order[$0 * (order.count - 1) / 3] }
        let scores = table.map { row in picked.map { row[$0] } }
        var random = SplitMix64(seed: 7)
        // What a router might know: abilities for the most part, a little of the prompt.
        let chances = scores.map { row -> [Double] in
            let ease = row.reduce(0, +) / 4
            return picked.map { min(0.98, max(0.02, 0.7 * means[$0] + 0.3 * ease + 0.1 * random.normal())) }
        }
        return OffPolicyWorld(name, scores: scores, chances: chances, seed: 2)
    }

    /// Whether there are outcome tables, which are no part of the repository.
    static let hasTables = path(of: "mmlu_pro") != nil && path(of: "zeroeval_crux") != nil

    /// Where the Makefile looks for them too: beside the repository.
    private static func path(of name: String) -> String? {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let path = root.deletingLastPathComponent().appending(path: "shared/data/\(name).jsonl.gz").path
        return FileManager.default.isReadableFile(atPath: path) ? path : nil
    }
}
