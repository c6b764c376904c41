package import RouterCore

/// The skills that a prompt needs, as sums of what its inputs add to those of an average prompt.
///
/// The average prompt has the surface numbers and the meaning that training had on average, and no known word. Each
/// part has shape `(k)`; together they are the skills, to rounding.
package struct SkillParts: Sendable, Hashable {
    /// Skills of the average prompt.
    package let average: [Double]
    /// The linear part of each surface feature, shape `(p)` of parts.
    package let surface: [[Double]]
    /// Hashed words and pieces of words.
    package let wording: [Double]
    /// The dense block.
    package let meaning: [Double]
    /// Closeness to landmark prompts: what no linear function of surface and meaning says.
    package let similarPrompts: [Double]
}

extension SkillMap {
    /// The parts of a prompt's skills.
    ///
    /// - Parameter features: of the schema that the map was trained on.
    /// - Returns: vectors of shape `(k)`.
    /// - Complexity: O(k · (p + e + r) + non-zero buckets · k).
    package func parts(_ features: FeatureVector) -> SkillParts {
        let standardized = surface.standardized(features.surface)
        let dense = features.dense
        let (p, e) = (standardized.count, dense.count)
        let averageDense = landmarks.denseMean.count == e ? landmarks.denseMean : [Float](repeating: 0, count: e)
        let averageCloseness = closeness([Float](repeating: 0, count: p), averageDense)
        let closeness = closeness(standardized, dense)
        return SkillParts(
            average: (0..<skillCount).map { skill in
                Double(bias[skill]) + dot(skill, from: p, averageDense) + dot(skill, from: p + e, averageCloseness)
            },
            surface: (0..<p).map { feature in
                (0..<skillCount).map { dot($0, from: feature, [standardized[feature]]) }
            },
            wording: hashedPart(features.hashed),
            meaning: (0..<skillCount).map { dot($0, from: p, zip(dense, averageDense).map { $0 - $1 }) },
            similarPrompts: (0..<skillCount).map {
                dot($0, from: p + e, zip(closeness, averageCloseness).map { $0 - $1 })
            })
    }

    private func closeness(_ standardized: [Float], _ dense: [Float]) -> [Float] {
        landmarks.closeness(to: landmarks.point(standardized: standardized, dense: dense))
    }

    /// The product of inputs with the weights of one skill for them, the first of which stands in a column.
    private func dot(_ skill: Int, from column: Int, _ inputs: [Float]) -> Double {
        let start = skill * (numericWeights.count / skillCount) + column
        return inputs.indices.reduce(0) { $0 + Double(numericWeights[start + $1]) * Double(inputs[$1]) }
    }

    private func hashedPart(_ hashed: SparseVector) -> [Double] {
        let values = Self.weighted(hashed, inverseDocumentFrequency)
        var part = [Double](repeating: 0, count: skillCount)
        for (bucket, value) in zip(hashed.indices, values) {
            let row = Int(bucket) * skillCount
            for skill in 0..<skillCount { part[skill] += Double(hashedWeights[row + skill]) * Double(value) }
        }
        return part
    }
}
