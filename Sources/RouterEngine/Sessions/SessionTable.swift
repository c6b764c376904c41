package import RouterCore
import Synchronization

/// Which candidate each conversation was last answered by, and what its provider's prompt cache holds of it.
///
/// Sessions of different client keys never meet, and a name that a client gives never meets a guessed one.
package final class SessionTable: Sendable {
    private struct Key: Hashable {
        let session: SessionKey
        let clientKey: String?
    }

    private struct Session {
        let candidate: CandidateID
        let cachedTokens: Int
    }

    private let table: Mutex<RecencyTable<Key, Session>>

    /// An empty table.
    ///
    /// - Parameters:
    ///   - capacity: the most sessions; the least recently used one makes room for a new one.
    ///   - idle: how long a session lasts without use.
    package init(capacity: Int = 100_000, idle: Duration = .seconds(600)) {
        table = Mutex(RecencyTable(capacity: capacity, idle: idle))
    }

    /// Sessions in the table, expired ones included that have not been met yet.
    package var count: Int { table.withLock(\.count) }

    /// Who has answered a session so far; asking is using.
    ///
    /// - Parameters:
    ///   - key: the session.
    ///   - clientKey: the name of the key that the client has sent.
    ///   - now: the time.
    /// - Returns: `nil` if nobody has, or too long ago.
    package func warm(
        for key: SessionKey, clientKey: String?, now: ContinuousClock.Instant = .now
    ) -> WarmCandidate? {
        table.withLock { table in
            table.use(Key(session: key, clientKey: clientKey), now: now).map {
                WarmCandidate(candidate: $0.candidate, cachedTokens: $0.cachedTokens)
            }
        }
    }

    /// Takes a good reply.
    ///
    /// A session that the client has named sticks to whoever answered last. A guessed one sticks only once a reply was
    /// seen to be read from a cache that is cheaper; when somebody else answers it without that, it is let go.
    ///
    /// - Parameters:
    ///   - key: the session.
    ///   - clientKey: the name of the key that the client has sent.
    ///   - candidate: who answered.
    ///   - usage: as the upstream counted.
    ///   - promptTokens: the router's own count, where the upstream gave none.
    ///   - isCacheCheaper: whether the candidate charges less for tokens from the cache than for others.
    ///   - now: the time.
    package func record(
        _ key: SessionKey, clientKey: String?, candidate: CandidateID, usage: TokenUsage, promptTokens: Int,
        isCacheCheaper: Bool, now: ContinuousClock.Instant = .now
    ) {
        let cached = Self.cachedTokens(after: usage, promptTokens: promptTokens)
        let pays = isCacheCheaper && (usage.cacheReadTokens ?? 0) > 0
        let key = Key(session: key, clientKey: clientKey)
        table.withLock { table in
            let known = table.use(key, now: now)
            let stays = known?.candidate == candidate
            guard key.session.isExplicit || pays || stays else {
                if known != nil { table.remove(key) }
                return
            }
            let tokens = cached ?? (stays ? known?.cachedTokens : nil) ?? 0
            table.set(Session(candidate: candidate, cachedTokens: tokens), for: key, now: now)
        }
    }

    /// Prompt tokens of the next turn that the provider's cache is expected to hold after a reply.
    ///
    /// An upstream that counts what it writes (Anthropic's) holds what it read and wrote. One that counts only what it read
    /// (OpenAI's) has cached the whole prompt by itself if it read any of it, as what it read was only the part that an
    /// earlier prompt shares. If it read nothing, there may be no cache at all, and nothing is charged for leaving: then a
    /// named session sticks only through the reach that stickiness grants. The reply is not counted: it enters most caches
    /// only as part of the next prompt.
    ///
    /// - Returns: `nil` = the upstream says nothing of a cache.
    static func cachedTokens(after usage: TokenUsage, promptTokens: Int) -> Int? {
        guard usage.cacheReadTokens != nil || usage.cacheWriteTokens != nil else { return nil }
        let read = max(0, usage.cacheReadTokens ?? 0)
        let prompt = max(0, usage.promptTokens ?? promptTokens)
        guard let written = usage.cacheWriteTokens else { return read > 0 ? max(read, prompt) : 0 }
        let held = read + max(0, written)
        return usage.promptTokens == nil ? held : min(held, prompt)
    }
}
