/// Calls and failures of the last while, counted in two halves of it.
struct CallWindow: Sendable {
    private struct Half {
        var calls = 0
        var failures = 0
    }

    private let half: Duration
    private var current = Half()
    private var previous = Half()
    private var start: ContinuousClock.Instant?

    /// An empty window.
    init(length: Duration) { half = length / 2 }

    /// Counts one call.
    mutating func add(isFailure: Bool, now: ContinuousClock.Instant) {
        let begun = start ?? now
        let age = begun.duration(to: now)
        if age >= half {
            previous = age < half * 2 ? current : Half()
            current = Half()
            start = now
        } else {
            start = begun
        }
        current.calls += 1
        if isFailure { current.failures += 1 }
    }

    /// The share of failures, [0, 1]; 0 if there were fewer calls than that.
    func failureShare(minimumCalls: Int) -> Double {
        let calls = current.calls + previous.calls
        guard calls > 0, calls >= minimumCalls else { return 0 }
        return Double(current.failures + previous.failures) / Double(calls)
    }
}
