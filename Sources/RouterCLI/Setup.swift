import Foundation
import RouterConfiguration
import RouterCore
import RouterEngine
import RouterFeatures
import RouterModel

/// What a command works with: configuration, catalog and bundle, found and checked.
struct Setup {
    let environment: [String: String]
    let catalog: Catalog
    var configuration: Configuration
    /// The bundle that a flag or the environment names; `nil` = neither does.
    let namedBundle: BundlePlace?
    /// The bundle that comes with the program; `nil` = it was not found.
    let shippedBundle: BundlePlace?

    /// Finds the configuration: by flag, by `AUTOROUTER_CONFIG`, in the working directory, in the user's configuration
    /// folder, or, without a file, from the keys in the environment.
    ///
    /// - Throws: ``RouterConfiguration/ConfigurationError``.
    init(_ options: SharedOptions, environment: [String: String] = ProcessInfo.processInfo.environment) throws {
        self.environment = environment
        let models = ModelsFolder.locate(environment)
        let catalog = try models.map { try Catalog(file: $0.appendingPathComponent("catalog.json")) } ?? .empty
        self.catalog = catalog
        if let file = Self.file(options, environment) {
            configuration = try Configuration(file: file, catalog: catalog, environment: environment)
        } else {
            configuration = .discovered(catalog: catalog, environment: environment)
        }
        try configuration.apply(environment)
        namedBundle =
            options.bundle.map { BundlePlace(.flag, path: $0) }
            ?? environment["AUTOROUTER_BUNDLE"].map { BundlePlace(.environment, path: $0) }
        shippedBundle = models.map { BundlePlace(.shipped, path: $0.appendingPathComponent("default").path) }
    }

    private static func file(_ options: SharedOptions, _ environment: [String: String]) -> URL? {
        if let path = options.config ?? environment["AUTOROUTER_CONFIG"] { return URL(fileURLWithPath: path) }
        let home = environment["XDG_CONFIG_HOME"] ?? (environment["HOME"].map { $0 + "/.config" })
        return ["autorouter.yaml", home.map { $0 + "/autorouter/autorouter.yaml" }].compactMap { $0 }
            .first { FileManager.default.fileExists(atPath: $0) }
            .map {
                URL(fileURLWithPath: $0, relativeTo: URL(fileURLWithPath: FileManager.default.currentDirectoryPath))
            }
    }

    /// The candidates to choose from.
    ///
    /// - Throws: ``RouterConfiguration/ConfigurationError`` if the configuration holds none.
    func pool(_ source: ChoiceOptions.PoolSource, bundle: ModelBundle) throws -> CandidatePool {
        guard source == .config else { return try bundle.model.ownPool() }
        return try configuredPool()
    }

    /// The candidates of the configuration.
    ///
    /// - Throws: ``RouterConfiguration/ConfigurationError`` if there are none.
    func configuredPool() throws -> CandidatePool {
        guard !configuration.candidates.isEmpty else {
            throw ConfigurationError(
                .missingKey, origin: configuration.origin ?? "no configuration file",
                "there are no candidates: write autorouter.yaml, set a provider's key such as OPENAI_API_KEY, start a local server, or try 'serve --sandbox'"
            )
        }
        return try configuration.pool()
    }
}

extension Configuration {
    /// Lets environment variables override the file.
    ///
    /// - Throws: ``RouterConfiguration/ConfigurationError`` naming the variable.
    fileprivate mutating func apply(_ environment: [String: String]) throws {
        if let text = environment["AUTOROUTER_TRADEOFF"] {
            guard let value = Double(text), let dial = try? Tradeoff(value) else {
                throw ConfigurationError(
                    .badValue, origin: "environment variable AUTOROUTER_TRADEOFF", "is '\(text)'; 0 to 10 is expected")
            }
            tradeoff = dial
        }
        if let path = environment["AUTOROUTER_LOG"] { log.path = path }
    }
}
