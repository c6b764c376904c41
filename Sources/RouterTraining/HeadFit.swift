import Foundation
import RouterCore
import RouterModel
import RouterNumerics

/// The heads of all candidates, and the one that they share, on skills that were predicted out of fold.
///
/// A candidate's sufficient statistics are all that its head needs: outcomes beyond those of the set can be added one by
/// one, in any order.
struct HeadFit {
    private let set: TrainingSet
    private let recipe: TrainingRecipe
    private let ability: [Double]
    private let groups: PromptGroups
    /// `z(x)` of each row of the set, row-major, shape `(n, d)`.
    private let inputs: [Double]
    /// `d`.
    private let order: Int
    private let rowsOf: [[(row: Int, observation: Observation)]]
    private let shared: LinearStatistics.Posterior
    private let tokens: TokenForecastFit
    private var statistics: [LinearStatistics]
    private var scoreSums: [Double]

    /// Gathers the statistics of a set.
    ///
    /// - Throws: ``RouterNumerics/LinearAlgebra/NotPositiveDefinite`` if features were not finite.
    init(_ set: TrainingSet, _ skills: SkillMapFit, recipe: TrainingRecipe) throws {
        self.set = set
        self.recipe = recipe
        ability = skills.additive.ability
        groups = PromptGroups(set, skills, seed: recipe.seed)
        let (k, p) = (skills.skillCount, set.schema.surfaceNames.count)
        let order = 1 + k + p
        self.order = order
        var inputs: [Double] = []
        inputs.reserveCapacity(set.rowCount * order)
        for row in 0..<set.rowCount {
            inputs.append(1)
            for skill in 0..<k { inputs.append(Double(skills.outOfFoldSkills[row * k + skill])) }
            for column in 0..<p { inputs.append(Double(skills.standardizedSurface[row * p + column])) }
        }
        self.inputs = inputs
        var rowsOf = [[(row: Int, observation: Observation)]](repeating: [], count: set.names.count)
        for (row, observations) in set.observations.enumerated() {
            for observation in observations { rowsOf[observation.candidate].append((row, observation)) }
        }
        self.rowsOf = rowsOf
        let ability = self.ability
        shared = try Self.shared(
            inputs, order, ridge: recipe.meanHeadRidge,
            rowsOf.enumerated().map { index, rows in
                rows.map { ($0.row, $0.observation.score - ability[index]) }
            })
        tokens = try TokenForecastFit(inputs, order: order, rowsOf: rowsOf, recipe: recipe)
        statistics = rowsOf.map { rows in
            var own = LinearStatistics(order: order)
            own.add(inputs: Self.gather(inputs, order, rows.map(\.row)), targets: rows.map(\.observation.score))
            return own
        }
        scoreSums = rowsOf.map { $0.reduce(0) { $0 + $1.observation.score } }
    }

    /// Adds outcomes of prompts that are not in the set.
    ///
    /// - Parameters:
    ///   - candidate: the place of the candidate among the set's names; one that has outcomes in the set.
    ///   - inputs: `z(x)` of the prompts, row-major, shape `(n, d)`.
    ///   - scores: shape `(n)`.
    mutating func add(candidate: Int, inputs: [Double], scores: [Double]) {
        statistics[candidate].add(inputs: inputs, targets: scores)
        scoreSums[candidate] += scores.reduce(0, +)
    }

