import Foundation
import RouterModel

/// Which static embedding makes the dense block of what is trained.
enum EmbeddingChoice {
    /// The word for no dense block.
    static let none = "none"

    /// Reads the embedding.
    ///
    /// - Parameter path: a file, or ``none``; `nil` = that of the shipped bundle, if there is one.
    /// - Returns: `nil` for no dense block.
    /// - Throws: ``RouterModel/ModelError``.
    static func file(_ path: String?) throws(ModelError) -> EmbeddingFile? {
        if path == none { return nil }
        if let path { return try EmbeddingFile(URL(fileURLWithPath: path)) }
        let shipped = ModelsFolder.locate(ProcessInfo.processInfo.environment)?
            .appendingPathComponent("default").appendingPathComponent(EmbeddingFile.name)
        guard let shipped, FileManager.default.fileExists(atPath: shipped.path) else { return nil }
        return try EmbeddingFile(shipped)
    }
}
