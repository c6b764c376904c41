package import RouterCore

/// What one model did with one prompt.
package struct ModelOutcome: Sendable, Hashable {
    /// The model's name in the table.
    package let model: String
    /// How good the reply was, [0, 1].
    package let score: Double
    /// What it cost in USD; `nil` = not recorded.
    package let costUSD: Double?
    /// Tokens of the prompt as billed; `nil` = not recorded.
    package let promptTokens: Int?
    /// Tokens of the reply; `nil` = not recorded.
    package let completionTokens: Int?
    /// Time to the whole reply in seconds; `nil` = not recorded.
    package let latencySeconds: Double?

    /// Keeps the values.
    package init(
        model: String, score: Double, costUSD: Double? = nil, promptTokens: Int? = nil, completionTokens: Int? = nil,
        latencySeconds: Double? = nil
    ) {
        self.model = model
        self.score = score
        self.costUSD = costUSD
        self.promptTokens = promptTokens
        self.completionTokens = completionTokens
        self.latencySeconds = latencySeconds
    }
}

/// One prompt of an outcome table with what several models did with it.
package struct OutcomeRow: Sendable, Hashable {
    /// The row's own name, or file and line where it has none.
    package let id: String
    /// The data set that it comes from; empty = not said.
    package let dataset: String
    /// Its category within the data set; empty = not said.
    package let category: String
    /// `train`, `test` or another word; `nil` = not said.
    package let split: String?
    /// The prompt.
    package let request: RoutingRequest
    /// The outcomes, in the order of the table; each model once.
    package let outcomes: [ModelOutcome]

    /// Keeps the parts.
    package init(
        id: String, dataset: String, category: String, split: String?, request: RoutingRequest, outcomes: [ModelOutcome]
    ) {
        self.id = id
        self.dataset = dataset
        self.category = category
        self.split = split
        self.request = request
        self.outcomes = outcomes
    }
}
