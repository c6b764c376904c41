import RouterCore

/// Reads one entry under `candidates`: a catalog model's name, or a mapping.
struct CandidateReader {
    /// How weights can be stored, in OpenRouter's words.
    private enum Quantization: String, CaseIterable {
        case int4, int8, fp4, mxfp4, nvfp4, fp6, fp8, mxfp8, fp16, bf16, fp32
    }

    let catalog: Catalog
    /// The provider of a name, from the file or else from the catalog.
    let provider: (String) -> Configuration.Provider?

    /// A candidate as its entry describes it, and who serves it.
    func entry(_ node: SettingNode) throws(ConfigurationError) -> (CandidateEntry, Configuration.Provider) {
        if node.isScalar {
            let name = try node.text()
            guard let known = catalog[name] else {
                throw node.problem(
                    "is '\(name)', which the catalog does not know; give 'id', 'provider' and 'upstream_model' instead")
            }
            return (CandidateEntry(candidate: known, isFromCatalog: true), try provider(known.provider, of: node))
        }
        let settings = try node.members(accepting: ConfigurationReference.keys(in: "candidates[]."))
        guard let id = try settings["id"]?.text() else { throw node.problem(.missingKey, "has no 'id'") }
        let known = catalog[id]
        guard let providerName = try settings["provider"]?.text() ?? known?.provider else {
            throw node.problem(.missingKey, "has no 'provider', and the catalog does not know '\(id)'")
        }
        let provider = try provider(providerName, of: node)
        // Another provider than the catalog's has its own name for the model.
        let knownName = known.flatMap { $0.provider == providerName ? $0.upstreamModel : nil }
        let price = try settings["price"].map { node throws(ConfigurationError) in try self.price(node) }
        let benchmarks = try settings["benchmarks"].map { node throws(ConfigurationError) in
            try self.benchmarks(node)
        }
        let limit = 1...100_000_000
        let candidate = Candidate(
            id: CandidateID(id), provider: provider.name,
            upstreamModel: try settings["upstream_model"]?.text() ?? knownName ?? id,
            price: price ?? known?.price ?? .unknown,
            contextTokens: try settings["context"]?.integer(limit) ?? known?.contextTokens,
            maxOutputTokens: try settings["max_output"]?.integer(limit) ?? known?.maxOutputTokens,
            capabilities: try settings["capabilities"]?.capabilities() ?? known?.capabilities,
            like: try settings["like"]?.text() ?? known?.like, benchmarks: benchmarks ?? known?.benchmarks ?? [:],
            name: try settings["name"]?.text() ?? known?.name,
            quantization: try settings["quantization"]?.word(Quantization.self).rawValue,
            parameters: try settings["parameters"].map { node throws(ConfigurationError) in Set(try node.texts()) })
        let entry = CandidateEntry(
            candidate: candidate, isPriced: price != nil, isFromCatalog: known != nil,
            apis: try settings["apis"]?.apis(),
            privacy: try PrivacyTerms.unknown.overridden(by: settings, isLocal: provider.isLocal))
        return (entry, provider)
    }

    private func provider(
        _ name: String, of node: SettingNode
    ) throws(ConfigurationError) -> Configuration.Provider {
        guard let found = provider(name) else {
            throw node.problem(
                "names the provider '\(name)', which is neither under 'providers' nor in the catalog")
        }
        return found
    }

    private func price(_ node: SettingNode) throws(ConfigurationError) -> Price {
        let parts = try node.members(accepting: ConfigurationReference.keys(in: "candidates[].price."))
        let accepted = 0...1_000_000.0
        return Price(
            promptUSDPerMillion: try parts["prompt"]?.number(accepted),
            completionUSDPerMillion: try parts["completion"]?.number(accepted),
            cacheReadUSDPerMillion: try parts["cache_read"]?.number(accepted),
            cacheWriteUSDPerMillion: try parts["cache_write"]?.number(accepted),
            requestUSD: try parts["request"]?.number(accepted))
    }

    private func benchmarks(_ node: SettingNode) throws(ConfigurationError) -> [String: Double] {
        var scores: [String: Double] = [:]
        for (name, value) in try node.members() { scores[name] = try value.number(0...1) }
        return scores
    }
}
