import Foundation
package import RouterCore

/// What every ``OutcomeStore`` and ``OutcomeArchive`` has to do, as one suite that each implementation runs.
///
/// The suite depends on no test framework: a check that fails throws ``Violation``.
package struct OutcomeStoreConformance: Sendable {
    /// A store under test, and how to read back what it holds.
    package struct Subject: Sendable {
        /// The store, empty.
        package let store: any OutcomeStore
        /// The same store.
        package let archive: any OutcomeArchive
        /// What is durable at the time of the call.
        package let records: @Sendable () async throws -> OutcomeRecords

        /// Keeps both.
        package init(
            store: any OutcomeStore & OutcomeArchive, records: @escaping @Sendable () async throws -> OutcomeRecords
        ) {
            self.store = store
            archive = store
            self.records = records
        }
    }

    /// A sentence of the contract that does not hold.
    package struct Violation: Error, CustomStringConvertible {
        /// What was expected and what was found.
        package let description: String
    }

    /// The sentences of the contract.
    package enum Check: String, CaseIterable, Sendable, CustomStringConvertible {
        /// A flush with nothing to do returns.
        case emptyFlush = "a flush of an empty store returns, and the store stays empty"
        /// Entries come back as they went in.
        case equality = "what is read back equals what was appended, unknown values stay unknown"
        /// Order is kept.
        case order = "each kind of entry keeps the order in which it was appended"
        /// A flush covers what came before.
        case flush = "after a flush, everything that was appended before it is there"
        /// Entries may be appended from anywhere.
        case concurrency = "entries of many tasks are all kept, those of one task in its order"
        /// Texts are not changed.
        case texts = "texts of any script, with quotes and line breaks, come back unchanged"
        /// Numbers are not changed.
        case numbers = "the largest, smallest and unusual numbers come back unchanged"
        /// Nothing is lost in silence.
        case nothingDropped = "a store that kept everything has dropped nothing"
        /// Nothing has to be flushed to be found.
        case lookUp = "a decision is found by its whole id, with all that was appended before"
        /// Feedback is kept once.
        case feedback = "feedback is durable when it is acknowledged, and kept once a key and decision"
        /// Many give feedback at a time.
        case concurrentFeedback = "of many who use a key at the same time, one is stored"
        /// What was spent.
        case spend = "spend is summed by day and client key, from any time on"

        /// The sentence.
        package var description: String { rawValue }
    }

    private let makeSubject: @Sendable () async throws -> Subject

    /// A suite for the stores that the closure makes, each of them new and empty.
    package init(makeSubject: @escaping @Sendable () async throws -> Subject) { self.makeSubject = makeSubject }

    /// Runs one check on a new store.
    ///
    /// - Throws: ``Violation``, or what the store throws.
    package func run(_ check: Check) async throws {
        let subject = try await makeSubject()
        switch check {
        case .emptyFlush:
            try await subject.store.flush()
            try await expect(OutcomeRecords(), in: subject)
        case .equality, .order, .flush: try await runInSteps(subject)
        case .concurrency: try await runConcurrently(subject)
        case .texts: try await runTexts(subject)
        case .numbers: try await runNumbers(subject)
        case .lookUp: try await runLookUp(subject)
        case .feedback: try await runFeedback(subject)
        case .concurrentFeedback: try await runConcurrentFeedback(subject)
        case .spend: try await runSpend(subject)
        case .nothingDropped:
            var fixtures = LogFixtures(seed: 11)
            for _ in 0..<100 { fixtures.triple().forEach(subject.store.append) }
            try await subject.store.flush()
            guard subject.store.droppedEntryCount == 0 else {
                throw Violation(description: "\(subject.store.droppedEntryCount) entries dropped, expected none")
            }
        }
    }

    private func runInSteps(_ subject: Subject) async throws {
        var fixtures = LogFixtures(seed: 20_251_122)
        var entries: [LogEntry] = []
        for step in 0..<5 {
            for _ in 0...step { entries += fixtures.triple() }
            let decision = fixtures.decision()
            entries += [
                .decision(decision, fixtures.context(prompt: step == 2 ? "kept as it is" : nil)),
                .attempt(fixtures.attempt(for: decision, index: 0, failure: "timed_out")),
                .attempt(fixtures.attempt(for: decision, index: 1)),
                .outcome(fixtures.outcome(for: decision, value: 0.25)),
                .outcome(fixtures.outcome(for: decision, value: 0)),
            ]
            for entry in entries.suffix(3 * (step + 1) + 5) { subject.store.append(entry) }
            try await subject.store.flush()
            try await expect(OutcomeRecords(entries), in: subject)
        }
    }

    private func runConcurrently(_ subject: Subject) async throws {
        let (taskCount, decisionsPerTask) = (16, 50)
        await withTaskGroup { group in
            for task in 0..<taskCount {
                group.addTask {
                    var fixtures = LogFixtures(seed: UInt64(task))
                    for step in 0..<decisionsPerTask {
                        let decision = fixtures.decision(id: "task-\(task)-step-\(step)")
                        subject.store.append(.decision(decision, fixtures.context()))
                        subject.store.append(.attempt(fixtures.attempt(for: decision)))
                        subject.store.append(.outcome(fixtures.outcome(for: decision)))
                    }
                }
            }
        }
        try await subject.store.flush()
        let records = try await subject.records()
        for task in 0..<taskCount {
            let expected = (0..<decisionsPerTask).map { "task-\(task)-step-\($0)" }
            for (kind, ids) in [
                ("decisions", records.decisions.map(\.id)), ("attempts", records.attempts.map(\.decisionID)),
                ("outcomes", records.outcomes.map(\.decisionID)),
            ] {
                let found = ids.filter { $0.hasPrefix("task-\(task)-") }
                guard found == expected else {
                    throw Violation(
                        description: "task \(task): \(found.count) \(kind), expected \(expected.count) in their order")
                }
            }
        }
    }

    private func runTexts(_ subject: Subject) async throws {
        let texts = [
            "", " ", "'; DROP TABLE decisions; --", "\"\\/\n\r\t\u{1}", "日本語 عربى 🧑‍🚀 e\u{301}", "%s ? ?1 :a NULL",
        ]
        var fixtures = LogFixtures(seed: 5)
        var entries: [LogEntry] = []
        for text in texts {
            let model = fixtures.decision(id: "id " + text)
            let candidate = CandidateID("candidate " + text)
            let decision = RoutingDecision(
                id: model.id, choice: candidate, propensity: .certain, policy: text, bundle: text, tradeoff: .balanced,
                seed: model.seed,
                candidates: [
                    CandidateVerdict(
                        candidate: candidate, estimate: model.candidates[0].estimate, utility: 0, probability: 1,
                        excludedBy: [.lacks(text)])
                ],
                fallbackOrder: [candidate, CandidateID("other " + text)], features: model.features, degradedBy: text)
            entries += [
                .decision(
                    decision,
                    DecisionContext(
                        madeAt: Date(timeIntervalSince1970: 0), requestedModel: text, isStreamed: false, prompt: text,
                        api: .messages, session: text, clientKey: text)),
                .attempt(
                    Attempt(
                        decisionID: decision.id, index: 0, candidate: candidate,
                        startedAt: Date(timeIntervalSince1970: -1), httpStatus: 500, failure: text,
                        timeToFirstTokenSeconds: nil, durationSeconds: 0, usage: TokenUsage(), costUSD: nil,
                        finishReason: text)),
                .outcome(
                    Outcome(
                        decisionID: decision.id, kind: text, value: 0, source: text, detail: text,
                        observedAt: Date(timeIntervalSince1970: 4e9))),
            ]
        }
        entries.forEach(subject.store.append)
        try await subject.store.flush()
        try await expect(OutcomeRecords(entries), in: subject)
    }

    private func runNumbers(_ subject: Subject) async throws {
        let numbers = [
            0, 1, 0.1, -2.5, 1.0 / 3, .leastNonzeroMagnitude, .leastNormalMagnitude, .greatestFiniteMagnitude, 1e21,
            .infinity, -.infinity,
        ]
        var entries: [LogEntry] = []
        for (position, number) in numbers.enumerated() {
            let id = "number-\(position)"
            let decision = RoutingDecision(
                id: id, choice: "a", propensity: try Propensity(position == 0 ? .leastNonzeroMagnitude : 1),
                policy: "greedy", bundle: "none", tradeoff: position == 0 ? .qualityOnly : try Tradeoff(0.1),
                seed: position.isMultiple(of: 2) ? .max : 0,
                candidates: [
                    CandidateVerdict(
                        candidate: "a",
                        estimate: Estimate(
                            quality: number, qualitySD: number, basis: .mean, completionTokens: number,
                            costUSD: number, latencySeconds: number),
                        utility: number, probability: number, switchCostUSD: number)
                ],
                fallbackOrder: ["a"],
                features: FeatureVector(
                    schemaVersion: position, surface: [Float(number), -0.0], dense: [Float(number)],
                    hashed: SparseVector(indices: [0, .max], values: [Float(number), 1]), promptTokens: .max,
                    extent: ReadExtent(totalBytes: .max, readBytes: 0)))
            entries += [
                .decision(
                    decision,
                    DecisionContext(
                        madeAt: Date(timeIntervalSince1970: 0.001), requestedModel: "auto", isStreamed: true)),
                .attempt(
                    Attempt(
                        decisionID: id, index: .max, candidate: "a", startedAt: Date(timeIntervalSince1970: 0),
                        httpStatus: 599, failure: nil, timeToFirstTokenSeconds: number, durationSeconds: number,
                        usage: TokenUsage(
                            promptTokens: 0, completionTokens: .max, cacheReadTokens: nil, cacheWriteTokens: 1,
                            reasoningTokens: 0),
                        costUSD: number, finishReason: nil)),
                .outcome(
                    Outcome(
                        decisionID: id, kind: "n", value: number, source: "s",
                        observedAt: Date(timeIntervalSince1970: 0))),
            ]
        }
        entries.forEach(subject.store.append)
        try await subject.store.flush()
        try await expect(OutcomeRecords(entries), in: subject)
    }

    private func expect(_ expected: OutcomeRecords, in subject: Subject) async throws {
        let found = try await subject.records()
        guard found != expected else { return }
        for (kind, isEqual, counts) in [
            ("decisions", found.decisions == expected.decisions, (found.decisions.count, expected.decisions.count)),
            ("contexts", found.contexts == expected.contexts, (found.contexts.count, expected.contexts.count)),
            ("attempts", found.attempts == expected.attempts, (found.attempts.count, expected.attempts.count)),
            ("outcomes", found.outcomes == expected.outcomes, (found.outcomes.count, expected.outcomes.count)),
        ] where !isEqual {
            throw Violation(
                description: "\(kind) differ from those appended (\(counts.0) found, \(counts.1) expected)")
        }
        throw Violation(description: "records differ from those appended")
    }
}
