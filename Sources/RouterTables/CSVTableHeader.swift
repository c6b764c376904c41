import RouterCore

/// The columns of an outcome table in CSV: `prompt`, `<model>/score`, and what else is known of each model.
struct CSVTableHeader {
    private let columns: [String]
    private let models: [String]
    private let indexByName: [String: Int]

    /// Reads the header record.
    ///
    /// - Throws: ``TableError`` with `.badHeader` if `prompt` or every `<model>/score` is missing, or a name is there
    ///   twice.
    init(_ columns: [String], path: String) throws(TableError) {
        self.columns = columns
        var indexByName: [String: Int] = [:]
        for (index, name) in columns.enumerated() {
            guard indexByName.updateValue(index, forKey: name) == nil else {
                throw TableError(.badHeader, path: path, line: 1, "column '\(name)' is there twice")
            }
        }
        self.indexByName = indexByName
        models = columns.filter { $0.hasSuffix("/score") }.map { String($0.dropLast("/score".count)) }
        guard indexByName["prompt"] != nil, !models.isEmpty else {
            throw TableError(
                .badHeader, path: path, line: 1, "columns 'prompt' and at least one '<model>/score' are expected")
        }
    }

    /// Reads one record; an empty score means that the model was not tried.
    func row(_ fields: [String], path: String, line: Int) throws(TableError) -> OutcomeRow {
        guard fields.count == columns.count else {
            throw TableError(
                .badLine, path: path, line: line,
                "\(fields.count) fields; \(columns.count) are expected, as in the header")
        }
        func text(_ name: String) -> String? {
            guard let index = indexByName[name], !fields[index].isEmpty else { return nil }
            return fields[index]
        }
        func number(_ name: String, _ accepted: ClosedRange<Double>) throws(TableError) -> Double? {
            guard let text = text(name) else { return nil }
            guard let value = Double(text), accepted.contains(value) else {
                throw TableError(
                    .badLine, path: path, line: line,
                    "'\(name)' is '\(text.prefix(32))'; a number from \(accepted.lowerBound) to \(accepted.upperBound) is expected"
                )
            }
            return value
        }
        var outcomes: [ModelOutcome] = []
        for model in models {
            guard let score = try number(model + "/score", 0...1) else { continue }
            outcomes.append(
                ModelOutcome(
                    model: model, score: score, costUSD: try number(model + "/cost_usd", 0...1e9),
                    promptTokens: try number(model + "/prompt_tokens", 0...1e9).map { Int($0) },
                    completionTokens: try number(model + "/completion_tokens", 0...1e9).map { Int($0) },
                    latencySeconds: try number(model + "/latency_ms", 0...1e9).map { $0 / 1000 }))
        }
        return OutcomeRow(
            id: text("id") ?? "\(path):\(line)", dataset: text("dataset") ?? "", category: text("category") ?? "",
            split: text("split"), request: RoutingRequest(prompt: text("prompt") ?? ""), outcomes: outcomes)
    }
}
