import RouterNumerics

/// What the outcomes of all candidates have in common that their priors do not say: a level and weights.
///
/// Who is best depends on none of it, but it explains much of the noise, and a candidate without outcomes is compared
/// fairly with those that have some.
struct CommonShift {
    /// Level first, shape `(d)`.
    let weights: [Double]

    /// - Parameters:
    ///   - residuals: rewards less what the priors say, a candidate each.
    ///   - recipe: the settings.
    ///   - skillCount: number of skills.
    /// - Throws: ``RouterNumerics/LinearAlgebra/NotPositiveDefinite`` if inputs were not finite.
    init(
        _ residuals: [LinearStatistics], recipe: LearningRecipe, skillCount: Int
    ) throws(LinearAlgebra.NotPositiveDefinite) {
        let order = residuals.first?.order ?? 0
        let present = residuals.filter { $0.count > 0 }
        guard !present.isEmpty else {
            weights = [Double](repeating: 0, count: order)
            return
        }
        // Levels differ from candidate to candidate and are no part of the common weights.
        var pooled = LinearStatistics(order: order)
        for statistics in present { pooled.merge(statistics.centred()) }
        var best: (precision: [Double], evidence: Double)?
        for skills in recipe.skillPrecisions {
            for surface in recipe.surfacePrecisions {
                let precision = recipe.precision(
                    level: 1, skills: skills, surface: surface, skillCount: skillCount, order: order)
                let evidence = try Evidence.logEvidence(
                    of: pooled, precision: precision, noiseVariance: recipe.noiseVariance)
                if best.map({ evidence > $0.evidence }) ?? true { best = (precision, evidence) }
            }
        }
        var weights = try pooled.posterior(
            prior: [Double](repeating: 0, count: order),
            precision: best?.precision ?? [Double](repeating: 1, count: order)
        ).weights
        weights[0] = 0
        weights[0] = Self.level(present.map { $0.residuals(of: weights) }, recipe: recipe)
        self.weights = weights
    }

    /// The mean of the candidates' mean residuals, each weighted by how well it is known.
    private static func level(_ rests: [LinearStatistics], recipe: LearningRecipe) -> Double {
        var (sum, total) = (0.0, 0.0)
        for rest in rests {
            let weight = 1 / (recipe.levelVariance + recipe.noiseVariance / rest.count)
            sum += weight * rest.moment[0] / rest.count
            total += weight
        }
        return sum / total
    }
}
