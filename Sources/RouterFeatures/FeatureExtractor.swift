public import RouterCore

/// Turns a request into numbers: pure, deterministic, and part of the model format.
///
/// Every scalar, hash and statistic behind it is covered by one ``RouterCore/FeatureSchema`` version and frozen by
/// golden vectors. A change of any of them is a new version.
public struct FeatureExtractor: Sendable {
    /// The schema of the vectors that this extractor makes.
    ///
    /// Version 1 has no dense block yet; its place is there and its width 0.
    public static let schema = FeatureSchema(
        version: 1, surfaceNames: SurfaceFeatures.names, denseCount: 0, hashedCount: HashedNGrams.count)

    /// Makes an extractor; it has no state.
    public init() {}

    /// The features of a request.
    ///
    /// - Complexity: bounded, whatever the length of the conversation: at most about 7 kB of text are read closely.
    public func features(of request: RoutingRequest) -> FeatureVector {
        let (text, extent) = ReadWindow.read(request)
        let scanned = ScannedText(text)
        return FeatureVector(
            schemaVersion: Self.schema.version,
            surface: SurfaceFeatures.values(scanned, of: request),
            hashed: HashedNGrams.vector(scanned),
            promptTokens: TokenEstimator.tokens(of: request),
            extent: extent)
    }
}
