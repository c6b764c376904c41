import Foundation

@testable import RouterModel

/// Embedding files of three entries and two dimensions.
enum SmallEmbedding {
    /// A file that was written and read again.
    ///
    /// - Parameter change: what to make other or wrong before it is written.
    /// - Returns: the file as it was read.
    /// - Throws: ``ModelError`` if the change made a file that cannot be read.
    static func file(
        _ change: (inout [String: Safetensors.Tensor], inout [String: Safetensors.ByteTensor]) -> Void = { _, _ in }
    ) throws -> EmbeddingFile {
        var tensors = ["embedding.scales": Safetensors.Tensor([0, 1, 2], shape: [3], storage: .float16)]
        var bytes: [String: Safetensors.ByteTensor] = [
            "embedding.values": .init(Data([0, 0, 1, 2, 0xFD, 4]), shape: [3, 2], storage: .int8),
            "embedding.vocabulary": .init(Data("[UNK]\na\nb".utf8), shape: [9], storage: .uint8),
        ]
        change(&tensors, &bytes)
        let url = FileManager.default.temporaryDirectory.appendingPathComponent("\(UUID().uuidString).safetensors")
        defer { try? FileManager.default.removeItem(at: url) }
        try Safetensors(tensors, bytes: bytes, metadata: ["licence": "none"]).encoded().write(to: url)
        return try EmbeddingFile(url)
    }
}
