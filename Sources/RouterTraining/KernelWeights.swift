/// How much each block of the inputs counts in a ridge regression, and how strongly all are shrunk.
///
/// Weights are those of kernels: predictions are those of a kernel ridge regression on the weighted sum of the blocks'
/// inner products. The hashed block has the weight 1.
package struct KernelWeights: Sendable, Hashable {
    /// Of the standardised surface numbers, whose squares have the mean sum 1.
    package var surface: Double
    /// Of the dense block, which has length 1.
    package var dense: Double
    /// Of the closeness to landmarks, an approximate kernel that is 1 at each prompt itself.
    package var landmarks: Double
    /// Ridge strength.
    package var ridge: Double

    /// Keeps the weights.
    package init(surface: Double, dense: Double, landmarks: Double, ridge: Double) {
        self.surface = surface
        self.dense = dense
        self.landmarks = landmarks
        self.ridge = ridge
    }

    /// Factors of the dense blocks of ``RidgeInput``, in their order.
    var blockFactors: [Float] { [surface, dense, landmarks].map { Float($0.squareRoot()) } }
}