    /// The model of the statistics so far.
    ///
    /// - Parameter skills: what the inputs were made with.
    /// - Returns: the model, of the set's feature schema.
    /// - Throws: ``RouterNumerics/LinearAlgebra/NotPositiveDefinite`` if features were not finite.
    func model(_ skills: SkillMapFit) throws -> ScoringModel {
        let (k, p) = (skills.skillCount, set.schema.surfaceNames.count)
        let precision =
            [recipe.headInterceptRidge] + [Double](repeating: recipe.headSkillRidge, count: k)
            + [Double](repeating: recipe.headSurfaceRidge, count: p)
        var heads: [CandidateHead] = []
        var errors: [[(row: Int, error: Double)]] = []
        var pooled: (scores: [Double], outcomes: [Double]) = ([], [])
        let present = statistics.indices.filter { statistics[$0].count > 0 }
        for index in present {
            let rows = rowsOf[index]
            var prior = shared.weights
            prior[0] += ability[index]
            let posterior = try statistics[index].posterior(prior: prior, precision: precision)
            let scores = rows.map { Self.product(posterior.weights, inputs, $0.row) }
            let outcomes = rows.map(\.observation.score)
            pooled.scores += rows.map { Self.product(prior, inputs, $0.row) }
            pooled.outcomes += outcomes
            let forecast = tokens.forecasts[index]
            let calibration = PlattScaling.fit(scores: scores, outcomes: outcomes)
            errors.append(
                rows.indices.map { (rows[$0].row, outcomes[$0] - calibration.quality(scores[$0])) })
            heads.append(
                CandidateHead(
                    name: set.names[index], weights: posterior.weights.map { Float($0) },
                    covarianceFactor: posterior.covarianceFactor.map { Float($0) }, calibration: calibration,
                    tokenWeights: forecast.weights.map { Float($0) }, tokenSmearing: forecast.smearing,
                    price: Self.price(rows, set), outcomeCount: Int(statistics[index].count),
                    meanScore: scoreSums[index] / statistics[index].count,
                    // Without outcomes in the set, how able the head takes the candidate to be on an average prompt.
                    ability: rows.isEmpty ? posterior.weights[0] : ability[index],
                    latency: LatencyFit.fit(rows.map(\.observation))))
        }
        let meanAbility = heads.reduce(0) { $0 + $1.ability } / Double(max(1, heads.count))
        var meanWeights = shared.weights
        meanWeights[0] += meanAbility
        let meanHead = CandidateHead(
            name: "mean", weights: meanWeights.map { Float($0) },
            covarianceFactor: shared.covarianceFactor.map { Float($0) },
            calibration: PlattScaling.fit(scores: pooled.scores, outcomes: pooled.outcomes),
            tokenWeights: tokens.mean.weights.map { Float($0) }, tokenSmearing: tokens.mean.smearing, price: .unknown,
            outcomeCount: pooled.outcomes.count,
            meanScore: pooled.outcomes.reduce(0, +) / Double(max(1, pooled.outcomes.count)),
            ability: meanAbility)
        let priceEffect = Self.priceEffect(heads.map { ($0.price, $0.ability) })
        return ScoringModel(
            schemaVersion: set.schema.version, skillMap: skills.map, heads: heads, meanHead: meanHead,
            scorePerPriceDecade: priceEffect.slope, meanLogPrice: priceEffect.mean,
            shiftDeviations: ShiftFit.deviations(errors, groups), benchmarks: BenchmarkFit.lines(set, ability: ability))
    }

    /// One regression over all candidates, on targets whose candidate means are taken out.
    static func shared(
        _ inputs: [Double], _ order: Int, ridge: Double, _ targets: [[(row: Int, value: Double)]]
    ) throws -> LinearStatistics.Posterior {
        var statistics = LinearStatistics(order: order)
        for rows in targets where !rows.isEmpty {
            statistics.add(inputs: gather(inputs, order, rows.map(\.row)), targets: rows.map(\.value))
        }
        return try statistics.posterior(
            prior: [Double](repeating: 0, count: order), precision: [Double](repeating: ridge, count: order))
    }

    /// Rows of a row-major matrix, one behind the other.
    static func gather(_ inputs: [Double], _ order: Int, _ rows: [Int]) -> [Double] {
        var gathered: [Double] = []
        gathered.reserveCapacity(rows.count * order)
        for row in rows { gathered += inputs[row * order..<(row + 1) * order] }
        return gathered
    }

    /// `w · z` for one row.
    static func product(_ weights: [Double], _ inputs: [Double], _ row: Int) -> Double {
        let start = row * weights.count
        return weights.indices.reduce(0) { $0 + weights[$1] * inputs[start + $1] }
    }

    private static func price(_ rows: [(row: Int, observation: Observation)], _ set: TrainingSet) -> Price {
        PriceFit.fit(
            rows.compactMap { row, observation in
                observation.costUSD.map { cost in
                    PriceFit.Record(
                        promptTokens: set.promptTokens[row],
                        completionTokens: observation.completionTokens.map(Double.init), costUSD: cost)
                }
            })
    }

    /// Ability for each decade of price, by least squares; 0 where fewer than five candidates have a price.
    private static func priceEffect(_ candidates: [(price: Price, ability: Double)]) -> (slope: Double, mean: Double) {
        let points = candidates.compactMap { price, ability -> (x: Double, y: Double)? in
            guard let blended = price.blendedUSDPerMillion, blended > 0 else { return nil }
            return (log10(blended), ability)
        }
        guard points.count >= 5 else { return (0, 0) }
        let (mx, my) = (
            points.reduce(0) { $0 + $1.x } / Double(points.count), points.reduce(0) { $0 + $1.y } / Double(points.count)
        )
        let variance = points.reduce(0) { $0 + ($1.x - mx) * ($1.x - mx) }
        let covariance = points.reduce(0) { $0 + ($1.x - mx) * ($1.y - my) }
        return (variance > 0 ? max(0, covariance / variance) : 0, mx)
    }
}
