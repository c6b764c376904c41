import Foundation
import RouterModel

/// Where the bundle is that is used, and who says so.
struct BundlePlace: Hashable {
    /// Who names the bundle; the first that does wins.
    enum Origin: String, Hashable {
        case flag
        case environment
        case champion
        case configuration
        case shipped
    }

    let origin: Origin
    let folder: URL

    init(_ origin: Origin, path: String) {
        self.origin = origin
        folder = URL(fileURLWithPath: path)
    }

    /// The champion of a store.
    init(_ champion: StoredBundle) {
        origin = .champion
        folder = champion.folder
    }

    /// Why it is this one, for people.
    var reason: String {
        switch origin {
        case .flag: "named by --bundle"
        case .environment: "named by AUTOROUTER_BUNDLE"
        case .champion: "the champion, \(folder.lastPathComponent)"
        case .configuration: "configured, none is promoted"
        case .shipped: "the shipped one, none is promoted"
        }
    }
}

/// A bundle that was read, and why it is this one.
struct ChosenBundle {
    let bundle: ModelBundle
    let place: BundlePlace
    /// What is wrong with the champion, for which this bundle stands in; `nil` = nothing.
    let warning: String?

    /// Reads the bundle at a place.
    init(_ place: BundlePlace, warning: String? = nil) throws(ModelError) {
        bundle = try ModelBundle(folder: place.folder)
        self.place = place
        self.warning = warning
    }
}
