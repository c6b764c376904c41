package import RouterCore
import RouterNumerics

/// How hard a prompt is and which skills it needs: a linear map of the feature blocks to a few numbers.
package struct SkillMap: Sendable, Hashable {
    /// The surface part of the features.
    package let surface: SurfaceMap
    /// Closeness to landmark prompts.
    package let landmarks: LandmarkMap
    /// Inverse document frequencies of the hashed block, shape `(hashedCount)`; 0 for buckets unseen in training.
    package let inverseDocumentFrequency: [Float]
    /// Weights of the hashed block, row-major, shape `(hashedCount, k)`; input blocks are scaled to length
    /// ``blockLength``.
    package let hashedWeights: [Float]
    /// Weights of ``numericInputs(standardized:dense:)``, row-major, shape `(k, p + e + r)`.
    package let numericWeights: [Float]
    /// Skills of an empty input, shape `(k)`.
    package let bias: [Float]

    /// Length to which the word half and the character half of the hashed block are scaled, each for itself.
    ///
    /// With √½ the two weigh the same and their sum has length 1.
    package static let blockLength = Float(0.5).squareRoot()

    /// Keeps the parameters.
    package init(
        surface: SurfaceMap, landmarks: LandmarkMap = .none, inverseDocumentFrequency: [Float],
        hashedWeights: [Float], numericWeights: [Float], bias: [Float]
    ) {
        precondition(hashedWeights.count == inverseDocumentFrequency.count * bias.count, "shapes do not fit")
        precondition(bias.isEmpty || numericWeights.count % bias.count == 0, "shapes do not fit")
        self.surface = surface
        self.landmarks = landmarks
        self.inverseDocumentFrequency = inverseDocumentFrequency
        self.hashedWeights = hashedWeights
        self.numericWeights = numericWeights
        self.bias = bias
    }

    /// Number of skills, `k`.
    package var skillCount: Int { bias.count }
    /// Length of ``headInput(_:)``: `1 + k + p`.
    package var headInputCount: Int { 1 + skillCount + surface.count }

    /// What heads see: `z(x) = [1, skills, standardised surface]`, shape `(1 + k + p)`.
    ///
    /// - Complexity: O(non-zero buckets · k + landmarks · (p + c)).
    package func headInput(_ features: FeatureVector) -> [Float] {
        let standardized = surface.standardized(features.surface)
        let inputs = numericInputs(standardized: standardized, dense: features.dense)
        var skills = LinearAlgebra.affine(numericWeights, inputs, plus: bias)
        let hashed = features.hashed
        SparseProduct.add(
            hashedWeights, indices: hashed.indices, values: Self.weighted(hashed, inverseDocumentFrequency), to: &skills
        )
        var input: [Float] = []
        input.reserveCapacity(headInputCount)
        input.append(1)
        input += skills
        input += standardized
        return input
    }

    /// Standardised surface numbers, dense block and closeness to landmarks, shape `(p + e + r)`.
    package func numericInputs(standardized: [Float], dense: [Float]) -> [Float] {
        var inputs: [Float] = []
        inputs.reserveCapacity(standardized.count + dense.count + landmarks.count)
        inputs += standardized
        inputs += dense
        inputs += landmarks.closeness(to: landmarks.point(standardized: standardized, dense: dense))
        return inputs
    }

    /// Values of the hashed block as the map takes them: times inverse document frequency, each half of length
    /// ``blockLength``.
    package static func weighted(_ hashed: SparseVector, _ inverseDocumentFrequency: [Float]) -> [Float] {
        let (indices, half) = (hashed.indices, UInt32(inverseDocumentFrequency.count / 2))
        return [Float](unsafeUninitializedCapacity: indices.count) { values, count in
            let split = indices.partitioningIndex { $0 >= half }
            for part in [0..<split, split..<indices.count] {
                var square: Float = 0
                for place in part {
                    let value = hashed.values[place] * inverseDocumentFrequency[Int(indices[place])]
                    values.initializeElement(at: place, to: value)
                    square += value * value
                }
                let scale = square > 0 ? blockLength / square.squareRoot() : 0
                for place in part { values[place] *= scale }
            }
            count = indices.count
        }
    }
}

extension [UInt32] {
    /// The first place from which on all elements belong to the second part of a partitioned array.
    fileprivate func partitioningIndex(where belongs: (UInt32) -> Bool) -> Int {
        var (low, high) = (0, count)
        while low < high {
            let middle = (low + high) / 2
            if belongs(self[middle]) { high = middle } else { low = middle + 1 }
        }
        return low
    }
}
