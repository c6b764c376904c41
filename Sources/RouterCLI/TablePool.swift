import RouterCore
import RouterModel
import RouterTables
import RouterTraining

/// The models of a table as candidates.
enum TablePool {
    /// Candidates that a bundle knows come with its prices, others with what their replies cost in the table.
    ///
    /// - Parameters:
    ///   - names: the models.
    ///   - rows: rows that are not judged, for prices.
    ///   - model: what the bundle knows.
    /// - Returns: candidates in the order of `names`.
    /// - Throws: ``RouterCore/CoreError`` if there are no names, or a name is empty.
    static func pool(of names: [String], in rows: [OutcomeRow], model: ScoringModel) throws -> CandidatePool {
        try CandidatePool(
            names.map { name in
                let own = model.index(named: name).map { model.heads[$0] }
                let price = own.flatMap { $0.price.isKnown ? $0.price : nil }
                return Candidate(
                    id: CandidateID(name), provider: "table", upstreamModel: own?.name ?? name,
                    price: price ?? Self.price(of: name, in: rows))
            })
    }

    /// The price behind recorded costs; unknown without any.
    static func price(of name: String, in rows: [OutcomeRow]) -> Price {
        let records = rows.compactMap { row -> RecordedCost? in
            guard let outcome = row.outcomes.first(where: { $0.model == name }), let cost = outcome.costUSD else {
                return nil
            }
            return RecordedCost(
                promptTokens: outcome.promptTokens, completionTokens: outcome.completionTokens, costUSD: cost)
        }
        return RecordedCost.price(behind: records)
    }
}
