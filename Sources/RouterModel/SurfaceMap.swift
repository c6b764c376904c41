/// Standardisation of the surface numbers.
package struct SurfaceMap: Sendable, Hashable {
    /// Means over the training rows, shape `(p)`.
    package let mean: [Float]
    /// One over the standard deviation, shape `(p)`; 0 for a number that never varied in training.
    package let scale: [Float]

    /// Standardised numbers beyond this many standard deviations count as this: a prompt unlike all of training must
    /// not throw a linear model off.
    package static let clip: Float = 5

    /// Keeps the parameters.
    package init(mean: [Float], scale: [Float]) {
        precondition(mean.count == scale.count, "\(mean.count) means, \(scale.count) scales")
        self.mean = mean
        self.scale = scale
    }

    /// Number of surface numbers, `p`.
    package var count: Int { mean.count }

    /// The standardised numbers, shape `(p)`, each in ±``clip``.
    package func standardized(_ surface: [Float]) -> [Float] {
        precondition(surface.count == mean.count, "\(surface.count) surface numbers, expected \(mean.count)")
        return surface.indices.map { index in
            min(Self.clip, max(-Self.clip, (surface[index] - mean[index]) * scale[index]))
        }
    }
}
