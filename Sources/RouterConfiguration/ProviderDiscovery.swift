import RouterCore

extension Configuration {
    /// Most candidates that discovery takes of one provider.
    private static let maxDiscoveredCandidates = 12
    /// The provider that serves models of all makers under the catalog's own ids.
    private static let brokerName = "openrouter"

    /// A configuration without a file: the catalog's models of every provider whose usual environment variable holds a
    /// key.
    ///
    /// OpenRouter serves models of all makers: there, all catalog models that stand for one with known ability are
    /// taken. Any other provider of which the catalog lists no models offers none.
    ///
    /// - Parameters:
    ///   - catalog: what is known of providers and models.
    ///   - environment: where keys are looked up.
    /// - Returns: a configuration whose candidates may be none.
    package static func discovered(catalog: Catalog, environment: [String: String]) -> Configuration {
        var configuration = Configuration()
        let reader = ProviderReader(catalog: catalog, environment: environment, folder: "")
        for name in catalog.providers.keys.sorted() {
            guard let provider = reader.provider(fromCatalog: name), provider.key != nil else { continue }
            let isBroker = name == brokerName
            // Models of known ability and price make the better choices; without any, take what there is.
            let all = isBroker ? catalog.candidates : catalog.candidates(of: name)
            let known = all.filter { $0.like != nil && $0.price.isKnown }
            let taken = (known.isEmpty ? all.filter(\.price.isKnown) : known).prefix(maxDiscoveredCandidates)
            for candidate in taken where !configuration.candidates.contains(where: { $0.id == candidate.id }) {
                configuration.candidates.append(isBroker ? candidate.served(byBroker: provider) : candidate)
            }
            if !taken.isEmpty { configuration.providers[name] = provider }
        }
        return configuration
    }

    /// Providers of the catalog that run on the user's machine, for those who want to ask whether they are there.
    package static func localProviders(of catalog: Catalog) -> [Provider] {
        catalog.providers.keys.sorted().compactMap { name in
            let reader = ProviderReader(catalog: catalog, environment: [:], folder: "")
            return reader.provider(fromCatalog: name).flatMap { $0.isLocal ? $0 : nil }
        }
    }
}

extension Candidate {
    /// The candidate as a broker serves it, under its own id as the model's name.
    fileprivate func served(byBroker provider: Configuration.Provider) -> Candidate {
        served(
            as: id.rawValue, price: price, by: provider, apis: UpstreamAPI.ofChatModel(provider: provider.apis),
            privacy: provider.privacy)
    }
}
