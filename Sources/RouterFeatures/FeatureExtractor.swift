public import RouterCore

/// Turns a request into numbers: pure, deterministic, and part of the model format.
///
/// Every scalar, hash and statistic behind it is covered by one ``RouterCore/FeatureSchema`` version and frozen by
/// golden vectors. A change of any of them is a new version.
public struct FeatureExtractor: Sendable {
    /// The schema of vectors without a dense block.
    public static let schema = schema(denseCount: 0)

    /// The schema of the vectors that this extractor makes.
    public let schema: FeatureSchema

    private let embedding: StaticEmbedding?

    /// Makes an extractor without a dense block.
    public init() { self.init(embedding: nil) }

    /// Makes an extractor.
    ///
    /// - Parameter embedding: of the dense block; `nil` = vectors have none.
    package init(embedding: StaticEmbedding?) {
        self.embedding = embedding
        schema = Self.schema(denseCount: embedding?.dimension ?? 0)
    }

    private static func schema(denseCount: Int) -> FeatureSchema {
        FeatureSchema(
            version: 2, surfaceNames: SurfaceFeatures.names, denseCount: denseCount, hashedCount: HashedNGrams.count)
    }

    /// The features of a request.
    ///
    /// - Complexity: bounded, whatever the length of the conversation: at most about 7 kB of text are read closely.
    public func features(of request: RoutingRequest) -> FeatureVector {
        let (text, firstTurnByteCount, extent) = ReadWindow.read(request)
        let scanned = ScannedText(text)
        return FeatureVector(
            schemaVersion: schema.version,
            surface: SurfaceFeatures.values(scanned, of: request),
            dense: dense(text, firstTurnByteCount: firstTurnByteCount),
            hashed: HashedNGrams.vector(scanned),
            promptTokens: TokenEstimator.tokens(of: request),
            extent: extent)
    }

    /// How much the first turn of a conversation says of what is asked now, beside the last one's 1.
    private static let firstTurnWeight: Float = 0.5

    private func dense(_ text: String, firstTurnByteCount: Int) -> [Float] {
        guard let embedding else { return [] }
        let utf8 = text.utf8
        guard firstTurnByteCount > 0 else { return embedding.vector(of: utf8) }
        var sum = [Float](repeating: 0, count: embedding.dimension)
        embedding.accumulate(utf8.prefix(firstTurnByteCount), weight: Self.firstTurnWeight, into: &sum)
        embedding.accumulate(utf8.dropFirst(firstTurnByteCount), weight: 1, into: &sum)
        StaticEmbedding.normalise(&sum)
        return sum
    }
}
