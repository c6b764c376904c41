import Crypto
public import Foundation
public import RouterCore

/// A trained model on disk: a folder with `manifest.json`, `weights.safetensors` and `CARD.md`.
public struct ModelBundle: Sendable {
    /// The manifest's file name.
    package static let manifestName = "manifest.json"
    /// The numbers' file name.
    package static let weightsName = "weights.safetensors"

    /// What the bundle says of itself.
    public let manifest: BundleManifest
    /// The model.
    public let model: ScoringModel

    /// Name and the beginning of the checksum: enough to tell two bundles apart in a log.
    public var id: String { "\(manifest.name)@\(manifest.weightsSHA256.prefix(12))" }

    /// Keeps the parts.
    package init(manifest: BundleManifest, model: ScoringModel) {
        self.manifest = manifest
        self.model = model
    }

    /// Reads and checks a bundle.
    ///
    /// - Parameters:
    ///   - folder: the bundle's folder.
    ///   - schema: the feature schema that the model will be used with.
    /// - Throws: ``ModelError``: `.unreadable` if a file is missing, `.corrupt` if one is damaged, `.foreign` if format
    ///   or schema are others.
    public init(folder: URL, schema: FeatureSchema) throws(ModelError) {
        let manifestData = try Self.contents(of: folder.appendingPathComponent(Self.manifestName))
        let path = folder.appendingPathComponent(Self.manifestName).relativePath
        struct Format: Decodable { let format: Int }
        guard let format = try? JSONDecoder().decode(Format.self, from: manifestData).format else {
            throw ModelError(.corrupt, "\(path): not a bundle manifest; a JSON object with 'format' is expected")
        }
        guard format == BundleManifest.currentFormat else {
            throw ModelError(
                .foreign,
                "\(path): bundle format \(format) is not known; format \(BundleManifest.currentFormat) is read")
        }
        let manifest: BundleManifest
        do {
            manifest = try JSONDecoder().decode(BundleManifest.self, from: manifestData)
        } catch {
            throw ModelError(.corrupt, "\(path): the manifest is incomplete or has values of wrong types")
        }
        let own = BundleManifest.Schema(
            version: schema.version, surface: schema.surfaceNames, dense: schema.denseCount, hashed: schema.hashedCount)
        guard manifest.schema == own else {
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
        model = try ModelTensors.model(of: tensors, manifest: manifest, path: weightsURL.relativePath)
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
        SHA256.hash(data: data).map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
    }

    /// Makes a bundle of a trained model and writes it with its card.
    ///
    /// The same model and description give the same bytes.
    ///
    /// - Throws: ``ModelError`` with `.unwritable`.
    package static func write(
        _ model: ScoringModel, name: String, schema: FeatureSchema, seed: UInt64,
        tables: [BundleManifest.TrainingTable], metrics: [BundleManifest.Metric], to folder: URL
    ) throws(ModelError) -> ModelBundle {
        do {
            let weights = try ModelTensors.tensors(of: model).encoded()
            let manifest = ModelTensors.manifest(
                of: model, name: name, schema: schema, seed: seed, tables: tables, metrics: metrics,
                weightsSHA256: sha256(weights))
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            try weights.write(to: folder.appendingPathComponent(weightsName), options: .atomic)
            try (encoder.encode(manifest) + Data("\n".utf8))
                .write(to: folder.appendingPathComponent(manifestName), options: .atomic)
            try Data(BundleCard.text(of: manifest).utf8)
                .write(to: folder.appendingPathComponent(BundleCard.name), options: .atomic)
        } catch {
            throw ModelError(.unwritable, "\(folder.relativePath): the bundle cannot be written (\(error))")
        }
        // What was written is what is used: numbers pass through half precision on the way.
        return try ModelBundle(folder: folder, schema: schema)
    }
}
