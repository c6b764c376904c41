package import RouterCore

extension Configuration {
    /// A name that means "decide" under demands of its own.
    package struct Preset: Sendable, Hashable {
        /// What clients send as `model`.
        package let name: String
        /// The dial; `nil` = the general one.
        package var tradeoff: Tradeoff?
        /// Only candidates that fit one of these; `nil` = all.
        package var allowed: [CandidatePattern]?
        /// Never candidates that fit one of these.
        package var excluded: [CandidatePattern] = []
        /// What a candidate has to be able to do, whatever the request needs.
        package var capabilities: Capabilities = []
        /// The band of costs to choose from; `nil` = all.
        package var costTier: CostTier?
        /// How candidates are put in order.
        package var order = CandidateOrder.utility

        /// A preset without demands.
        package init(name: String) { self.name = name }

        /// For coding agents: only candidates with tools, and a dial that leans to quality.
        package static let autoCode: Preset = {
            var preset = Preset(name: "auto-code")
            preset.capabilities = .tools
            // 2 lies within the dial's range, so there is nothing to throw.
            preset.tradeoff = try? Tradeoff(2)
            return preset
        }()
    }
}
