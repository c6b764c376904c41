import RouterNumerics

/// From predicted targets to skills: the first target as it is, and the principal directions of the others; each with
/// mean 0 and deviation 1.
struct SkillRotation: Sendable {
    /// `k`.
    let skillCount: Int
    /// What has to be added so that each skill has mean 0, shape `(k)`.
    let bias: [Float]

    private let targetCount: Int
    /// Row-major, shape `(t, k)`.
    private let rotation: [Double]

    /// Finds the directions.
    ///
    /// - Parameters:
    ///   - outOfFold: predictions of rows that had no part in making them, row-major, shape `(n, t)`.
    ///   - t: number of targets, at least 1.
    ///   - maxSkillCount: most skills, the first target included.
    init(outOfFold: [Float], targetCount t: Int, maxSkillCount: Int) {
        let n = outOfFold.count / t
        var mean = [Double](repeating: 0, count: t)
        for row in 0..<n { for target in 0..<t { mean[target] += Double(outOfFold[row * t + target]) } }
        for target in 0..<t { mean[target] /= Double(max(1, n)) }
        let centred = (0..<n * t).map { Double(outOfFold[$0]) - mean[$0 % t] }
        var covariance = [Double](repeating: 0, count: t * t)
        LinearAlgebra.addGram(of: centred, rows: n, to: &covariance)

        // The first target takes no part in the search for directions.
        let m = t - 1
        var deviations = [Double](repeating: 0, count: m * m)
        for i in 0..<m { for j in 0..<m { deviations[i * m + j] = covariance[(i + 1) * t + j + 1] } }
        let (values, vectors) = LinearAlgebra.symmetricEigen(deviations)
        // A direction without variance, as with one candidate, is none.
        let threshold = 1e-9 * Double(max(1, n))
        let kept = min(maxSkillCount - 1, values.count { $0 > threshold })
        let firstVaries = covariance[0] > threshold
        skillCount = 1 + kept
        targetCount = t
        var rotation = [Double](repeating: 0, count: t * (1 + kept))
        rotation[0] = firstVaries ? 1 / (covariance[0] / Double(n)).squareRoot() : 0
        for skill in 0..<kept {
            let scale = 1 / (values[skill] / Double(n)).squareRoot()
            for target in 0..<m {
                rotation[(target + 1) * skillCount + skill + 1] = vectors[skill * m + target] * scale
            }
        }
        self.rotation = rotation
        let k = skillCount
        bias = (0..<k).map { skill in
            Float(-(0..<t).reduce(0.0) { $0 + mean[$1] * rotation[$1 * k + skill] })
        }
    }

    /// Skills of predicted targets, row-major, `(n, t)` to `(n, k)`.
    func skills(_ predictions: [Float]) -> [Float] {
        var skills = weights(predictions)
        for index in skills.indices { skills[index] += bias[index % skillCount] }
        return skills
    }

    /// Weights of targets turned into weights of skills, row-major, `(d, t)` to `(d, k)`.
    func weights(_ weights: [Float]) -> [Float] {
        let (t, k) = (targetCount, skillCount)
        var output = [Float](repeating: 0, count: weights.count / t * k)
        var sum = [Double](repeating: 0, count: k)
        for row in 0..<weights.count / t {
            for skill in 0..<k { sum[skill] = 0 }
            for target in 0..<t {
                let weight = Double(weights[row * t + target])
                guard weight != 0 else { continue }
                for skill in 0..<k { sum[skill] += weight * rotation[target * k + skill] }
            }
            for skill in 0..<k { output[row * k + skill] = Float(sum[skill]) }
        }
        return output
    }
}
