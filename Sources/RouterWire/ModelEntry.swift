import RouterCore

/// What clients are told of one model.
struct ModelEntry {
    let id: String
    let name: String
    let owner: String
    let description: String
    let contextTokens: Int?
    let maxOutputTokens: Int?
    let price: Price
    /// OpenRouter's words, in the order of its documentation.
    let inputModalities: [String]
    let outputModalities: [String]
    /// OpenRouter's words, sorted.
    let parameters: [String]
    let tokenizer: String

    /// Describes a candidate.
    init(_ candidate: Candidate) {
        id = candidate.id.rawValue
        name = candidate.name ?? id
        owner = candidate.provider
        description = "\(name), served by \(owner)"
        contextTokens = candidate.contextTokens
        maxOutputTokens = candidate.maxOutputTokens
        price = candidate.price
        inputModalities = Self.modalities(of: candidate.capabilities ?? [])
        let embedsOnly = candidate.apis == [.embeddings]
        outputModalities = [embedsOnly ? "embeddings" : "text"]
        parameters = embedsOnly ? [] : Self.parameters(of: candidate).sorted()
        tokenizer = "Other"
    }

    /// Describes the router under one of its names: what the best of its candidates can do.
    ///
    /// Its price is the highest of any candidate: a client that computes costs with it never counts too little, and
    /// OpenRouter's placeholder `-1` for routers makes many clients count below zero.
    init(router id: String, pool: CandidatePool) {
        let entries = pool.candidates.map { ModelEntry($0) }.filter { $0.outputModalities == ["text"] }
        self.id = id
        name = "Auto Router"
        owner = "autorouter"
        description = "Chooses a model for each request"
        contextTokens = entries.compactMap(\.contextTokens).max()
        maxOutputTokens = entries.compactMap(\.maxOutputTokens).max()
        price = Price(
            promptUSDPerMillion: entries.compactMap(\.price.promptUSDPerMillion).max() ?? 0,
            completionUSDPerMillion: entries.compactMap(\.price.completionUSDPerMillion).max() ?? 0)
        let modalities = Set(entries.flatMap(\.inputModalities))
        inputModalities = Self.modalityOrder.filter { modalities.contains($0) || $0 == "text" }
        outputModalities = ["text"]
        parameters = Set(entries.flatMap(\.parameters)).sorted()
        tokenizer = "Router"
    }

    private static let modalityOrder = ["text", "image", "file", "audio"]

    private static func modalities(of capabilities: Capabilities) -> [String] {
        var found: Set<String> = ["text"]
        if capabilities.contains(.images) { found.insert("image") }
        if capabilities.contains(.files) { found.insert("file") }
        if capabilities.contains(.audio) { found.insert("audio") }
        return modalityOrder.filter(found.contains)
    }

    private static func parameters(of candidate: Candidate) -> Set<String> {
        let capabilities = candidate.capabilities ?? [.tools, .jsonSchema]
        var found = candidate.parameters ?? ["max_tokens", "temperature", "top_p", "stop"]
        if capabilities.contains(.tools) { found.formUnion(["tools", "tool_choice"]) }
        if capabilities.contains(.parallelTools) { found.insert("parallel_tool_calls") }
        if capabilities.contains(.jsonSchema) { found.formUnion(["response_format", "structured_outputs"]) }
        if capabilities.contains(.reasoning) { found.formUnion(["reasoning", "include_reasoning"]) }
        return found
    }
}
