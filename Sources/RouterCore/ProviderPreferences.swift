/// How eligible candidates are put in order.
public enum CandidateOrder: String, Sendable, Hashable, CaseIterable {
    /// By utility: the router's own choice.
    case utility
    /// The cheapest first: OpenRouter's `price` and the variant `:floor`.
    case price
    /// The fastest writer first: OpenRouter's `throughput` and the variant `:nitro`.
    case throughput
    /// The quickest to begin first: OpenRouter's `latency`.
    case latency
}

/// A measured value that a client would like a candidate to keep, by percentile.
public struct PreferredBound: Sendable, Hashable {
    /// Bounds by percentile, for example `[50: 40]`; percentiles are 50, 75, 90 or 99.
    public var byPercentile: [Int: Double]

    /// Keeps the bounds.
    public init(byPercentile: [Int: Double]) { self.byPercentile = byPercentile }
}

/// The most that a client wants to pay; `nil` = no ceiling.
public struct PriceCeiling: Sendable, Hashable {
    /// USD per million prompt tokens.
    public var promptUSDPerMillion: Double?
    /// USD per million completion tokens.
    public var completionUSDPerMillion: Double?
    /// USD for each request.
    public var requestUSD: Double?

    /// Keeps the ceilings.
    public init(
        promptUSDPerMillion: Double? = nil, completionUSDPerMillion: Double? = nil, requestUSD: Double? = nil
    ) {
        self.promptUSDPerMillion = promptUSDPerMillion
        self.completionUSDPerMillion = completionUSDPerMillion
        self.requestUSD = requestUSD
    }
}

/// OpenRouter's `provider` object: what a client demands of, and prefers in, who serves a candidate.
public struct ProviderPreferences: Sendable, Hashable {
    /// Providers to try first, in this order; compared without regard to case.
    public var order: [String] = []
    /// Only these providers; `nil` = all.
    public var only: [String]?
    /// Never these providers.
    public var ignore: [String] = []
    /// Whether candidates outside of ``order`` may step in; without ``order``, whether anybody but the first may.
    public var allowsFallbacks = true
    /// Whether a candidate must be known to take every parameter of the request.
    public var requiresParameters = false
    /// Whether prompts must not be used for training.
    public var deniesDataCollection = false
    /// Whether prompts must not be kept.
    public var requiresZeroRetention = false
    /// Only these quantizations, where a candidate of unknown quantization is `unknown`; `nil` = all.
    public var quantizations: [String]?
    /// How candidates are put in order; `nil` = not said.
    public var sort: CandidateOrder?
    /// Tokens per second that are preferred; slower candidates go to the end.
    public var preferredMinThroughput: PreferredBound?
    /// Seconds to the first token that are preferred; slower candidates go to the end.
    public var preferredMaxLatency: PreferredBound?
    /// The most that a candidate may charge; one of unknown price does not fit.
    public var maxPrice: PriceCeiling?

    /// No demands.
    public init() {}
}

/// A band of cost percentiles among the eligible candidates, OpenRouter's `cost_tier`.
public enum CostTier: String, Sendable, Hashable, CaseIterable {
    /// [0, 20).
    case low
    /// [20, 40).
    case medium
    /// [40, 60).
    case high
    /// [60, 80).
    case xhigh
    /// [80, 100].
    case max

    /// The percentiles; the upper end belongs to the band only for ``max``.
    public var percentiles: Range<Double> {
        let place = Double(Self.allCases.firstIndex(of: self) ?? 0)
        return place * 20..<(place + 1) * 20
    }
}
