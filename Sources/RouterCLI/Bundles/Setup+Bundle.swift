import Foundation
import RouterConfiguration
import RouterModel

extension Setup {
    /// The versions of bundles that retraining makes.
    var store: BundleStore {
        let beside = URL(fileURLWithPath: configuration.log.path).deletingLastPathComponent()
        return BundleStore(
            folder: configuration.bundles.path.map { URL(fileURLWithPath: $0) }
                ?? beside.appendingPathComponent("bundles"), keep: configuration.bundles.keep)
    }

    /// Finds the bundle: by flag, by `AUTOROUTER_BUNDLE`, the store's champion, by configuration, the shipped one.
    ///
    /// - Throws: ``RouterModel/ModelError`` if there is none, or there is a champion that cannot be found.
    func bundlePlace() throws(ModelError) -> BundlePlace {
        if let namedBundle { return namedBundle }
        if let champion = try store.champion() { return BundlePlace(champion) }
        return try configuredBundle()
    }

    /// Reads the bundle; for a champion that cannot be read the configured bundle stands in: no promotion may stop what
    /// has worked before it.
    ///
    /// - Throws: ``RouterModel/ModelError``.
    func chosenBundle() throws(ModelError) -> ChosenBundle {
        if let namedBundle { return try ChosenBundle(namedBundle) }
        var warning: String?
        do {
            if let champion = try store.champion() { return try ChosenBundle(BundlePlace(champion)) }
        } catch {
            warning = "the champion is not used: \(error)"
        }
        return try ChosenBundle(configuredBundle(), warning: warning)
    }

    /// Reads the bundle, and says on standard error if it stands in for the champion.
    ///
    /// - Throws: ``RouterModel/ModelError``.
    func bundle() throws -> ModelBundle {
        let chosen = try chosenBundle()
        if let warning = chosen.warning { Console.note("warning: \(warning)") }
        return chosen.bundle
    }

    /// The bundle that is used while none is promoted.
    func configuredBundle() throws(ModelError) -> BundlePlace {
        let configured = configuration.bundlePath.map { BundlePlace(.configuration, path: $0) }
        guard let place = configured ?? shippedBundle else {
            throw ModelError(.unreadable, "no bundle was found; name its folder with --bundle")
        }
        return place
    }
}
