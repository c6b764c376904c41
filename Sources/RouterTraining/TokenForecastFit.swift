import Foundation
import RouterNumerics

/// How long each candidate's replies are: linear regressions of `ln(1 + completion tokens)`.
struct TokenForecastFit {
    /// One candidate's forecast.
    struct Forecast {
        /// Weights of the logarithm, shape `(d)`.
        let weights: [Double]
        /// Mean count over the exponential of its mean logarithm, for counts are skewed.
        ///
        /// Duan (1983), "Smearing Estimate", DOI
        /// 10.1080/01621459.1983.10478017.
        let smearing: Double
    }

    /// By candidate; those without counts have the mean forecast.
    let forecasts: [Forecast]
    /// For a candidate of which nothing is known.
    let mean: Forecast

    /// The reply's length that is assumed where no table records any, in tokens.
    private static let unknownCount = 300.0

    /// Fits all forecasts.
    init(
        _ inputs: [Double], order: Int, rowsOf: [[(row: Int, observation: Observation)]], recipe: TrainingRecipe
    ) throws {
        let counted = rowsOf.map { rows in
            rows.compactMap { row, observation in observation.completionTokens.map { (row: row, count: Double($0)) } }
        }
        let means = counted.map { rows in
            rows.isEmpty ? 0 : rows.reduce(0) { $0 + log1p($1.count) } / Double(rows.count)
        }
        let present = counted.indices.filter { !counted[$0].isEmpty }
        let shared = try HeadFit.shared(
            inputs, order, ridge: recipe.tokenRidge,
            counted.enumerated().map { index, rows in rows.map { ($0.row, log1p($0.count) - means[index]) } })
        var meanWeights = shared.weights
        meanWeights[0] +=
            present.isEmpty
            ? log1p(Self.unknownCount) : present.reduce(0) { $0 + means[$1] } / Double(present.count)
        // Skill and surface weights follow the shared ones; the intercept is the candidate's own.
        let precision = [1e-3] + [Double](repeating: recipe.tokenRidge, count: order - 1)
        var forecasts: [Forecast?] = []
        for (index, rows) in counted.enumerated() {
            guard !rows.isEmpty else {
                forecasts.append(nil)
                continue
            }
            var prior = shared.weights
            prior[0] += means[index]
            var statistics = LinearStatistics(order: order)
            statistics.add(
                inputs: HeadFit.gather(inputs, order, rows.map(\.row)), targets: rows.map { log1p($0.count) })
            let weights = try statistics.posterior(prior: prior, precision: precision).weights
            let forecast = rows.reduce(0) { $0 + max(1, expm1(HeadFit.product(weights, inputs, $1.row))) }
            let total = rows.reduce(0) { $0 + $1.count }
            forecasts.append(Forecast(weights: weights, smearing: min(5, max(0.2, total / forecast))))
        }
        let known = forecasts.compactMap { $0 }
        let smearing = known.isEmpty ? 1 : known.reduce(0) { $0 + $1.smearing } / Double(known.count)
        let mean = Forecast(weights: meanWeights, smearing: smearing)
        self.mean = mean
        self.forecasts = forecasts.map { $0 ?? mean }
    }
}
