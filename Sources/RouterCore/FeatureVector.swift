/// What the numbers of a ``FeatureVector`` mean: one version covers tokenisation, hashing, statistics and dimensions.
///
/// A bundle names the schema that it was trained on and refuses every other; so does a logged decision.
public struct FeatureSchema: Sendable, Hashable {
    /// The version, from 1.
    public let version: Int
    /// Names of the surface block, in the order of its numbers.
    public let surfaceNames: [String]
    /// Width of the dense block; 0 where the schema has none.
    public let denseCount: Int
    /// Number of buckets of the hashed block.
    public let hashedCount: Int

    /// Keeps the parts.
    public init(version: Int, surfaceNames: [String], denseCount: Int, hashedCount: Int) {
        self.version = version
        self.surfaceNames = surfaceNames
        self.denseCount = denseCount
        self.hashedCount = hashedCount
    }
}

/// Pairs of bucket and value, buckets ascending and unique.
public struct SparseVector: Sendable, Hashable {
    /// Buckets, ascending.
    public let indices: [UInt32]
    /// The values of these buckets, shape of ``indices``.
    public let values: [Float]

    /// Keeps the pairs.
    ///
    /// - Precondition: as many values as indices, indices strictly ascending.
    public init(indices: [UInt32], values: [Float]) {
        precondition(indices.count == values.count, "\(indices.count) indices, \(values.count) values")
        assert(zip(indices, indices.dropFirst()).allSatisfy(<), "indices are not strictly ascending")
        self.indices = indices
        self.values = values
    }

    /// No pairs.
    public static let empty = SparseVector(indices: [], values: [])
}

/// How much of a request's text the features were computed from.
public struct ReadExtent: Sendable, Hashable {
    /// UTF-8 bytes of all turns.
    public let totalBytes: Int
    /// UTF-8 bytes that were read.
    public let readBytes: Int

    /// Keeps the sizes.
    public init(totalBytes: Int, readBytes: Int) {
        self.totalBytes = totalBytes
        self.readBytes = readBytes
    }

    /// Whether something was left out.
    public var isPartial: Bool { readBytes < totalBytes }
}

/// The prompt as numbers.
public struct FeatureVector: Sendable, Hashable {
    /// The schema version that these numbers follow.
    public let schemaVersion: Int
    /// Named numbers, shape `(surfaceNames.count)`, not standardised.
    public let surface: [Float]
    /// Sentence embedding, shape `(denseCount)`; empty where the schema has no dense block.
    public let dense: [Float]
    /// Damped counts `1 + log(tf)` of hashed n-grams; inverse document frequencies belong to the scoring model.
    public let hashed: SparseVector
    /// Estimated tokens of the whole prompt, tools included.
    public let promptTokens: Int
    /// What was read.
    public let extent: ReadExtent

    /// Keeps the blocks.
    public init(
        schemaVersion: Int, surface: [Float], dense: [Float] = [], hashed: SparseVector, promptTokens: Int,
        extent: ReadExtent
    ) {
        self.schemaVersion = schemaVersion
        self.surface = surface
        self.dense = dense
        self.hashed = hashed
        self.promptTokens = promptTokens
        self.extent = extent
    }
}
