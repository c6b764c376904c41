import Foundation
import RouterConfiguration
import RouterCore

/// The keys of which clients have to send one.
enum ClientKeys {
    /// Reads a file: one key a line; empty lines and those that begin with `#` are left out.
    ///
    /// - Throws: ``RouterConfiguration/ConfigurationError`` if the file cannot be read or holds no key.
    static func read(_ path: String) throws -> [Secret] {
        guard let text = try? String(contentsOfFile: path, encoding: .utf8) else {
            throw ConfigurationError(
                .unreadable, origin: path, "cannot be read; a file with one key a line is expected")
        }
        let keys = text.split(whereSeparator: \.isNewline).map { $0.trimmingCharacters(in: .whitespaces) }
            .filter { !$0.isEmpty && !$0.hasPrefix("#") }
        guard !keys.isEmpty else {
            throw ConfigurationError(.badValue, origin: path, "holds no key; one key a line is expected")
        }
        return keys.map { Secret($0) }
    }
}
