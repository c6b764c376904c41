import Foundation
import RouterCore
import RouterFeatures
import RouterTables
import RouterTraining

/// Full-information rows that requests are drawn from: what each candidate of a pool did with each prompt.
struct SimulationTable {
    /// One prompt.
    struct Row {
        let id: String
        let request: RoutingRequest
        let features: FeatureVector
        /// In pool order, shape `(m)`.
        let outcomes: [ModelOutcome]
    }

    /// The candidates, with the prices that the tables' costs come from.
    let pool: CandidatePool
    /// Rows with an outcome of every candidate.
    let rows: [Row]

    /// Models in the pool unless somebody says which.
    static let poolSize = 4

    /// Reads tables.
    ///
    /// - Parameters:
    ///   - paths: the tables; of two rows with the same question the first stays.
    ///   - names: the pool's models; `nil` = the four of the highest mean score.
    ///   - extractor: makes the features of the prior.
    /// - Throws: ``RouterTables/TableError``, or ``SimulationError`` if the tables do not know such a pool.
    init(paths: [String], names: [String]?, extractor: FeatureExtractor) throws {
        var all: [OutcomeRow] = []
        var questions: Set<UInt64> = []
        for path in paths {
            let reader = try OutcomeTableReader(path: path)
            while let row = try reader.next() {
                if questions.insert(QuestionIdentity.hash(of: row.request)).inserted { all.append(row) }
            }
        }
        let names = try names ?? Self.best(of: all)
        let known = Set(all.flatMap { $0.outcomes.map(\.model) })
        if let unknown = names.first(where: { !known.contains($0) }) {
            throw SimulationError(
                "the tables do not know the model '\(unknown)'; they know \(known.sorted().joined(separator: ", "))")
        }
        var rows: [Row] = []
        for row in all {
            let byName = Dictionary(row.outcomes.map { ($0.model, $0) }, uniquingKeysWith: { first, _ in first })
            let outcomes = names.compactMap { byName[$0] }
            guard outcomes.count == names.count else { continue }
            rows.append(
                Row(
                    id: row.id, request: row.request, features: extractor.features(of: row.request), outcomes: outcomes)
            )
        }
        guard rows.count >= 100 else {
            throw SimulationError("only \(rows.count) prompts have outcomes of all of \(names.joined(separator: ", "))")
        }
        self.rows = rows
        pool = try CandidatePool(
            names.indices.map { place in
                Candidate(
                    id: CandidateID(names[place]), provider: "simulated", upstreamModel: names[place],
                    price: PriceList.price(
                        of: rows.map {
                            let outcome = $0.outcomes[place]
                            return (Double($0.features.promptTokens), outcome.completionTokens, outcome.costUSD)
                        }), like: names[place])
            })
    }

    /// The models of the highest mean score among those that four of five rows know; where these are too few, half of them.
    private static func best(of rows: [OutcomeRow]) throws -> [String] {
        var sums: [String: (count: Int, score: Double)] = [:]
        for outcome in rows.flatMap(\.outcomes) {
            let old = sums[outcome.model] ?? (0, 0)
            sums[outcome.model] = (old.count + 1, old.score + outcome.score)
        }
        func models(knownBy share: Double) -> [(name: String, mean: Double)] {
            sums.filter { Double($0.value.count) >= share * Double(rows.count) }
                .map { (name: $0.key, mean: $0.value.score / Double($0.value.count)) }
                .sorted { ($0.mean, $1.name) > ($1.mean, $0.name) }
        }
        let usual = [0.8, 0.5].lazy.map(models).first { $0.count >= poolSize } ?? models(knownBy: 0.5)
        guard usual.count >= 2 else {
            throw SimulationError("fewer than two models have outcomes of most prompts; name a pool with --pool")
        }
        return usual.prefix(poolSize).map(\.name)
    }

    /// What each candidate's reply to a row is worth, shape `(m)`; an unknown cost counts as none.
    func utilities(of row: Int, qualityPerUSD: Double) -> [Double] {
        rows[row].outcomes.map { $0.score - qualityPerUSD * ($0.costUSD ?? 0) }
    }
}

/// A simulation that cannot be run.
struct SimulationError: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }
}
