import Crypto
import Foundation
import Logging
import RouterConfiguration
import RouterCore
import RouterDispatch
import RouterEngine
import RouterOutcomeLog

/// Puts an engine together as the configuration says.
struct EngineAssembly {
    let configuration: Configuration
    let pool: CandidatePool
    let logger: Logger

    /// Makes the engine.
    ///
    /// - Parameters:
    ///   - maker: decides; `nil` = the default candidate answers.
    ///   - client: sends requests.
    ///   - log: keeps what happens, and holds what was spent before.
    /// - Returns: the engine, with everybody healthy.
    /// - Throws: what the log throws if it cannot be read.
    func engine(
        _ maker: DecisionMaker?, client: CurlUpstreamClient, log: OutcomeLog
    ) async throws -> RoutingEngine {
        let now = Date()
        let monthAgo = now.addingTimeInterval(-31 * 86_400)
        let services = EngineServices(
            pool: pool, endpoints: configuration.providers.mapValues { Self.endpoint($0) }, client: client, store: log,
            health: HealthBoard(pool, settings: breaker), sessions: sessions,
            spend: SpendLedger(try await log.dailySpend(since: monthAgo), now: now),
            metrics: GatewayMetrics(pool: pool, version: AutoRouterCommand.version, startedAt: now), logger: logger)
        return RoutingEngine(
            current: CurrentModel(maker), services: services,
            configuration: EngineConfiguration(
                defaultCandidate: configuration.defaultCandidate ?? pool.candidates[0].id, presets: presets,
                retries: retries,
                budget: Budget(
                    usdPerDay: configuration.budget.usdPerDay, usdPerMonth: configuration.budget.usdPerMonth),
                promptRecord: Self.promptRecord(configuration.log.prompts)))
    }

    private static func endpoint(_ provider: Configuration.Provider) -> UpstreamEndpoint {
        UpstreamEndpoint(
            baseURL: provider.baseURL, key: provider.key,
            keyHeader: provider.keyHeader == .apiKey ? .apiKey : .authorization, timeouts: provider.timeouts)
    }

    private var breaker: CircuitBreaker.Settings {
        var settings = CircuitBreaker.Settings()
        settings.failureThreshold = configuration.breaker.failures
        settings.minimumCalls = 4 * configuration.breaker.failures
        settings.cooldown = configuration.breaker.cooldown
        return settings
    }

    private var sessions: SessionTable? {
        configuration.sessions.isEnabled ? SessionTable(idle: configuration.sessions.idle) : nil
    }

    private var retries: RetryPolicy {
        var policy = RetryPolicy()
        policy.maxRounds = configuration.retries.rounds
        policy.maxWait = configuration.retries.maxWait
        return policy
    }

    private var presets: [String: RoutingPreset] {
        configuration.presets.mapValues { preset in
            RoutingPreset(
                tradeoff: preset.tradeoff, allowed: preset.allowed, excluded: preset.excluded,
                capabilities: preset.capabilities, costTier: preset.costTier, order: preset.order)
        }
    }

    /// What the log keeps of a prompt.
    static func promptRecord(
        _ logging: Configuration.PromptLogging
    ) -> @Sendable (RoutingRequest) -> String? {
        switch logging {
        case .none: { _ in nil }
        case .hash:
            { request in
                var hash = SHA256()
                for turn in request.turns {
                    hash.update(data: Data("\(turn.role.rawValue)\u{0}\(turn.text)\u{0}".utf8))
                }
                return "sha256:"
                    + hash.finalize().map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
            }
        case .text: { request in request.turns.map { "\($0.role.rawValue): \($0.text)" }.joined(separator: "\n") }
        }
    }
}
