import Foundation

/// The steps of a change, all of which need the lock.
extension BundleStore {
    /// Runs a change alone, after what earlier ones have left unfinished.
    func changing<Value>(_ body: () throws -> Value) throws -> Value {
        do {
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        } catch {
            throw ModelError(.unwritable, "\(folder.relativePath): cannot be made (\(error))")
        }
        return try StoreLock.holding(folder.appendingPathComponent("lock"), patience: patience) {
            sweep()
            try recordWhatWasLost()
            return try body()
        }
    }

    /// Removes what processes that ended early have left.
    private func sweep() {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
        for name in names where name.hasPrefix(Self.unfinishedPrefix) {
            // What cannot be removed is in nobody's way: the next change tries again.
            try? FileManager.default.removeItem(at: folder.appendingPathComponent(name))
        }
    }

    /// Catches up where a process ended between a change of the champion and its record.
    private func recordWhatWasLost() throws {
        let chain = pointer.chain
        if let first = chain.first, first == nil { return }
        let champion = chain.first ?? nil
        let recorded = history.events.last { $0.event == .promoted || $0.event == .rolledBack }?.bundle
        guard recorded != champion else { return }
        try record(
            champion == nil ? .rolledBack : .promoted, champion, from: recorded,
            reason: "found so; the process that changed it ended before it could say why")
    }

    /// Writes down what has happened.
    func record(
        _ kind: BundleEvent.Kind, _ version: BundleVersion?, from: BundleVersion? = nil, reason: String? = nil,
        metrics: [String: Double] = [:], id: String? = nil
    ) throws(ModelError) {
        let known = version.flatMap { try? ModelBundle.manifest(folder: url(of: $0)) }?.bundleID
        try history.append(
            BundleEvent(
                time: now(), event: kind, bundle: version, id: id ?? known, from: from, reason: reason,
                metrics: metrics.isEmpty ? nil : metrics))
    }

    /// The first version of a name that has never been given.
    func nextVersion(of name: String) throws(ModelError) -> BundleVersion {
        let used = versions() + history.events.compactMap(\.bundle)
        let last = used.filter { $0.name == name }.map(\.number).max() ?? 0
        guard let version = BundleVersion(name: name, number: last + 1) else {
            throw ModelError(
                .unwritable,
                "'\(name)' cannot name a bundle; 1 to 64 letters, digits and . _ - that begin with a letter or digit are expected"
            )
        }
        return version
    }

    /// Makes the embedding of a new version another name of an equal one: it has megabytes and hardly ever changes.
    func shareEmbedding(of manifest: BundleManifest, in unfinished: URL) {
        guard let expected = manifest.embedding?.sha256 else { return }
        let own = unfinished.appendingPathComponent(EmbeddingFile.name)
        let twin = unfinished.appendingPathComponent(Self.unfinishedPrefix + EmbeddingFile.name)
        for version in versions().reversed() {
            let file = url(of: version).appendingPathComponent(EmbeddingFile.name)
            guard (try? ModelBundle.manifest(folder: url(of: version)))?.embedding?.sha256 == expected,
                (try? ModelBundle.sha256(of: file)) == expected
            else { continue }
            // Where the file system has no second names, the version keeps its own file.
            if link(file.path, twin.path) == 0, rename(twin.path, own.path) == 0 { return }
            unlink(twin.path)
        }
    }

    /// Deletes versions that nobody can go back to, but for the latest ones.
    func prune() throws {
        let events = history.events
        let spare = list().filter { !$0.state.isKept }.sorted { one, other in
            lastPlace(of: one.version, in: events) > lastPlace(of: other.version, in: events)
        }
        for old in spare.dropFirst(keep) {
            let doomed = folder.appendingPathComponent(Self.unfinishedPrefix + "removed-\(old.version)")
            try DurableFile.rename(old.folder, to: doomed)
            try record(.removed, old.version, reason: "\(keep) versions without a way back are kept", id: old.id)
            try? FileManager.default.removeItem(at: doomed)
        }
    }

    private func lastPlace(of version: BundleVersion, in events: [BundleEvent]) -> Int {
        events.lastIndex { $0.concerns(version) } ?? -1
    }
}
