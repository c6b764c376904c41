import Foundation
import RouterCore
import RouterEngine
import RouterFeatures
import RouterModel
import RouterTables
import RouterTraining

/// One run of a simulation: some prompts are served in random order, the others judge what was learned.
struct SimulationRun {
    private let table: SimulationTable
    private let prior: ModelBundle
    private let settings: SimulationSettings
    private let ridge: FullInformationRidge
    /// `z(x)` of each row, by row.
    private let inputs: [[Float]]
    private let qualityPerUSD: Double

    /// Prepares what all runs share.
    init(table: SimulationTable, prior: ModelBundle, settings: SimulationSettings) {
        self.table = table
        self.prior = prior
        self.settings = settings
        ridge = FullInformationRidge(table.rows.map(\.features), schema: prior.extractor.schema)
        let scorer = prior.model.scorer(for: table.pool)
        inputs = table.rows.map { scorer.headInput($0.features) }
        qualityPerUSD = settings.tradeoff.qualityPerUSD
    }

    /// Serves, learns and is judged.
    ///
    /// - Parameters:
    ///   - seed: of the order of the prompts and of all draws.
    ///   - logPath: of the run's own log.
    ///   - progress: called with the share that is done.
    /// - Returns: what became of each request, and the judgements.
    /// - Throws: what deciding, logging or learning throws.
    func path(seed: UInt64, logPath: String, progress: (Double) -> Void) async throws -> SimulationPath {
        var random = SplitMix64(seed: seed)
        let order = random.permutation(of: table.rows.count)
        let served = Array(order.prefix(settings.requestCount))
        let judges = Array(order.dropFirst(settings.requestCount))
        let utilities = served.map { table.utilities(of: $0, qualityPerUSD: qualityPerUSD) }
        let best = bestSingle(utilities)
        let hindsight = hindsight(served, utilities, seed: seed)
        var bandit = FeaturelessBandit(candidateCount: table.pool.candidates.count, seed: random.next())
        var router = try await SimulatedRouter(table: table, prior: prior, settings: settings, logPath: logPath)
        var path = SimulationPath()
        var nextRetraining = SimulationSettings.firstRetraining
        for (number, row) in served.enumerated() {
            let choice = try router.serve(table.rows[row], number: number, seed: random.next())
            let worth = utilities[number]
            let outcome = table.rows[row].outcomes[choice]
            path.steps.append(
                .init(
                    router: worth[choice], quality: outcome.score, costUSD: outcome.costUSD ?? 0,
                    bestSingle: worth[best], random: worth.reduce(0, +) / Double(worth.count),
                    featureless: bandit.serve(worth), hindsight: worth[hindsight[number]]))
            let count = number + 1
            let isCheckpoint = settings.checkpoints.contains(count)
            if count == nextRetraining || isCheckpoint { try await router.learn() }
            if count == nextRetraining { nextRetraining = SimulationSettings.nextRetraining(after: count) }
            if isCheckpoint, !judges.isEmpty {
                path.checkpoints.append(
                    try judge(router.maker, served: Array(served.prefix(count)), on: judges, best: best, seed: seed))
            }
            if count % 100 == 0 { progress(Double(count) / Double(served.count)) }
        }
        try await router.close()
        return path
    }

    private func bestSingle(_ utilities: [[Double]]) -> Int {
        let sums = table.pool.candidates.indices.map { place in utilities.reduce(0) { $0 + $1[place] } }
        return sums.indices.max { sums[$0] < sums[$1] } ?? 0
    }

    /// What the full-information ridge would choose for each request if it knew the outcomes of all others, in five
    /// folds.
    private func hindsight(_ served: [Int], _ utilities: [[Double]], seed: UInt64) -> [Int] {
        let m = table.pool.candidates.count
        let folds = FoldAssignment(rowCount: served.count, count: 5, seed: seed)
        var choices = [Int](repeating: 0, count: served.count)
        for fold in 0..<folds.count {
            let (held, known) = (folds.rows(of: fold), served.indices.filter { folds.folds[$0] != fold })
            let predicted = ridge.predictions(
                (0..<m).map { place in known.map { utilities[$0][place] } }, learnedFrom: known.map { served[$0] },
                for: held.map { served[$0] }, seed: seed)
            for (place, row) in held.enumerated() {
                choices[row] = Self.largest(predicted[place * m..<(place + 1) * m])
            }
        }
        return choices
    }

    private func judge(
        _ maker: DecisionMaker, served: [Int], on judges: [Int], best: Int, seed: UInt64
    ) throws -> SimulationPath.Checkpoint {
        let m = table.pool.candidates.count
        let worth = judges.map { table.utilities(of: $0, qualityPerUSD: qualityPerUSD) }
        let baseline = worth.reduce(0) { $0 + $1[best] }
        func gain(_ total: Double) -> Double { (total - baseline) / Double(judges.count) }
        let full = try fullHeads(served)
        let isEligible = [Bool](repeating: true, count: m)
        var (learned, exploring, heads) = (0.0, 0.0, 0.0)
        for (place, row) in judges.enumerated() {
            let tokens = table.rows[row].features.promptTokens
            let estimates = maker.scorer.estimates(input: inputs[row], promptTokens: tokens)
            let cautious = maker.utilities(estimates, isEligible: isEligible, tradeoff: settings.tradeoff)
            learned += worth[place][Self.largest(cautious[...])]
            let probabilities = maker.probabilities(estimates, isEligible: isEligible, tradeoff: settings.tradeoff)
            exploring += zip(probabilities, worth[place]).reduce(0) { $0 + $1.0 * $1.1 }
            let informed = full.expectedUtilities(
                full.scorer.estimates(input: inputs[row], promptTokens: tokens), isEligible: isEligible,
                tradeoff: settings.tradeoff)
            heads += worth[place][Self.largest(informed[...])]
        }
        let targets = (0..<m).map { place in
            served.map { table.utilities(of: $0, qualityPerUSD: qualityPerUSD)[place] }
        }
        let predicted = ridge.predictions(targets, learnedFrom: served, for: judges, seed: seed)
        let ridgeTotal = judges.indices.reduce(0) {
            $0 + worth[$1][Self.largest(predicted[$1 * m..<($1 + 1) * m])]
        }
        return .init(
            requestCount: served.count, learned: gain(learned), exploring: gain(exploring), fullHeads: gain(heads),
            fullRidge: gain(ridgeTotal))
    }

    /// The router's own heads, learned from every candidate's outcome.
    private func fullHeads(_ served: [Int]) throws -> DecisionMaker {
        let learner = HeadLearner(base: prior.model, recipe: settings.recipe)
        var statistics = OwnStatistics(order: learner.order)
        let outcomes = served.flatMap { row in
            table.pool.candidates.indices.map { place in
                let outcome = table.rows[row].outcomes[place]
                return OwnOutcome(
                    candidate: table.pool.candidates[place].id, input: inputs[row], reward: outcome.score,
                    completionTokens: outcome.completionTokens, durationSeconds: outcome.latencySeconds)
            }
        }
        statistics.add(outcomes)
        return SimulatedRouter.maker(
            try learner.model(statistics, pool: table.pool, recent: outcomes), prior, table, GreedyPolicy(), settings)
    }

    /// The place of the largest number, the first of several, counted from the beginning of the slice.
    private static func largest(_ values: ArraySlice<Double>) -> Int {
        values.indices.reduce(values.startIndex) { values[$1] > values[$0] ? $1 : $0 } - values.startIndex
    }
}
