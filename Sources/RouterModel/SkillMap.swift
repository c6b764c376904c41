package import RouterCore
import RouterNumerics

/// How hard a prompt is and which skills it needs: a linear map of the feature blocks to a few numbers.
package struct SkillMap: Sendable, Hashable {
    /// The surface part of the features.
    package let surface: SurfaceMap
    /// Inverse document frequencies of the hashed block, shape `(hashedCount)`; 0 for buckets unseen in training.
    package let inverseDocumentFrequency: [Float]
    /// Weights of the hashed block, row-major, shape `(hashedCount, k)`; input blocks are scaled to length
    /// ``blockLength``.
    package let hashedWeights: [Float]
    /// Weights of the surface map's outputs, row-major, shape `(k, p + r)`.
    package let surfaceWeights: [Float]
    /// Skills of an empty input, shape `(k)`.
    package let bias: [Float]

    /// Length to which the word half and the character half of the hashed block are scaled, each for itself.
    ///
    /// With √½ the two weigh the same and their sum has length 1.
    package static let blockLength = Float(0.5).squareRoot()

    /// Keeps the parameters.
    package init(
        surface: SurfaceMap, inverseDocumentFrequency: [Float], hashedWeights: [Float], surfaceWeights: [Float],
        bias: [Float]
    ) {
        precondition(hashedWeights.count == inverseDocumentFrequency.count * bias.count, "shapes do not fit")
        precondition(surfaceWeights.count == surface.outputCount * bias.count, "shapes do not fit")
        self.surface = surface
        self.inverseDocumentFrequency = inverseDocumentFrequency
        self.hashedWeights = hashedWeights
        self.surfaceWeights = surfaceWeights
        self.bias = bias
    }

    /// Number of skills, `k`.
    package var skillCount: Int { bias.count }
    /// Length of ``headInput(_:)``: `1 + k + p`.
    package var headInputCount: Int { 1 + skillCount + surface.surfaceCount }

    /// What heads see: `z(x) = [1, skills, standardised surface]`, shape `(1 + k + p)`.
    ///
    /// - Complexity: O(non-zero buckets · k).
    package func headInput(_ features: FeatureVector) -> [Float] {
        let standardized = surface.standardized(features.surface)
        var skills = LinearAlgebra.affine(surfaceWeights, surface.outputs(standardized: standardized), plus: bias)
        addHashed(features.hashed, to: &skills)
        return [1] + skills + standardized
    }

    /// Values of the hashed block as the map takes them: times inverse document frequency, each half of length
    /// ``blockLength``.
    package static func weighted(_ hashed: SparseVector, _ inverseDocumentFrequency: [Float]) -> [Float] {
        let half = UInt32(inverseDocumentFrequency.count / 2)
        var values = hashed.values
        var squares: (words: Float, characters: Float) = (0, 0)
        for position in values.indices {
            let bucket = hashed.indices[position]
            values[position] *= inverseDocumentFrequency[Int(bucket)]
            let square = values[position] * values[position]
            if bucket < half { squares.words += square } else { squares.characters += square }
        }
        let words = squares.words > 0 ? blockLength / squares.words.squareRoot() : 0
        let characters = squares.characters > 0 ? blockLength / squares.characters.squareRoot() : 0
        for position in values.indices { values[position] *= hashed.indices[position] < half ? words : characters }
        return values
    }

    private func addHashed(_ hashed: SparseVector, to skills: inout [Float]) {
        let values = Self.weighted(hashed, inverseDocumentFrequency)
        let k = skillCount
        hashedWeights.withUnsafeBufferPointer { weights in
            skills.withUnsafeMutableBufferPointer { skills in
                for (bucket, value) in zip(hashed.indices, values) {
                    let row = Int(bucket) * k
                    for skill in 0..<k { skills[skill] += value * weights[row + skill] }
                }
            }
        }
    }
}
