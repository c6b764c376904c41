package import RouterCore

/// Everything that can be configured, checked.
package struct Configuration: Sendable {
    /// Providers by name.
    package var providers: [String: Provider] = [:]
    /// The candidates in the order of the file.
    package var candidates: [Candidate] = []
    /// What answers when routing fails; `nil` = the first candidate.
    package var defaultCandidate: CandidateID?
    /// The dial.
    package var tradeoff = Tradeoff.balanced
    /// The bundle's folder; `nil` = the one that comes with the program.
    package var bundlePath: String?
    /// Where versions of bundles are kept.
    package var bundles = Bundles()
    /// How the router learns from its log.
    package var retrain = Retrain()
    /// Limits in time for calls of upstreams.
    package var timeouts = UpstreamTimeouts()
    /// Names beside `auto` that mean "decide", each with its own demands.
    package var presets = [Preset.autoCode.name: Preset.autoCode]
    /// How often and how long failed calls are repeated.
    package var retries = Retries()
    /// When an upstream is left alone for a while.
    package var breaker = Breaker()
    /// How conversations stay with the candidate that knows them.
    package var sessions = Sessions()
    /// How candidates are tried in order to learn about them.
    package var exploration = Exploration()
    /// How what is known of a reply becomes its reward.
    package var rewards = RewardRules()
    /// What may be spent by all clients together.
    package var budget = Budget()
    /// The outcome log.
    package var log = Log()
    /// The model that judges replies.
    package var judge = Judge()
    /// The HTTP server.
    package var server = Server()
    /// The file that this was read from; `nil` = there is none.
    package var origin: String?

    /// The defaults, without providers and candidates.
    package init() {}

    /// The candidates as a pool.
    ///
    /// - Throws: ``RouterCore/CoreError`` if there are none.
    package func pool() throws(CoreError) -> CandidatePool { try CandidatePool(candidates) }
}
