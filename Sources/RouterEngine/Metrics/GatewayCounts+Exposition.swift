import RouterCore

extension GatewayCounts {
    /// Writes every metric; a series of a candidate appears once it has been counted.
    ///
    /// - Parameters:
    ///   - writer: what they are appended to.
    ///   - models: the candidates' ids, in the order of the pool.
    func write(to writer: inout ExpositionWriter, models: [String]) {
        writeRequests(to: &writer)
        writeDecisions(to: &writer, models)
        writeAttempts(to: &writer, models)
        writeTokens(to: &writer, models)
        writeLearning(to: &writer, models)
    }

    private func writeRequests(to writer: inout ExpositionWriter) {
        writer.begin("autorouter_requests_total", .counter, "Requests that have ended.")
        let sorted = requests.sorted {
            ($0.key.api.rawValue, $0.key.dialect, $0.key.status) < ($1.key.api.rawValue, $1.key.dialect, $1.key.status)
        }
        for (kind, count) in sorted {
            writer.sample(
                [("api", kind.api.rawValue), ("dialect", kind.dialect), ("status", "\(kind.status)")], count)
        }
        writer.begin(
            "autorouter_request_duration_seconds", .histogram, "Time from a request to the end of its reply.")
        writer.series([], requestSeconds)
    }

    private func writeDecisions(to writer: inout ExpositionWriter, _ models: [String]) {
        writer.begin("autorouter_decisions_total", .counter, "Decisions by chosen model and policy.")
        write(decisions, label: "policy", to: &writer, models)
        writer.begin(
            "autorouter_exclusions_total", .counter, "Decisions for which a model was left out, by reason.")
        write(exclusions, label: "reason", to: &writer, models)
        writer.begin("autorouter_decision_seconds", .histogram, "Time that a decision took.")
        writer.series([], decisionSeconds)
    }

    private func writeAttempts(to writer: inout ExpositionWriter, _ models: [String]) {
        writer.begin("autorouter_answers_total", .counter, "Requests that a model has answered.")
        write(answers, to: &writer, models)
        writer.begin(
            "autorouter_fallbacks_total", .counter, "Requests that a model has answered after others had failed.")
        write(fallbacks, to: &writer, models)
        writer.begin("autorouter_attempts_total", .counter, "Calls of models by result.")
        for kind in CallResult.Kind.allCases {
            for (place, model) in models.enumerated() {
                let count = attempts[place * CallResult.Kind.allCases.count + kind.rawValue]
                if count > 0 { writer.sample([("model", model), ("result", kind.label)], count) }
            }
        }
        writer.begin(
            "autorouter_upstream_duration_seconds", .histogram, "Time from the call of a model to its end.")
        write(upstreamSeconds, to: &writer, models)
        writer.begin(
            "autorouter_first_token_seconds", .histogram, "Time from the call of a model to its first content.")
        write(firstTokenSeconds, to: &writer, models)
    }

    private func writeTokens(to writer: inout ExpositionWriter, _ models: [String]) {
        writer.begin("autorouter_tokens_total", .counter, "Tokens as upstreams counted them.")
        for (kindPlace, kind) in Self.tokenKinds.enumerated() {
            for (place, model) in models.enumerated() {
                let count = tokens[place * Self.tokenKinds.count + kindPlace]
                if count > 0 { writer.sample([("model", model), ("kind", kind)], count) }
            }
        }
        writer.begin("autorouter_cost_usd_total", .counter, "What calls of known cost have cost, in USD.")
        for (place, model) in models.enumerated() where costUSD[place] > 0 {
            writer.sample([("model", model)], costUSD[place])
        }
        writer.begin("autorouter_unknown_cost_total", .counter, "Good replies whose cost is unknown.")
        write(unknownCosts, to: &writer, models)
    }

    private func writeLearning(to writer: inout ExpositionWriter, _ models: [String]) {
        writer.begin(
            "autorouter_explorations_total", .counter, "Decisions that chose a model in order to learn about it.")
        write(explorations, to: &writer, models)
        writer.begin("autorouter_signals_total", .counter, "Signs of trouble in replies of a model, by kind.")
        write(signals, label: "kind", to: &writer, models)
        writer.begin("autorouter_feedback_value", .histogram, "What was said of replies: 0 is bad, 1 is good.")
        writer.series([], feedback)
    }

    private func write(_ counts: [Int], to writer: inout ExpositionWriter, _ models: [String]) {
        for (place, model) in models.enumerated() where counts[place] > 0 {
            writer.sample([("model", model)], counts[place])
        }
    }

    private func write(
        _ counts: [WordCounts], label: String, to writer: inout ExpositionWriter, _ models: [String]
    ) {
        for (place, model) in models.enumerated() {
            for (word, count) in counts[place].entries { writer.sample([("model", model), (label, word)], count) }
        }
    }

    private func write(_ histogram: Histogram, to writer: inout ExpositionWriter, _ models: [String]) {
        for (place, model) in models.enumerated() where histogram.cumulative(series: place).last ?? 0 > 0 {
            writer.series([("model", model)], histogram, series: place)
        }
    }
}
