package import Foundation
package import RouterFeatures

/// The static embedding of a bundle on disk: `embedding.safetensors`.
///
/// Three tensors: `embedding.values` (`I8`, shape (V, dimension)), `embedding.scales` (`F16` or `F32`, shape (V)) and
/// `embedding.vocabulary` (`U8`: the V entries in UTF-8, separated by `\n`).
package struct EmbeddingFile: Sendable {
    /// The file's name in a bundle.
    package static let name = "embedding.safetensors"

    /// The embedding.
    package let embedding: StaticEmbedding
    /// The file's bytes.
    package let data: Data
    /// SHA-256 of the file, hexadecimal.
    package let sha256: String
    /// Where the numbers come from: source, licence and method, as the file says.
    package let metadata: [String: String]

    /// Reads and checks a file.
    ///
    /// - Throws: ``ModelError``: `.unreadable` if the file is missing or cannot be read, `.corrupt` if it is damaged or
    ///   holds other tensors.
    package init(_ url: URL) throws(ModelError) {
        let path = url.relativePath
        let data: Data
        do {
            data = try Data(contentsOf: url)
        } catch {
            throw ModelError(.unreadable, "\(path): cannot be read; the bundle's static embedding is expected there")
        }
        let file = try Safetensors(data, path: path)
        func bytes(_ name: String, _ storage: Safetensors.ByteTensor.Storage, rank: Int) throws(ModelError)
            -> Safetensors.ByteTensor
        {
            guard let tensor = file.byteTensors[name], tensor.storage == storage, tensor.shape.count == rank else {
                throw ModelError(
                    .corrupt, "\(path): there is no tensor '\(name)' of type \(storage.rawValue) and \(rank) dimensions"
                )
            }
            return tensor
        }
        let vocabulary = try bytes("embedding.vocabulary", .uint8, rank: 1)
        let values = try bytes("embedding.values", .int8, rank: 2)
        guard let scales = file.tensors["embedding.scales"], scales.shape.count == 1 else {
            throw ModelError(
                .corrupt, "\(path): there is no tensor 'embedding.scales' of type F16 or F32 and 1 dimension")
        }
        do throws(EmbeddingError) {
            embedding = try StaticEmbedding(
                vocabulary: [UInt8](vocabulary.bytes),
                values: values.bytes.withUnsafeBytes { [Int8]($0.bindMemory(to: Int8.self)) },
                scales: scales.values, dimension: values.shape[1])
        } catch {
            throw ModelError(.corrupt, "\(path): \(error.description)")
        }
        self.data = data
        sha256 = ModelBundle.sha256(data)
        metadata = file.metadata
    }
}
