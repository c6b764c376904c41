/// How one circuit is, for metrics and for people.
package struct CircuitSnapshot: Sendable, Hashable {
    /// What a circuit belongs to.
    package enum Subject: String, Sendable, Hashable {
        /// One candidate.
        case candidate
        /// One provider, with all its candidates.
        case provider
    }

    /// Whether calls go through.
    package enum State: String, Sendable, Hashable, CaseIterable {
        /// They do.
        case closed
        /// None does: too many have failed.
        case open
        /// One at a time does, as a probe.
        case halfOpen = "half_open"
        /// None does: the upstream has asked for a pause.
        case paused
    }

    /// What it belongs to.
    package let subject: Subject
    /// The candidate's id or the provider's key.
    package let name: String
    /// Whether calls go through.
    package let state: State
    /// Failures without a success between them.
    package let failures: Int

    /// Keeps the values.
    package init(subject: Subject, name: String, state: State, failures: Int) {
        self.subject = subject
        self.name = name
        self.state = state
        self.failures = failures
    }

    /// Describes a circuit.
    init(_ subject: Subject, _ name: String, _ circuit: CircuitBreaker, isPaused: Bool, now: ContinuousClock.Instant) {
        let state: State =
            switch circuit.state(now: now) {
            case .open: .open
            case .halfOpen: isPaused ? .paused : .halfOpen
            case .closed: isPaused ? .paused : .closed
            }
        self.init(subject: subject, name: name, state: state, failures: circuit.failuresInARow)
    }
}
