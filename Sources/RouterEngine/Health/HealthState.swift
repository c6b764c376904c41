import RouterCore

/// The circuits, pauses and paces of a pool: a pure value, time is a parameter.
struct HealthState: Sendable {
    private struct Gate {
        var circuit: CircuitBreaker
        var pausedUntil: ContinuousClock.Instant?
        let provider: Int

        func isPaused(now: ContinuousClock.Instant) -> Bool { pausedUntil.map { now < $0 } ?? false }
    }

    /// The longest pause that an upstream is granted.
    private static let longestPause = Duration.seconds(300)

    private var candidates: [Gate]
    private var providers: [CircuitBreaker]
    private var paces: [CandidatePace]
    /// Places of candidates and of providers that have failed and are not seen to be well again: nobody else needs to be
    /// looked at for each request.
    private var ailing: (candidates: [Int], providers: [Int]) = ([], [])
    private let candidateNames: [String]
    private let providerNames: [String]

    /// Everybody is healthy.
    init(_ pool: CandidatePool, settings: CircuitBreaker.Settings) {
        var names: [String] = []
        var places: [String: Int] = [:]
        candidates = pool.candidates.map { candidate in
            let place = places[candidate.provider] ?? names.count
            if place == names.count {
                places[candidate.provider] = place
                names.append(candidate.provider)
            }
            return Gate(circuit: CircuitBreaker(settings), provider: place)
        }
        providers = names.map { _ in CircuitBreaker(settings) }
        paces = candidates.map { _ in CandidatePace() }
        candidateNames = pool.candidates.map(\.id.rawValue)
        providerNames = names
    }

    mutating func conditions(withPercentiles: Bool, now: ContinuousClock.Instant) -> [CandidateCondition] {
        ailing.candidates.removeAll {
            candidates[$0].circuit.state(now: now) == .closed && !candidates[$0].isPaused(now: now)
        }
        ailing.providers.removeAll { providers[$0].state(now: now) == .closed }
        guard withPercentiles || !ailing.candidates.isEmpty || !ailing.providers.isEmpty else { return [] }
        var conditions =
            withPercentiles
            ? paces.indices.map { paces[$0].condition() }
            : Array(repeating: CandidateCondition(), count: candidates.count)
        for place in ailing.candidates where !candidateAdmits(place, now: now) { conditions[place].isHealthy = false }
        for provider in ailing.providers where !providers[provider].admits(now: now) {
            for place in candidates.indices where candidates[place].provider == provider {
                conditions[place].isHealthy = false
            }
        }
        return conditions
    }

    private func candidateAdmits(_ index: Int, now: ContinuousClock.Instant) -> Bool {
        !candidates[index].isPaused(now: now) && candidates[index].circuit.admits(now: now)
    }

    private func admits(_ index: Int, now: ContinuousClock.Instant) -> Bool {
        candidateAdmits(index, now: now) && providers[candidates[index].provider].admits(now: now)
    }

    func wait(for index: Int, now: ContinuousClock.Instant) -> Duration? {
        guard !admits(index, now: now) else { return nil }
        let candidate = candidates[index]
        let pause = candidate.pausedUntil.map { now.duration(to: $0) } ?? .zero
        return max(pause, candidate.circuit.wait(now: now), providers[candidate.provider].wait(now: now))
    }

    mutating func admit(_ index: Int, now: ContinuousClock.Instant) -> HealthBoard.Permit? {
        // Both are asked first: a probe that one of them grants would be lost if the other refused.
        guard admits(index, now: now), let candidate = candidates[index].circuit.admit(now: now),
            let provider = providers[candidates[index].provider].admit(now: now)
        else { return nil }
        return HealthBoard.Permit(index: index, candidate: candidate, provider: provider)
    }

    mutating func began(_ permit: HealthBoard.Permit) {
        candidates[permit.index].circuit.began(permit.candidate)
        providers[candidates[permit.index].provider].began(permit.provider)
    }

    mutating func report(_ permit: HealthBoard.Permit, _ result: CallResult, now: ContinuousClock.Instant) {
        let provider = candidates[permit.index].provider
        switch result {
        case .unreachable:
            providers[provider].failed(permit.provider, now: now)
            if !ailing.providers.contains(provider) { ailing.providers.append(provider) }
        case .abandoned: providers[provider].gaveBack(permit.provider, now: now)
        case .success, .clientFault, .rateLimited, .serverFault:
            providers[provider].succeeded(permit.provider, now: now)
        }
        switch result {
        case .success(let firstTokenSeconds, let completionTokens, let durationSeconds):
            candidates[permit.index].circuit.succeeded(permit.candidate, now: now)
            paces[permit.index].add(
                firstTokenSeconds: firstTokenSeconds, completionTokens: completionTokens,
                durationSeconds: durationSeconds)
        case .rateLimited(let retryAfter?) where retryAfter > .zero:
            // An upstream that says when it is free again is not failing: the pause is all that it takes.
            candidates[permit.index].circuit.gaveBack(permit.candidate, now: now)
            pause(permit.index, retryAfter, now: now)
        case .serverFault(let retryAfter):
            candidates[permit.index].circuit.failed(permit.candidate, now: now)
            if let retryAfter { pause(permit.index, retryAfter, now: now) }
        case .rateLimited, .unreachable: candidates[permit.index].circuit.failed(permit.candidate, now: now)
        case .clientFault, .abandoned:
            candidates[permit.index].circuit.gaveBack(permit.candidate, now: now)
            return
        }
        if result.kind != .success, !ailing.candidates.contains(permit.index) { ailing.candidates.append(permit.index) }
    }

    private mutating func pause(_ index: Int, _ length: Duration, now: ContinuousClock.Instant) {
        let end = now.advanced(by: min(length, Self.longestPause))
        candidates[index].pausedUntil = max(end, candidates[index].pausedUntil ?? end)
    }

    func snapshot(now: ContinuousClock.Instant) -> [CircuitSnapshot] {
        zip(candidateNames, candidates).map { name, candidate in
            CircuitSnapshot(.candidate, name, candidate.circuit, isPaused: candidate.isPaused(now: now), now: now)
        }
            + zip(providerNames, providers).map { CircuitSnapshot(.provider, $0, $1, isPaused: false, now: now) }
    }
}
