/// Stops calls of what keeps failing, and tries it again from time to time; a pure value, time is a parameter.
///
/// Closed: calls go through, until too many of them fail. Open: no call goes through for a while. Half-open: one call at
/// a time goes through as a probe; its success closes the circuit, its failure opens it again for twice as long.
package struct CircuitBreaker: Sendable {
    /// When a circuit opens, and for how long.
    package struct Settings: Sendable, Hashable {
        /// Failures in a row that open it, at least 1.
        package var failureThreshold = 5
        /// The share of failures among the calls of ``window`` that opens it, (0, 1].
        package var failureShare = 0.5
        /// Calls without which a share says nothing.
        package var minimumCalls = 20
        /// How far back calls count towards ``failureShare``; counted in halves, so between half of it and all.
        package var window: Duration = .seconds(30)
        /// How long it stays open the first time.
        package var cooldown: Duration = .seconds(30)
        /// The longest that it stays open after failed probes.
        package var maxCooldown: Duration = .seconds(300)
        /// How long a probe holds back others; one whose end is never reported must not close the way for good.
        package var probeLimit: Duration = .seconds(120)

        /// The defaults.
        package init() {}
    }

    /// Whether calls go through.
    package enum State: Sendable, Hashable {
        /// They do.
        case closed
        /// They do not.
        case open
        /// One at a time does.
        case halfOpen
    }

    /// Leave to make one call; says which period of the circuit the call belongs to, so that late news is told apart.
    package struct Ticket: Sendable, Hashable {
        fileprivate let period: Int
    }

    private enum Phase {
        case closed
        case open(until: ContinuousClock.Instant)
        case probing(since: ContinuousClock.Instant)
    }

    /// Failures without a success between them.
    package private(set) var failuresInARow = 0

    private let settings: Settings
    private var phase = Phase.closed
    private var cooldown: Duration
    /// Grows when the circuit opens: what calls from before report later says nothing about the time after.
    private var period = 0
    private var calls: CallWindow

    /// A closed circuit.
    package init(_ settings: Settings = .init()) {
        precondition(settings.failureThreshold > 0, "a threshold of \(settings.failureThreshold) failures is below 1")
        self.settings = settings
        cooldown = settings.cooldown
        calls = CallWindow(length: settings.window)
    }

    /// Whether calls go through at a time.
    package func state(now: ContinuousClock.Instant) -> State {
        switch phase {
        case .closed: .closed
        case .open(let until): now < until ? .open : .halfOpen
        case .probing: .halfOpen
        }
    }

    /// Whether a call would go through.
    package func admits(now: ContinuousClock.Instant) -> Bool {
        switch phase {
        case .closed: true
        case .open(let until): now >= until
        case .probing(let since): now >= since.advanced(by: settings.probeLimit)
        }
    }

    /// How long no call goes through; zero = one does now, or does as soon as the probe under way is done.
    package func wait(now: ContinuousClock.Instant) -> Duration {
        if case .open(let until) = phase, now < until { return now.duration(to: until) }
        return .zero
    }

    /// Lets a call through, or does not; what became of it is to be told to one of the methods below.
    package mutating func admit(now: ContinuousClock.Instant) -> Ticket? {
        guard admits(now: now) else { return nil }
        if case .closed = phase {} else { phase = .probing(since: now) }
        return Ticket(period: period)
    }

    /// The call has begun to succeed: a probe has shown enough, although the call's end is still to be told.
    package mutating func began(_ ticket: Ticket) {
        guard ticket.period == period, case .probing = phase else { return }
        close()
    }

    /// The call has succeeded.
    package mutating func succeeded(_ ticket: Ticket, now: ContinuousClock.Instant) {
        guard ticket.period == period else { return }
        if case .closed = phase {
            failuresInARow = 0
            calls.add(isFailure: false, now: now)
        } else {
            close()
        }
    }

    /// The call has failed.
    package mutating func failed(_ ticket: Ticket, now: ContinuousClock.Instant) {
        guard ticket.period == period else { return }
        failuresInARow += 1
        guard case .closed = phase else {
            cooldown = min(cooldown * 2, settings.maxCooldown)
            open(now: now)
            return
        }
        calls.add(isFailure: true, now: now)
        let share = calls.failureShare(minimumCalls: settings.minimumCalls)
        if failuresInARow >= settings.failureThreshold || share >= settings.failureShare {
            cooldown = settings.cooldown
            open(now: now)
        }
    }

    /// The call says nothing: if it was a probe, the next call is one.
    package mutating func gaveBack(_ ticket: Ticket, now: ContinuousClock.Instant) {
        guard ticket.period == period, case .probing = phase else { return }
        phase = .open(until: now)
    }

    private mutating func open(now: ContinuousClock.Instant) {
        phase = .open(until: now.advanced(by: cooldown))
        period += 1
    }

    private mutating func close() {
        phase = .closed
        failuresInARow = 0
        calls = CallWindow(length: settings.window)
    }
}
