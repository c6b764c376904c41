package import Foundation

/// One version in a ``BundleStore``.
package struct StoredBundle: Sendable {
    /// What became of a version.
    package enum State: String, Sendable, Hashable, CaseIterable {
        /// It is in use.
        case champion
        /// It was in use, and a rollback can lead to it.
        case previous
        /// It waits for a verdict.
        case added
        /// It was not promoted.
        case refused
        /// It was in use and was left by a rollback.
        case rolledBack = "rolled_back"
        /// It was in use so long ago that no rollback leads to it.
        case retired

        /// Whether somebody may still want it: only others are deleted.
        var isKept: Bool { self == .champion || self == .previous || self == .added }
    }

    /// Its name in the store.
    package let version: BundleVersion
    /// Its folder, a complete bundle.
    package let folder: URL
    /// What became of it.
    package let state: State
    /// When it was added; `nil` = the record was lost.
    package let addedAt: Date?
    /// The latest thing that happened to it; `nil` = the record was lost.
    package let latest: BundleEvent?
    /// What it says of itself; `nil` = its manifest cannot be read.
    package let manifest: BundleManifest?

    /// Name and checksum, as decisions in the log name it; `nil` = its manifest cannot be read.
    package var id: String? { manifest?.bundleID }

    /// Rows of all tables that it was trained on.
    package var trainingRows: Int? { manifest?.tables.reduce(0) { $0 + $1.rows } }

    /// Reads and checks it.
    ///
    /// - Throws: ``ModelError`` as ``ModelBundle/init(folder:)``.
    package func bundle() throws(ModelError) -> ModelBundle { try ModelBundle(folder: folder) }
}
