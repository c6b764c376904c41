import Foundation
import RouterModel

/// A bundle as a command names it: `champion`, `shipped`, a version of the store, or a folder.
struct BundleReference {
    /// The words that stand for a bundle.
    static let words = "'champion', 'shipped', a version such as own-v3, or a folder"

    /// As it was named.
    let text: String
    let bundle: ModelBundle

    /// Finds and reads the bundle; a folder wins over a word only with a slash in it.
    ///
    /// - Throws: ``RouterModel/ModelError``.
    init(_ text: String, _ setup: Setup) throws(ModelError) {
        self.text = text
        bundle = try ModelBundle(folder: Self.folder(text, setup))
    }

    private static func folder(_ text: String, _ setup: Setup) throws(ModelError) -> URL {
        switch text {
        case "champion":
            guard let champion = try setup.store.champion() else {
                throw ModelError(
                    .noChampion, "\(setup.store.folder.relativePath): no version is promoted; name another bundle")
            }
            return champion.folder
        case "shipped":
            guard let place = setup.shippedBundle else {
                throw ModelError(.unreadable, "the shipped bundle was not found; AUTOROUTER_MODELS names its folder")
            }
            return place.folder
        default:
            let stored = BundleVersion(text).flatMap { version in
                setup.store.list().first { $0.version == version }
            }
            return stored?.folder ?? URL(fileURLWithPath: text)
        }
    }
}
