import RouterCore
import RouterWire

extension OutcomeRow {
    /// Reads one line of an outcome table in JSON Lines.
    ///
    /// - Parameters:
    ///   - line: the JSON text.
    ///   - fallbackID: the id of a row that has none.
    /// - Throws: ``WireError`` naming the key.
    init(json line: [UInt8], fallbackID: String) throws(WireError) {
        let document = try JSONDocument(line)
        let root = document.root
        guard root.kind == .object else {
            throw WireError(.wrongType, "the line is a JSON \(root.kind); an object is expected")
        }
        guard let outcomes = root["outcomes"], outcomes.kind == .object else {
            throw WireError(
                .missingKey, key: "outcomes", "'outcomes' is missing; an object of model: result is expected")
        }
        var results: [ModelOutcome] = []
        var seen: Set<String> = []
        for member in outcomes.members {
            let model = member.key.string ?? ""
            guard seen.insert(model).inserted else {
                throw WireError(.invalidValue, key: "outcomes.\(model)", "'outcomes.\(model)' is there twice")
            }
            results.append(try ModelOutcome(model: model, json: member.value))
        }
        self.init(
            id: PromptLine.id(of: root) ?? fallbackID, dataset: root["dataset"]?.string ?? "",
            category: root["category"]?.string ?? "", split: root["split"]?.string,
            request: try PromptLine.request(of: root), outcomes: results)
    }
}

extension ModelOutcome {
    fileprivate init(model: String, json: JSONValue) throws(WireError) {
        let key = "outcomes.\(model)"
        guard let score = json["score"]?.double else {
            throw WireError(.missingKey, key: key, "'\(key).score' is missing; a number from 0 to 1 is expected")
        }
        guard (0...1).contains(score) else {
            throw WireError(.invalidValue, key: key, "'\(key).score' is \(score); a number from 0 to 1 is expected")
        }
        func number(_ name: StaticString) throws(WireError) -> Double? {
            guard let value = json[name], !value.isNull else { return nil }
            guard let number = value.double, (0...1e9).contains(number) else {
                throw WireError(.invalidValue, key: key, "'\(key).\(name)' is not accepted; a number from 0 to 1e9 is")
            }
            return number
        }
        self.init(
            model: model, score: score, costUSD: try number("cost_usd"),
            promptTokens: try number("prompt_tokens").map { Int($0) },
            completionTokens: try number("completion_tokens").map { Int($0) },
            latencySeconds: try number("latency_ms").map { $0 / 1000 })
    }
}
