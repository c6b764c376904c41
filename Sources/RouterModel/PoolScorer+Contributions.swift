package import RouterCore

/// The raw score of one candidate as two sums of named parts, each of which adds up to it, to rounding.
package struct ScoreContributions: Sendable {
    /// One named part.
    package struct Part: Sendable, Hashable {
        /// A surface feature, `wording`, `meaning`, `similar_prompts`, `difficulty`, `skill 2` …, `surface` or `average`.
        package let name: String
        /// What it adds to the raw score.
        package let amount: Double
    }

    /// The raw score: the expected quality before calibration, about 0…1.
    package let rawScore: Double
    /// Surface features by name, each with its way through the skills; `wording`, `meaning`, `similar_prompts`; and as
    /// `average` the score of the average prompt of ``SkillParts``.
    package let byInput: [Part]
    /// `difficulty`, `skill 2` …: weight times skill; `surface`: the direct weights of all surface features; and as
    /// `average` the mean of the score in training, where every skill has mean 0.
    package let bySkill: [Part]
}

extension PoolScorer {
    /// What makes up the raw score of each candidate.
    ///
    /// - Parameters:
    ///   - features: of the schema that the model was trained on.
    ///   - surfaceNames: names of the surface block, shape `(p)`.
    /// - Returns: shape `(m)`, in pool order.
    /// - Complexity: O(k · (p + e + r) + m · k · p).
    package func contributions(_ features: FeatureVector, surfaceNames: [String]) -> [ScoreContributions] {
        let input = headInput(features)
        let parts = skillMap.parts(features)
        precondition(
            surfaceNames.count == parts.surface.count, "\(surfaceNames.count) names, \(parts.surface.count) features")
        return pool.candidates.indices.map { index in
            contributions(of: index, input: input, parts: parts, surfaceNames: surfaceNames)
        }
    }

    /// The surface numbers that training had on average, shape `(p)`.
    package var averageSurface: [Float] { skillMap.surface.mean }

    private func contributions(
        of index: Int, input: [Float], parts: SkillParts, surfaceNames: [String]
    ) -> ScoreContributions {
        let k = parts.average.count
        let amounts = contributions(of: index, input: input).map(Double.init)
        let skillWeights = skillWeights(of: index).map(Double.init)
        func throughSkills(_ part: [Double]) -> Double { zip(skillWeights, part).reduce(0) { $0 + $1.0 * $1.1 } }
        let intercept = amounts[0] + offset(of: index)
        let direct = amounts[(1 + k)...]
        let byInput =
            zip(surfaceNames, zip(direct, parts.surface)).map { name, part in
                ScoreContributions.Part(name: name, amount: part.0 + throughSkills(part.1))
            } + [
                .init(name: "wording", amount: throughSkills(parts.wording)),
                .init(name: "meaning", amount: throughSkills(parts.meaning)),
                .init(name: "similar_prompts", amount: throughSkills(parts.similarPrompts)),
                .init(name: "average", amount: intercept + throughSkills(parts.average)),
            ]
        let bySkill =
            (0..<k).map { skill in
                ScoreContributions.Part(
                    name: skill == 0 ? "difficulty" : "skill \(skill + 1)", amount: amounts[1 + skill])
            } + [
                .init(name: "surface", amount: direct.reduce(0, +)), .init(name: "average", amount: intercept),
            ]
        return ScoreContributions(
            rawScore: amounts.reduce(offset(of: index), +), byInput: byInput, bySkill: bySkill)
    }
}
