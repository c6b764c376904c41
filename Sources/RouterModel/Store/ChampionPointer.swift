import Foundation

/// The file that says which version is the champion: its name on the first line, below it the champions before it, the
/// latest first.
///
/// Champion and way back are one file, so that one rename changes both. No file = nothing is promoted.
struct ChampionPointer {
    /// The file's name in a store.
    static let name = "champion"
    /// Champions that one can go back to.
    private static let depth = 50
    private static let maxBytes = 64 << 10

    let file: URL

    /// The champion and those before it; empty = nothing is promoted, a first element of `nil` = the file is damaged.
    var chain: [BundleVersion?] {
        guard FileManager.default.fileExists(atPath: file.path) else { return [] }
        // A name that was cut off may be another version's: only what ends its line counts.
        guard let data = try? Data(contentsOf: file), data.count <= Self.maxBytes, data.last == 0x0A,
            let text = String(data: data, encoding: .utf8)
        else { return [nil] }
        return text.split(separator: "\n", omittingEmptySubsequences: false).dropLast().map { BundleVersion($0) }
    }

    /// Points at the first version of a chain, or at none.
    ///
    /// - Throws: ``ModelError`` with `.unwritable`.
    func point(at chain: [BundleVersion]) throws(ModelError) {
        guard !chain.isEmpty else { return try DurableFile.remove(file) }
        let lines = chain.prefix(Self.depth).map { "\($0)\n" }.joined()
        try DurableFile.replace(file, with: Data(lines.utf8))
    }
}
