import RouterCore
import RouterModel
import RouterNumerics

/// Landmarks drawn from a training set, and the factor that makes closeness to them an approximate kernel.
struct LandmarkMapFit {
    /// The map.
    let map: LandmarkMap
    /// Whitened closeness of each row to the landmarks, row-major, shape `(n, r)`: products of two rows approximate the
    /// kernel.
    let inputs: [Float]
    /// The lower Cholesky factor of the landmarks' kernel matrix, row-major, shape `(r, r)`.
    private let triangle: [Float]

    /// Added to the diagonal of the kernel matrix: landmarks that are nearly the same must not blow up.
    private static let jitter = 1e-3

    /// Draws landmarks from the rows.
    ///
    /// - Parameters:
    ///   - standardized: surface numbers, row-major, shape `(n, p)`.
    ///   - dense: row-major, shape `(n, e)`; empty where the schema has no dense block.
    ///   - n: number of rows.
    ///   - recipe: how many landmarks, how sharp.
    /// - Throws: ``RouterNumerics/LinearAlgebra/NotPositiveDefinite`` if features were not finite.
    init(
        standardized: [Float], dense: [Float], rows n: Int, recipe: TrainingRecipe
    ) throws(LinearAlgebra.NotPositiveDefinite) {
        let p = n > 0 ? standardized.count / n : 0
        let projection = PrincipalDirections(dense, rows: n, count: recipe.projectedDenseCount)
        let factor = Float((recipe.surfaceSharpness / Double(max(1, p))).squareRoot())
        let scaled = projection.scaled(sharpness: recipe.denseSharpness)
        let dimension = p + projection.count
        let frame = LandmarkMap(
            surfaceFactor: factor, denseMean: projection.mean, projection: scaled, landmarks: [], dimension: dimension)
        let e = projection.mean.count
        let points = (0..<n).map { row in
            frame.point(
                standardized: Array(standardized[row * p..<(row + 1) * p]), dense: Array(dense[row * e..<(row + 1) * e])
            )
        }
        var random = SplitMix64(seed: recipe.seed ^ 0x4C4D)
        let chosen =
            dimension > 0 ? random.permutation(of: n).prefix(recipe.landmarkCount).sorted() : []
        let map = LandmarkMap(
            surfaceFactor: factor, denseMean: projection.mean, projection: scaled,
            landmarks: chosen.flatMap { points[$0] }, dimension: dimension)
        let r = map.count
        var kernel = chosen.flatMap { map.closeness(to: points[$0]).map(Double.init) }
        for index in 0..<r { kernel[index * r + index] += Self.jitter }
        triangle = try LinearAlgebra.Cholesky(kernel).lowerTriangle.map { Float($0) }
        var closeness = points.flatMap { map.closeness(to: $0) }
        LinearAlgebra.solveTriangular(triangle, transposed: false, &closeness, columns: n)
        self.map = map
        inputs = closeness
    }

    /// Weights of ``inputs`` turned into weights of the map's closeness.
    ///
    /// - Parameters:
    ///   - weights: shape `(r)` for each of several targets, one behind the other.
    ///   - count: how many targets there are.
    /// - Returns: in the layout of `weights`.
    func closenessWeights(_ weights: [Float], count: Int) -> [Float] {
        var weights = weights
        LinearAlgebra.solveTriangular(triangle, transposed: true, &weights, columns: count)
        return weights
    }
}
