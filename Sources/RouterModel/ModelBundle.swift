import Crypto
public import Foundation
import RouterCore
public import RouterFeatures

/// A trained model on disk: a folder with `manifest.json`, `weights.safetensors`, `CARD.md` and, where the model reads
/// a dense block, `embedding.safetensors`.
public struct ModelBundle: Sendable {
    /// The manifest's file name.
    package static let manifestName = "manifest.json"
    /// The numbers' file name.
    package static let weightsName = "weights.safetensors"

    /// What the bundle says of itself.
    public let manifest: BundleManifest
    /// The model.
    public let model: ScoringModel
    /// Makes the features that the model reads.
    public let extractor: FeatureExtractor

    /// Name and the beginning of the checksum: enough to tell two bundles apart in a log.
    public var id: String { manifest.bundleID }

    /// Keeps the parts.
    package init(manifest: BundleManifest, model: ScoringModel, extractor: FeatureExtractor) {
        self.manifest = manifest
        self.model = model
        self.extractor = extractor
    }

    /// Reads and checks a bundle.
    ///
    /// - Parameter folder: the bundle's folder.
    /// - Throws: ``ModelError``: `.unreadable` if a file is missing, `.corrupt` if one is damaged, `.foreign` if format
    ///   or schema are others.
    public init(folder: URL) throws(ModelError) {
        let manifest = try Self.manifest(folder: folder)
        let extractor = try Self.extractor(of: manifest, folder: folder)
        let schema = extractor.schema
        guard manifest.schema == BundleManifest.Schema(schema) else {
            let path = folder.appendingPathComponent(Self.manifestName).relativePath
            throw ModelError(
                .foreign,
                "\(path): trained on feature schema \(manifest.schema.version), which is not the schema \(schema.version) in use"
            )
        }
        let weightsURL = folder.appendingPathComponent(Self.weightsName)
        let weights = try Self.contents(of: weightsURL)
        guard Self.sha256(weights) == manifest.weightsSHA256 else {
            throw ModelError(.corrupt, "\(weightsURL.relativePath): the checksum is not the manifest's")
        }
        let tensors = try Safetensors(weights, path: weightsURL.relativePath)
        self.manifest = manifest
        self.extractor = extractor
        model = try ModelTensors.model(of: tensors, manifest: manifest, path: weightsURL.relativePath)
    }

    /// Reads what a bundle says of itself, and nothing else of it.
    ///
    /// - Throws: ``ModelError`` as ``init(folder:)``.
    package static func manifest(folder: URL) throws(ModelError) -> BundleManifest {
        let url = folder.appendingPathComponent(manifestName)
        let (data, path) = (try contents(of: url), url.relativePath)
        struct Format: Decodable { let format: Int }
        guard let format = try? JSONDecoder().decode(Format.self, from: data).format else {
            throw ModelError(.corrupt, "\(path): not a bundle manifest; a JSON object with 'format' is expected")
        }
        guard format == BundleManifest.currentFormat else {
            throw ModelError(
                .foreign,
                "\(path): bundle format \(format) is not known; format \(BundleManifest.currentFormat) is read")
        }
        do {
            return try JSONDecoder().decode(BundleManifest.self, from: data)
        } catch {
            throw ModelError(.corrupt, "\(path): the manifest is incomplete or has values of wrong types")
        }
    }

    private static func extractor(
        of manifest: BundleManifest, folder: URL
    ) throws(ModelError) -> FeatureExtractor {
        guard let expected = manifest.embedding else { return FeatureExtractor() }
        let url = folder.appendingPathComponent(EmbeddingFile.name)
        let file = try EmbeddingFile(url)
        guard file.sha256 == expected.sha256 else {
            throw ModelError(.corrupt, "\(url.relativePath): the checksum is not the manifest's")
        }
        return FeatureExtractor(embedding: file.embedding)
    }

    private static func contents(of url: URL) throws(ModelError) -> Data {
        do {
            return try Data(contentsOf: url)
        } catch {
            throw ModelError(
                .unreadable, "\(url.relativePath): cannot be read; a bundle is a folder that holds this file")
        }
    }

    /// SHA-256 of bytes, hexadecimal.
    package static func sha256(_ data: some DataProtocol) -> String {
        hexadecimal(SHA256.hash(data: data))
    }

    /// SHA-256 of a file, hexadecimal; read in pieces, for tables may be larger than memory.
    ///
    /// - Throws: what reading throws.
    package static func sha256(of file: URL) throws -> String {
        let handle = try FileHandle(forReadingFrom: file)
        defer { try? handle.close() }
        var hash = SHA256()
        while let piece = try handle.read(upToCount: 1 << 20), !piece.isEmpty { hash.update(data: piece) }
        return hexadecimal(hash.finalize())
    }

    private static func hexadecimal(_ digest: SHA256.Digest) -> String {
        digest.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
    }

    /// Makes a bundle of a trained model and writes it with its card.
    ///
    /// The same model and description give the same bytes.
    ///
    /// - Parameters:
    ///   - model: what was trained.
    ///   - description: what the manifest says beside it.
    ///   - embedding: the file of the dense block that the model reads; it is copied into the folder.
    ///   - folder: is made if it is missing.
    /// - Returns: the bundle as it was read back.
    /// - Throws: ``ModelError`` with `.unwritable`.
    package static func write(
        _ model: ScoringModel, description: BundleDescription, embedding: EmbeddingFile?, to folder: URL
    ) throws(ModelError) -> ModelBundle {
        do {
            let weights = try ModelTensors.tensors(of: model).encoded()
            let manifest = ModelTensors.manifest(
                of: model, description: description, schema: FeatureExtractor(embedding: embedding?.embedding).schema,
                embedding: embedding.map { .init(sha256: $0.sha256, metadata: $0.metadata) },
                weightsSHA256: sha256(weights))
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            try weights.write(to: folder.appendingPathComponent(weightsName), options: .atomic)
            if let embedding {
                try embedding.data.write(to: folder.appendingPathComponent(EmbeddingFile.name), options: .atomic)
            }
            try (encoder.encode(manifest) + Data("\n".utf8))
                .write(to: folder.appendingPathComponent(manifestName), options: .atomic)
            try Data(BundleCard.text(of: manifest).utf8)
                .write(to: folder.appendingPathComponent(BundleCard.name), options: .atomic)
        } catch {
            throw ModelError(.unwritable, "\(folder.relativePath): the bundle cannot be written (\(error))")
        }
        // What was written is what is used: numbers pass through half precision on the way.
        return try ModelBundle(folder: folder)
    }
}
