import CZlib
import Foundation

/// A folder of its own for one test, removed with it.
final class TemporaryFolder {
    private let url: URL

    init() throws {
        url = FileManager.default.temporaryDirectory.appending(path: "RouterTablesTests-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(at: url) }

    /// The path of a file that need not exist.
    func path(_ name: String) -> String { url.appending(path: name).path }

    /// Writes a file and returns its path.
    func write(_ name: String, _ bytes: [UInt8]) throws -> String {
        try Data(bytes).write(to: url.appending(path: name))
        return path(name)
    }

    /// Writes a file and returns its path.
    func write(_ name: String, _ text: String) throws -> String { try write(name, Array(text.utf8)) }

    /// Writes a file compressed with gzip, piece by piece, and returns its path.
    func gzip(_ name: String, _ pieces: [[UInt8]]) throws -> String {
        guard let file = gzopen(path(name), "wb1") else { throw CocoaError(.fileWriteUnknown) }
        for piece in pieces where !piece.isEmpty {
            guard gzwrite(file, piece, UInt32(piece.count)) == Int32(piece.count) else {
                throw CocoaError(.fileWriteUnknown)
            }
        }
        guard gzclose(file) == Z_OK else { throw CocoaError(.fileWriteUnknown) }
        return path(name)
    }

    /// The bytes of a file.
    func read(_ path: String) throws -> [UInt8] { Array(try Data(contentsOf: URL(filePath: path))) }
}
