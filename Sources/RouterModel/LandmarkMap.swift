import RouterNumerics

/// Closeness of a prompt to landmark prompts: difficulty is no linear function of length, nor of meaning.
///
/// A prompt is a point of standardised surface numbers and principal components of the dense block, both scaled so that
/// closeness is the Gaussian kernel `exp(−‖x − l‖²)`. Williams & Seeger (2000), "Using the Nyström Method to Speed Up
/// Kernel Machines", NeurIPS.
package struct LandmarkMap: Sendable, Hashable {
    /// Factor of the standardised surface numbers.
    package let surfaceFactor: Float
    /// Mean of the dense block over the training rows, shape `(e)`.
    package let denseMean: [Float]
    /// Scaled principal directions of the dense block, row-major, shape `(c, e)`.
    package let projection: [Float]
    /// The landmarks' points, row-major, shape `(r, p + c)`.
    package let landmarks: [Float]
    /// `p + c`.
    package let dimension: Int

    private let offsets: [Float]
    /// Half the squared length of each landmark, negative.
    private let negativeHalfSquares: [Float]

    /// No landmarks.
    package static let none = LandmarkMap(
        surfaceFactor: 0, denseMean: [], projection: [], landmarks: [], dimension: 0)

    /// Keeps the parameters.
    package init(
        surfaceFactor: Float, denseMean: [Float], projection: [Float], landmarks: [Float], dimension: Int
    ) {
        let e = denseMean.count
        precondition(e == 0 ? projection.isEmpty : projection.count % e == 0, "shapes do not fit")
        precondition(dimension == 0 ? landmarks.isEmpty : landmarks.count % dimension == 0, "shapes do not fit")
        self.surfaceFactor = surfaceFactor
        self.denseMean = denseMean
        self.projection = projection
        self.landmarks = landmarks
        self.dimension = dimension
        let c = e == 0 ? 0 : projection.count / e
        offsets = LinearAlgebra.affine(projection, denseMean, plus: [Float](repeating: 0, count: c)).map { -$0 }
        negativeHalfSquares = (0..<(dimension > 0 ? landmarks.count / dimension : 0)).map { row in
            landmarks[row * dimension..<(row + 1) * dimension].reduce(0) { $0 + $1 * $1 } / -2
        }
    }

    /// Number of landmarks, `r`.
    package var count: Int { negativeHalfSquares.count }

    /// The point of a prompt.
    ///
    /// - Parameters:
    ///   - standardized: surface numbers, shape `(p)`.
    ///   - dense: shape `(e)`.
    /// - Returns: shape `(p + c)`.
    package func point(standardized: [Float], dense: [Float]) -> [Float] {
        var point: [Float] = []
        point.reserveCapacity(dimension)
        for number in standardized { point.append(number * surfaceFactor) }
        point += LinearAlgebra.affine(projection, dense, plus: offsets)
        return point
    }

    /// Closeness of a point to each landmark, shape `(r)`, in [0, 1].
    package func closeness(to point: [Float]) -> [Float] {
        guard count > 0 else { return [] }
        let square = point.reduce(0) { $0 + $1 * $1 }
        var distances = LinearAlgebra.affine(landmarks, point, plus: negativeHalfSquares)
        for index in distances.indices { distances[index] = square - 2 * distances[index] }
        Activations.replaceWithNegativeExponentials(&distances)
        return distances
    }
}
