import Foundation
import RouterCore
import RouterModel
import RouterNumerics

/// The surface map of a training set, and the factor that makes its closeness to landmarks an approximate kernel.
struct SurfaceMapFit {
    /// The map.
    let map: SurfaceMap
    /// Standardised surface numbers, row-major, shape `(n, p)`.
    let standardized: [Float]
    /// `K^(−1/2)` of the landmarks' kernel matrix, symmetric, shape `(r, r)`.
    private let whitening: [Float]
    /// Factor of the standardised numbers as ridge inputs.
    private let linearScale: Float
    /// Factor of the whitened closeness as ridge inputs.
    private let kernelScale: Float

    /// Added to the eigenvalues of the kernel matrix: landmarks that are nearly the same must not blow up.
    private static let jitter = 1e-3

    /// Fits means and deviations and draws landmarks from the rows.
    ///
    /// - Parameters:
    ///   - surface: row-major, shape `(n, p)`.
    ///   - p: numbers a row.
    ///   - recipe: how many landmarks, how sharp, how heavy.
    init(_ surface: [Float], p: Int, recipe: TrainingRecipe) {
        let n = p > 0 ? surface.count / p : 0
        var (mean, scale) = ([Float](repeating: 0, count: p), [Float](repeating: 0, count: p))
        for column in 0..<p where n > 0 {
            let values = (0..<n).map { Double(surface[$0 * p + column]) }
            let average = values.reduce(0, +) / Double(n)
            let variance = values.reduce(0) { $0 + ($1 - average) * ($1 - average) } / Double(n)
            mean[column] = Float(average)
            // A column that hardly varies says nothing and would be blown up by any prompt unlike the training's.
            scale[column] = variance > 1e-8 ? Float(1 / variance.squareRoot()) : 0
        }
        let scaling = SurfaceMap(mean: mean, scale: scale, landmarks: [], sharpness: 0)
        let standardized = (0..<n).flatMap { scaling.standardized(Array(surface[$0 * p..<($0 + 1) * p])) }
        var random = SplitMix64(seed: recipe.seed ^ 0x4C4D)
        let chosen = random.permutation(of: n).prefix(recipe.landmarkCount).sorted()
        let landmarks = chosen.flatMap { standardized[$0 * p..<($0 + 1) * p] }
        let map = SurfaceMap(
            mean: mean, scale: scale, landmarks: landmarks, sharpness: Float(recipe.kernelSharpness))
        let kernel = chosen.flatMap { row in
            map.closeness(standardized: Array(standardized[row * p..<(row + 1) * p])).map(Double.init)
        }
        let r = chosen.count
        let (values, vectors) = LinearAlgebra.symmetricEigen(kernel)
        var whitening = [Double](repeating: 0, count: r * r)
        for (index, value) in values.enumerated() {
            let factor = 1 / (max(0, value) + Self.jitter).squareRoot()
            for i in 0..<r {
                for j in 0..<r { whitening[i * r + j] += factor * vectors[index * r + i] * vectors[index * r + j] }
            }
        }
        self.map = map
        self.standardized = standardized
        self.whitening = whitening.map { Float($0) }
        linearScale = Float((recipe.surfaceKernelWeight / Double(max(1, p))).squareRoot())
        kernelScale = Float(recipe.landmarkKernelWeight.squareRoot())
    }

    /// What a row gives to the ridge regressions, shape `(p + r)`: products of two rows approximate the weighted
    /// kernels.
    func ridgeInput(_ row: Int) -> [Float] {
        let p = map.surfaceCount
        let numbers = Array(standardized[row * p..<(row + 1) * p])
        let closeness = LinearAlgebra.affine(
            whitening, map.closeness(standardized: numbers), plus: [Float](repeating: 0, count: map.landmarkCount))
        return numbers.map { $0 * linearScale } + closeness.map { $0 * kernelScale }
    }

    /// Weights of ``ridgeInput(_:)``, row-major `(p + r, k)`, turned into weights of the map's outputs, `(k, p + r)`.
    func outputWeights(_ weights: [Float], skillCount k: Int) -> [Float] {
        let (p, r) = (map.surfaceCount, map.landmarkCount)
        let q = p + r
        var output = [Float](repeating: 0, count: k * q)
        for skill in 0..<k {
            for column in 0..<p { output[skill * q + column] = weights[column * k + skill] * linearScale }
            let whitened = LinearAlgebra.affine(
                whitening, (0..<r).map { weights[(p + $0) * k + skill] }, plus: [Float](repeating: 0, count: r))
            for column in 0..<r { output[skill * q + p + column] = whitened[column] * kernelScale }
        }
        return output
    }
}
