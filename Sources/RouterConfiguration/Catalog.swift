package import Foundation
package import RouterCore

/// Prices, limits and capabilities of well-known models: `Models/catalog.json`.
package struct Catalog: Sendable {
    /// A well-known provider.
    package struct Provider: Sendable, Decodable {
        /// What people call it.
        package let name: String?
        /// Address that OpenAI's paths are appended to.
        package let base_url: String
        /// Environment variable that usually holds the key.
        package let api_key_env: String?
        /// Whether it runs on the user's machine.
        package let local: Bool?
        /// The requests that it takes.
        let apis: [String]?
        /// The header that carries the key on `/messages`.
        let key_header: String?

        /// The requests that it takes, those left out of which this version does not know; `nil` = not known.
        var takenAPIs: Set<UpstreamAPI>? { apis.map { Set($0.compactMap(UpstreamAPI.init(rawValue:))) } }
        /// The header that carries the key on `/messages`.
        var keyHeader: Configuration.Provider.KeyHeader {
            key_header.flatMap(Configuration.Provider.KeyHeader.init(rawValue:)) ?? .authorization
        }
    }

    private struct Model: Decodable {
        struct Price: Decodable {
            let prompt: Double?
            let completion: Double?
            let cache_read: Double?
            let cache_write: Double?

            var isValid: Bool { [prompt, completion, cache_read, cache_write].allSatisfy { ($0 ?? 0) >= 0 } }
        }

        let id: String
        let provider: String
        let upstream_model: String
        let name: String?
        let price: Price?
        let context: Int?
        let max_output: Int?
        let capabilities: [String]?
        let like: String?
        let benchmarks: [String: Double]?
        let aliases: [String]?
    }

    private struct File: Decodable {
        let version: Int
        let providers: [String: Provider]
        let models: [Model]
    }

    /// Providers by key.
    package let providers: [String: Provider]
    /// All models, in the file's order.
    package let candidates: [Candidate]
    private let indexByName: [String: Int]

    /// A catalog without entries.
    package static let empty = Catalog(providers: [:], candidates: [], indexByName: [:])

    private init(providers: [String: Provider], candidates: [Candidate], indexByName: [String: Int]) {
        self.providers = providers
        self.candidates = candidates
        self.indexByName = indexByName
    }

    /// Reads a catalog file.
    ///
    /// - Throws: ``ConfigurationError`` if it cannot be read, is of another version or holds a negative price.
    package init(file: URL) throws(ConfigurationError) {
        let read: File
        do {
            read = try JSONDecoder().decode(File.self, from: Data(contentsOf: file))
        } catch {
            throw ConfigurationError(.unreadable, origin: file.relativePath, "is no readable catalog")
        }
        guard read.version == 1 else {
            throw ConfigurationError(
                .badValue, origin: file.relativePath, "'version' is \(read.version); catalogs of version 1 are read")
        }
        var candidates: [Candidate] = []
        var indexByName: [String: Int] = [:]
        for model in read.models {
            guard model.price?.isValid ?? true else {
                throw ConfigurationError(
                    .badValue, origin: file.relativePath,
                    "the price of '\(model.id)' is negative; numbers >= 0 are expected")
            }
            for name in [model.id] + (model.aliases ?? []) where indexByName[name] == nil {
                indexByName[name] = candidates.count
            }
            candidates.append(Self.candidate(model, provider: read.providers[model.provider]))
        }
        self.init(providers: read.providers, candidates: candidates, indexByName: indexByName)
    }

    private static func candidate(_ model: Model, provider: Provider?) -> Candidate {
        var capabilities: Capabilities = []
        for name in model.capabilities ?? [] { capabilities.formUnion(Capabilities(name: name) ?? []) }
        return Candidate(
            id: CandidateID(model.id), provider: model.provider, upstreamModel: model.upstream_model,
            price: Price(
                promptUSDPerMillion: model.price?.prompt, completionUSDPerMillion: model.price?.completion,
                cacheReadUSDPerMillion: model.price?.cache_read, cacheWriteUSDPerMillion: model.price?.cache_write),
            contextTokens: model.context, maxOutputTokens: model.max_output,
            // The facts list what they know of; a model of which they list nothing is one they know nothing of.
            capabilities: capabilities.isEmpty ? nil : capabilities, like: model.like,
            benchmarks: model.benchmarks ?? [:],
            isLocal: provider?.local ?? false, name: model.name,
            apis: UpstreamAPI.ofChatModel(provider: provider?.takenAPIs))
    }

    /// The model of this name or alias, or `nil`.
    package subscript(name: String) -> Candidate? { indexByName[name].map { candidates[$0] } }

    /// All models of a provider.
    package func candidates(of provider: String) -> [Candidate] { candidates.filter { $0.provider == provider } }
}
