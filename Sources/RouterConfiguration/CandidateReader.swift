import RouterCore

/// Reads one entry under `candidates`: a catalog model's name, or a mapping.
struct CandidateReader {
    let catalog: Catalog

    /// The candidate of an entry, and whether the entry itself prices it.
    func candidate(_ node: SettingNode) throws(ConfigurationError) -> (candidate: Candidate, isPriced: Bool) {
        if node.isScalar {
            let name = try node.text()
            guard let known = catalog[name] else {
                throw node.problem(
                    "is '\(name)', which the catalog does not know; give 'id', 'provider' and 'upstream_model' instead")
            }
            return (known, false)
        }
        let settings = try node.members(accepting: ConfigurationReference.keys(in: "candidates[]."))
        guard let id = try settings["id"]?.text() else { throw node.problem(.missingKey, "has no 'id'") }
        let known = catalog[id]
        guard let provider = try settings["provider"]?.text() ?? known?.provider else {
            throw node.problem(.missingKey, "has no 'provider', and the catalog does not know '\(id)'")
        }
        // Another provider than the catalog's has its own name for the model.
        let knownName = known.flatMap { $0.provider == provider ? $0.upstreamModel : nil }
        let price = try settings["price"].map { node throws(ConfigurationError) in try self.price(node) }
        let capabilities = try settings["capabilities"].map { node throws(ConfigurationError) in
            try self.capabilities(node)
        }
        let benchmarks = try settings["benchmarks"].map { node throws(ConfigurationError) in
            try self.benchmarks(node)
        }
        let limit = 1...100_000_000
        let candidate = Candidate(
            id: CandidateID(id), provider: provider,
            upstreamModel: try settings["upstream_model"]?.text() ?? knownName ?? id,
            price: price ?? known?.price ?? .unknown,
            contextTokens: try settings["context"]?.integer(limit) ?? known?.contextTokens,
            maxOutputTokens: try settings["max_output"]?.integer(limit) ?? known?.maxOutputTokens,
            capabilities: capabilities ?? known?.capabilities, like: try settings["like"]?.text() ?? known?.like,
            benchmarks: benchmarks ?? known?.benchmarks ?? [:])
        return (candidate, price != nil)
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

    private func capabilities(_ node: SettingNode) throws(ConfigurationError) -> Capabilities {
        var capabilities: Capabilities = []
        for element in try node.elements() {
            let name = try element.text()
            guard let capability = Capabilities(name: name) else {
                let accepted = Capabilities.named.map(\.name).joined(separator: ", ")
                throw element.problem("is '\(name)'; one of \(accepted) is expected")
            }
            capabilities.insert(capability)
        }
        return capabilities
    }
}
