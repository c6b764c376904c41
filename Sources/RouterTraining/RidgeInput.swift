import RouterModel
import RouterNumerics

/// The inputs of the ridge regressions: hashed features, weighted, and dense features, scaled, row by row.
struct RidgeInput: Sendable {
    /// Weighted hashed features, shape `(n, hashedCount)`.
    let hashed: SparseMatrix
    /// Scaled outputs of the surface map, row-major, shape `(n, q)`.
    let dense: [Float]
    /// `q`.
    let denseCount: Int

    /// Number of rows, `n`.
    var rowCount: Int { hashed.rowCount }
}
