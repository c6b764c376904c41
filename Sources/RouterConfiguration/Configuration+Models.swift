package import RouterCore

extension Configuration {
    /// A model by its name, which need be no candidate: a candidate's id, a name of the catalog, or `<provider>/<model>`
    /// with a provider of the file or the catalog and its own name for the model.
    ///
    /// - Parameters:
    ///   - name: the name.
    ///   - catalog: the well-known models.
    ///   - environment: where keys are looked up.
    /// - Returns: the model and who serves it; `nil` = the name is none of these.
    package func model(
        named name: String, catalog: Catalog, environment: [String: String]
    ) -> (candidate: Candidate, provider: Provider)? {
        let reader = ProviderReader(catalog: catalog, environment: environment, folder: "", timeouts: timeouts)
        func provider(_ name: String) -> Provider? { providers[name] ?? reader.provider(fromCatalog: name) }
        if let candidate = candidates.first(where: { $0.id.rawValue == name }) {
            return provider(candidate.provider).map { (candidate, $0) }
        }
        if let known = catalog[name], let provider = provider(known.provider) {
            return (CandidateEntry(candidate: known, isFromCatalog: true).served(by: provider), provider)
        }
        guard let slash = name.firstIndex(of: "/"), let provider = provider(String(name[..<slash])) else { return nil }
        let model = String(name[name.index(after: slash)...])
        guard !model.isEmpty else { return nil }
        let candidate = Candidate(id: CandidateID(name), provider: provider.name, upstreamModel: model)
        return (CandidateEntry(candidate: candidate, isFromCatalog: false).served(by: provider), provider)
    }
}
