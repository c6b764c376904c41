import Foundation

/// What the files of a store say.
extension BundleStore {
    /// The folder of a version.
    func url(of version: BundleVersion) -> URL { folder.appendingPathComponent(version.description) }

    /// Names of all complete versions, ascending.
    func versions() -> [BundleVersion] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
        return names.compactMap { BundleVersion($0) }.sorted()
    }

    /// A version with what the history and the champion's file say of it.
    func stored(
        _ version: BundleVersion, _ events: [BundleEvent], _ chain: [BundleVersion?]
    ) -> StoredBundle {
        let latest = events.last { $0.concerns(version) }
        let state: StoredBundle.State =
            if chain.first == version {
                .champion
            } else if chain.contains(version) {
                .previous
            } else {
                switch latest?.event {
                case nil, .added, .removed: .added
                case .refused: .refused
                case .rolledBack: .rolledBack
                case .promoted: .retired
                }
            }
        return StoredBundle(
            version: version, folder: url(of: version), state: state,
            addedAt: events.first { $0.event == .added && $0.bundle == version }?.time, latest: latest,
            manifest: try? ModelBundle.manifest(folder: url(of: version)))
    }
}

extension BundleEvent {
    /// Whether the event says what became of a version: a promotion of the new champion, a rollback of the old one.
    func concerns(_ version: BundleVersion) -> Bool { (event == .rolledBack ? from : bundle) == version }
}
