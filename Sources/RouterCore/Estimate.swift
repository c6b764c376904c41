/// What one candidate would be worth for one request, before utility and policy.
public struct Estimate: Sendable, Hashable {
    /// Where the quality estimate comes from.
    public enum Basis: String, Sendable, Hashable, CaseIterable {
        /// A head learned from this candidate's own outcomes.
        case ownHead = "own"
        /// The mean head, shifted by what the candidate's published benchmark scores suggest.
        case benchmark
        /// The head of the known model that the candidate is said to be like.
        case like
        /// The mean head, shifted by what the candidate's price suggests.
        case price
        /// The mean head as it is: nothing is known of the candidate.
        case mean
    }

    /// Calibrated probability that the reply is good enough, [0, 1].
    public let quality: Double
    /// Standard deviation of ``quality``: how little is known, not how much replies vary.
    public let qualitySD: Double
    /// Where the quality comes from.
    public let basis: Basis
    /// Expected tokens of the reply.
    public let completionTokens: Double
    /// Expected cost of the request in USD; `nil` = a price is unknown.
    public let costUSD: Double?
    /// Expected time to the whole reply in seconds; `nil` = never observed.
    public let latencySeconds: Double?

    /// Keeps the values.
    public init(
        quality: Double, qualitySD: Double, basis: Basis, completionTokens: Double, costUSD: Double?,
        latencySeconds: Double? = nil
    ) {
        self.quality = quality
        self.qualitySD = qualitySD
        self.basis = basis
        self.completionTokens = completionTokens
        self.costUSD = costUSD
        self.latencySeconds = latencySeconds
    }
}

/// A machine-readable reason why a candidate cannot serve a request.
public struct ExclusionCode: Sendable, Hashable, CustomStringConvertible {
    /// The word on the wire, for example `context_length`.
    public let rawValue: String

    private init(_ rawValue: String) { self.rawValue = rawValue }

    /// A word that was written down before, such as by an older or a newer version.
    package init(rawValue: String) { self.rawValue = rawValue }

    /// Prompt and requested reply do not fit into the context.
    public static let contextLength = ExclusionCode("context_length")
    /// The requested reply is longer than the candidate can write.
    public static let maxOutput = ExclusionCode("max_output")
    /// Not among the candidates that the request allows.
    public static let notAllowed = ExclusionCode("allowed_models")
    /// Its provider is not among those that the request allows.
    public static let allowedProviders = ExclusionCode("allowed_providers")
    /// Its provider is among those that the request ignores.
    public static let ignoredProviders = ExclusionCode("ignored_providers")
    /// It is not known to take every parameter of the request.
    public static let requireParameters = ExclusionCode("require_parameters")
    /// It charges more than the request allows, or nobody knows what.
    public static let maxPrice = ExclusionCode("max_price")
    /// It is outside of the band of costs that was asked for.
    public static let costTier = ExclusionCode("cost_tier")
    /// Its provider may train on prompts.
    public static let training = ExclusionCode("data_policy:training")
    /// Its provider may keep prompts.
    public static let zeroRetention = ExclusionCode("data_policy:zdr")
    /// Its weights are stored in another way than was asked for.
    public static let quantization = ExclusionCode("quantization")
    /// It costs something, and the request asks for what is free.
    public static let notFree = ExclusionCode("free_only")
    /// It has failed too often of late.
    public static let unhealthy = ExclusionCode("health")
    /// The client's key does not open it.
    public static let notPermitted = ExclusionCode("key_permissions")

    /// It does not take requests of this kind: `api:embeddings`.
    public static func lacks(_ api: UpstreamAPI) -> ExclusionCode { ExclusionCode("api:" + api.rawValue) }

    /// Among those that the request excludes.
    public static let excluded = ExclusionCode("excluded_models")

    /// The request needs one capability that the candidate lacks: `capability:tools`.
    ///
    /// - Parameter name: one of the names in ``Capabilities/named``.
    /// - Returns: the code.
    public static func lacks(_ name: String) -> ExclusionCode { ExclusionCode("capability:" + name) }

    /// The word itself.
    public var description: String { rawValue }
}
