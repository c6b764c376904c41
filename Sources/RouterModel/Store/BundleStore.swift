package import Foundation

/// Versions of bundles in one folder, with a pointer to the champion.
///
/// ```
/// bundles/
///   champion         name of the version in use, below it those that were in use before
///   history.jsonl    what happened to which version, when and why; only appended to
///   lock             held while something is changed
///   own-v1/ own-v2/  complete bundles; equal embeddings are one file with several names
/// ```
///
/// Every change is one rename of what is complete and on the disk, so that a process may end anywhere and the champion
/// can be loaded; what it left unfinished is swept by the next change. Readers take no lock. Methods block: none is for
/// the threads that answer requests.
package struct BundleStore: Sendable {
    /// Begins the names of what is not finished; a leftover where nobody holds the lock.
    static let unfinishedPrefix = ".new-"

    /// The folder; it is made with the first version.
    package let folder: URL
    /// Versions without a way back to them that are kept, the latest ones: refused, rolled back or retired.
    package let keep: Int

    /// How long a change waits for another one.
    let patience: Duration
    /// The time that the history shows.
    let now: @Sendable () -> Date

    /// The champion.
    var pointer: ChampionPointer { .init(file: folder.appendingPathComponent(ChampionPointer.name)) }
    /// What has happened.
    var history: BundleHistory { .init(file: folder.appendingPathComponent("history.jsonl")) }

    /// The file that changes, as a whole, when another version becomes the champion.
    package var pointerFile: URL { pointer.file }

    /// Names a store; nothing is read or made.
    ///
    /// - Parameters:
    ///   - folder: may be missing.
    ///   - keep: versions without a way back to them that are kept; not negative.
    ///   - patience: how long a change waits for another one.
    ///   - now: the time that the history shows.
    package init(
        folder: URL, keep: Int = 10, patience: Duration = .seconds(10), now: @escaping @Sendable () -> Date = { Date() }
    ) {
        precondition(keep >= 0, "\(keep) versions cannot be kept")
        self.folder = folder
        self.keep = keep
        self.patience = patience
        self.now = now
    }

    // MARK: Reading

    /// Everything that has happened, the oldest first.
    package func events() -> [BundleEvent] { history.events }

    /// All versions, by name and number.
    package func list() -> [StoredBundle] {
        let (events, chain) = (history.events, pointer.chain)
        return versions().map { stored($0, events, chain) }
    }

    /// A version by its name.
    ///
    /// - Throws: ``ModelError`` with `.unknownVersion`, naming those that there are.
    package func version(_ name: String) throws(ModelError) -> StoredBundle {
        let all = versions()
        guard let version = BundleVersion(name), all.contains(version) else {
            let known = all.isEmpty ? "it holds none" : "it holds \(all.map(\.description).joined(separator: ", "))"
            throw ModelError(.unknownVersion, "\(folder.relativePath): there is no version '\(name)'; \(known)")
        }
        return stored(version, history.events, pointer.chain)
    }

    /// The version in use; `nil` = none was promoted, or all were rolled back: the configured bundle is in use.
    ///
    /// - Throws: ``ModelError``: `.corrupt` if the pointer is damaged, `.unreadable` if its version is missing.
    package func champion() throws(ModelError) -> StoredBundle? {
        let chain = pointer.chain
        guard let first = chain.first else { return nil }
        guard let version = first else {
            throw ModelError(
                .corrupt,
                "\(pointer.file.relativePath): is damaged; the name of a version on a line is expected. 'autorouter promote' or 'autorouter rollback' writes it anew"
            )
        }
        guard versions().contains(version) else {
            throw ModelError(.unreadable, "\(folder.relativePath): the champion '\(version)' is missing")
        }
        return stored(version, history.events, chain)
    }

    // MARK: Changing

    /// Adds a version, which then waits for a verdict.
    ///
    /// - Parameters:
    ///   - name: what its versions have in common; the next number is added.
    ///   - reason: why it was made, for the history.
    ///   - metrics: figures for the history, by name.
    ///   - write: writes a bundle into the folder that it is given, which does not exist yet. The store is locked
    ///     meanwhile: training comes before.
    /// - Returns: the version, complete, read back and on the disk.
    /// - Throws: ``ModelError``: `.busy`, `.unwritable`, or why what was written is no bundle; what `write` throws.
    package func add(
        _ name: String = "own", reason: String? = nil, metrics: [String: Double] = [:], _ write: (URL) throws -> Void
    ) throws -> StoredBundle {
        try changing {
            let version = try nextVersion(of: name)
            let unfinished = folder.appendingPathComponent(Self.unfinishedPrefix + version.description)
            do {
                try write(unfinished)
                let manifest = try ModelBundle(folder: unfinished).manifest
                shareEmbedding(of: manifest, in: unfinished)
                for name in try FileManager.default.contentsOfDirectory(atPath: unfinished.path) {
                    try DurableFile.synchronize(unfinished.appendingPathComponent(name))
                }
                try DurableFile.synchronize(unfinished)
                try DurableFile.rename(unfinished, to: url(of: version))
            } catch {
                try? FileManager.default.removeItem(at: unfinished)
                throw error
            }
            try record(.added, version, reason: reason, metrics: metrics)
            return stored(version, history.events, pointer.chain)
        }
    }

    /// Makes a version the champion; nothing happens if it is already.
    ///
    /// - Parameters:
    ///   - name: of the version, for example `own-v3`.
    ///   - reason: why, for the history.
    ///   - metrics: figures for the history, by name.
    /// - Returns: the version.
    /// - Throws: ``ModelError``: `.unknownVersion`, `.busy`, `.unwritable`, or why the version cannot be loaded.
    @discardableResult
    package func promote(
        _ name: String, reason: String? = nil, metrics: [String: Double] = [:]
    ) throws -> StoredBundle {
        try changing {
            let new = try version(name)
            let chain = pointer.chain
            guard chain.first != new.version else { return new }
            _ = try new.bundle()
            try pointer.point(at: [new.version] + chain.compactMap { $0 })
            try record(.promoted, new.version, from: chain.first ?? nil, reason: reason, metrics: metrics)
            try prune()
            return try version(name)
        }
    }

    /// Notes that a version is not promoted; it is kept for a while.
    ///
    /// - Parameters:
    ///   - name: of the version, for example `own-v3`.
    ///   - reason: why, for the history.
    ///   - metrics: figures for the history, by name.
    /// - Throws: ``ModelError``: `.unknownVersion`, `.inUse` if it is the champion, `.busy`, `.unwritable`.
    package func refuse(_ name: String, reason: String, metrics: [String: Double] = [:]) throws {
        try changing {
            let new = try version(name)
            guard new.state != .champion else {
                throw ModelError(.inUse, "\(folder.relativePath): '\(name)' is the champion; roll it back instead")
            }
            try record(.refused, new.version, reason: reason, metrics: metrics)
            try prune()
        }
    }

    /// Goes back to the champion before, leaving out those that cannot be loaded, and at last to the configured bundle.
    ///
    /// - Parameter reason: why, for the history.
    /// - Returns: the champion from now on; `nil` = none, the configured bundle is in use.
    /// - Throws: ``ModelError``: `.noChampion` if nothing is promoted, `.busy`, `.unwritable`.
    package func rollback(reason: String? = nil) throws -> StoredBundle? {
        try changing {
            let chain = pointer.chain
            guard let first = chain.first else {
                throw ModelError(
                    .noChampion,
                    "\(folder.relativePath): no version is promoted; the configured bundle is in use already")
            }
            let earlier = chain.dropFirst().compactMap { $0 }.drop { version in
                version == first || (try? ModelBundle(folder: url(of: version))) == nil
            }
            try pointer.point(at: Array(earlier))
            try record(.rolledBack, earlier.first, from: first, reason: reason)
            try prune()
            return try champion()
        }
    }
}
