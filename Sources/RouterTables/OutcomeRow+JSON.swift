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
            throw WireError(.missingKey, key: "outcomes", "'outcomes' is missing; an object of model: result is expected")
        }
        var results: [ModelOutcome] = []
        for member in outcomes.members {
            let model = member.key.string ?? ""
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
        let cost = json["cost_usd"]?.double
        if let cost, cost < 0 {
            throw WireError(.invalidValue, key: key, "'\(key).cost_usd' is \(cost); a number >= 0 is expected")
        }
        self.init(
            model: model, score: score, costUSD: cost, promptTokens: json["prompt_tokens"]?.int,
            completionTokens: json["completion_tokens"]?.int)
    }
}
