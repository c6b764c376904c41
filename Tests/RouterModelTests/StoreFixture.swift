import Foundation
import RouterFeatures

@testable import RouterModel

/// A store in a folder of its own, and small bundles to put into it.
final class StoreFixture {
    let folder = TemporaryFolder()
    let store: BundleStore

    init(keep: Int = 10, patience: Duration = .seconds(60)) {
        store = BundleStore(
            folder: folder.url.appendingPathComponent("bundles"), keep: keep, patience: patience,
            now: { Date(timeIntervalSince1970: 1_700_000_000) })
    }

    /// Files of three bundles, made once: writing takes longer than all else that a test does.
    private static let bundles: [Result<[String: Data], any Error>] = (0..<3).map { index in
        Result {
            let folder = TemporaryFolder()
            let embedding = index > 0 ? try SmallEmbedding.file() : nil
            let schema = FeatureExtractor(embedding: embedding?.embedding).schema
            _ = try ModelBundle.write(
                SmallModel.make(seed: UInt64(index), schema: schema),
                description: BundleDescription(
                    name: "own", seed: UInt64(index),
                    tables: [.init(name: "log", sha256: "00", rows: 100 + index, rowsLeftOut: 0, licence: nil)],
                    metrics: []), embedding: embedding, to: folder.url)
            return try FileManager.default.contentsOfDirectory(atPath: folder.url.path).reduce(into: [:]) {
                $0[$1] = try Data(contentsOf: folder.url.appendingPathComponent($1))
            }
        }
    }

    /// Writes one of the bundles: the first has no embedding, the others have the same.
    static func write(_ index: Int, to folder: URL) throws {
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        for (name, data) in try bundles[index].get() { try data.write(to: folder.appendingPathComponent(name)) }
    }

    /// Adds one of the bundles.
    @discardableResult
    func add(_ index: Int = 0, name: String = "own") throws -> StoredBundle {
        try store.add(name) { try Self.write(index, to: $0) }
    }

    /// Adds so many and promotes each.
    func promoteAll(_ count: Int) throws {
        for index in 0..<count {
            let added = try add(index % 3)
            try store.promote(added.version.description)
        }
    }

    /// A file of the store.
    func file(_ name: String) -> URL { store.folder.appendingPathComponent(name) }

    /// Names of all entries of the store's folder.
    var entries: Set<String> {
        Set((try? FileManager.default.contentsOfDirectory(atPath: store.folder.path)) ?? [])
    }

    /// States by version.
    var states: [String: StoredBundle.State] {
        store.list().reduce(into: [:]) { $0[$1.version.description] = $1.state }
    }
}
