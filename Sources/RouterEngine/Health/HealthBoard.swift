package import RouterCore
import Synchronization

/// How every candidate and every provider of the pool has done of late, and who may be called now.
///
/// A connection that fails counts for the provider's circuit and the candidate's, an error status or an unreadable reply
/// for the candidate's alone, a client's own mistake for nobody's.
package final class HealthBoard: Sendable {
    /// Leave to call a candidate once; what became of the call is to be told by ``HealthBoard/report(_:_:now:)``, once.
    package struct Permit: Sendable, Hashable {
        /// The candidate's place in the pool.
        package let index: Int
        let candidate: CircuitBreaker.Ticket
        let provider: CircuitBreaker.Ticket
    }

    private let state: Mutex<HealthState>

    /// A board on which everybody is healthy.
    package init(_ pool: CandidatePool, settings: CircuitBreaker.Settings = .init()) {
        state = Mutex(HealthState(pool, settings: settings))
    }

    /// The condition of every candidate, in the order of the pool.
    ///
    /// - Parameters:
    ///   - withPercentiles: whether somebody asks for measured values; otherwise there are none.
    ///   - now: the time.
    /// - Returns: empty if everybody is healthy and nobody asks for percentiles.
    /// - Complexity: O(1) if the result is empty, otherwise O(candidates).
    package func conditions(
        withPercentiles: Bool = false, now: ContinuousClock.Instant = .now
    ) -> [CandidateCondition] {
        state.withLock { $0.conditions(withPercentiles: withPercentiles, now: now) }
    }

    /// Lets a call of a candidate through.
    ///
    /// - Parameters:
    ///   - index: its place in the pool.
    ///   - now: the time.
    /// - Returns: `nil` if its circuit or its provider's is open, another probe is under way, or it asked for a pause.
    package func admit(_ index: Int, now: ContinuousClock.Instant = .now) -> Permit? {
        state.withLock { $0.admit(index, now: now) }
    }

    /// How long a candidate is not called.
    ///
    /// - Returns: `nil` = it may be called now; zero = it may as soon as the probe under way is done.
    package func wait(for index: Int, now: ContinuousClock.Instant = .now) -> Duration? {
        state.withLock { $0.wait(for: index, now: now) }
    }

    /// Content has come: if the call is a probe, other calls go through from now on and need not wait for its end.
    package func began(_ permit: Permit) { state.withLock { $0.began(permit) } }

    /// Takes what became of a call.
    package func report(_ permit: Permit, _ result: CallResult, now: ContinuousClock.Instant = .now) {
        state.withLock { $0.report(permit, result, now: now) }
    }

    /// Every circuit: the candidates' in the order of the pool, then the providers' in the order of their first candidate.
    package func snapshot(now: ContinuousClock.Instant = .now) -> [CircuitSnapshot] {
        state.withLock { $0.snapshot(now: now) }
    }
}
