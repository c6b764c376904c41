import RouterCore

/// One entry under `candidates` before its provider has added what it knows.
struct CandidateEntry {
    /// The candidate; what its provider decides is not looked at.
    var candidate: Candidate
    /// Whether the entry itself prices it.
    var isPriced = false
    /// Whether the catalog knows it, and with it that it is a chat model.
    var isFromCatalog: Bool
    /// The requests that it takes by the entry itself; `nil` = it does not say.
    var apis: Set<UpstreamAPI>?
    /// What happens to prompts by the entry itself.
    var privacy = PrivacyTerms.unknown
}

extension CandidateEntry {
    /// The candidate where its provider serves it.
    ///
    /// On a machine of the user, nobody bills for it unless the file itself gives a price: the catalog's is somebody
    /// else's.
    func served(by provider: Configuration.Provider) -> Candidate {
        let terms = PrivacyTerms(
            trainsOnPrompts: privacy.trainsOnPrompts ?? provider.privacy.trainsOnPrompts,
            retainsPrompts: privacy.retainsPrompts ?? provider.privacy.retainsPrompts)
        return candidate.served(
            as: candidate.upstreamModel, price: provider.isLocal && !isPriced ? .free : candidate.price, by: provider,
            apis: apis ?? (isFromCatalog ? UpstreamAPI.ofChatModel(provider: provider.apis) : provider.apis),
            privacy: terms)
    }
}

extension Candidate {
    /// The candidate as a provider serves it.
    func served(
        as upstreamModel: String, price: Price, by provider: Configuration.Provider, apis: Set<UpstreamAPI>?,
        privacy: PrivacyTerms
    ) -> Candidate {
        Candidate(
            id: id, provider: provider.name, upstreamModel: upstreamModel, price: price, contextTokens: contextTokens,
            maxOutputTokens: maxOutputTokens, capabilities: capabilities, like: like, benchmarks: benchmarks,
            isLocal: provider.isLocal, name: name, apis: apis, privacy: privacy, quantization: quantization,
            parameters: parameters)
    }
}

extension UpstreamAPI {
    /// The requests that a provider takes for a model that is known to chat.
    ///
    /// Providers take embeddings and completions of plain text for other models than these, so both are left out unless
    /// the provider takes nothing else.
    ///
    /// - Parameter provider: the requests that the provider takes; `nil` = not known.
    /// - Returns: at least one kind.
    static func ofChatModel(provider: Set<UpstreamAPI>?) -> Set<UpstreamAPI> {
        guard let provider else { return [.chatCompletions] }
        let chat = provider.subtracting([.embeddings, .completions])
        return chat.isEmpty ? provider : chat
    }
}
