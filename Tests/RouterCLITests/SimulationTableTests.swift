import RouterCore
import RouterModel
import RouterTables
import Testing

@testable import RouterCLI

@Suite("Simulation tables")
struct SimulationTableTests {
    @Test("rows with an outcome of every candidate are served, in pool order, at prices that explain the costs")
    func rows() throws {
        let fixture = try SimulationFixture()
        let table = try fixture.simulated()
        #expect(table.rows.count == 160 && table.pool.candidates.map(\.id) == ["large", "small"])
        #expect(table.rows.allSatisfy { $0.outcomes.map(\.model) == ["large", "small"] })
        for (row, place) in [(0, 0), (0, 1), (9, 0)] {
            let outcome = table.rows[row].outcomes[place]
            let cost = table.pool.candidates[place].price.costUSD(
                promptTokens: Double(table.rows[row].features.promptTokens),
                completionTokens: Double(outcome.completionTokens ?? 0))
            // The recorded costs are the same for all prompts.
            #expect(abs(try #require(cost) - (outcome.costUSD ?? 0)) <= 1e-6)
        }
        let worth = table.utilities(of: 3, qualityPerUSD: 100)
        #expect(abs(worth[0] - (table.rows[3].outcomes[0].score - 0.4)) <= 1e-12)
    }

    @Test("the pool is that of the best models that most rows know, unless somebody names one")
    func pool() throws {
        let fixture = try SimulationFixture()
        // One of three models has outcomes of a tenth of the prompts.
        #expect(try fixture.simulated(nil).pool.candidates.map(\.id) == ["large", "small"])
        #expect(try fixture.simulated(["small"]).pool.candidates.map(\.id) == ["small"])
    }

    @Test("a pool that the table does not know, or hardly, is refused with what it knows")
    func refused() throws {
        let fixture = try SimulationFixture()
        let unknown = #expect(throws: SimulationError.self) { try fixture.simulated(["large", "huge"]) }
        #expect(unknown?.description.contains("'huge'; they know large, rare, small") == true)
        let few = #expect(throws: SimulationError.self) { try fixture.simulated(["large", "rare"]) }
        #expect(few?.description.hasPrefix("only 16 prompts") == true)
        #expect(throws: TableError.self) {
            try SimulationTable(paths: ["/none.jsonl"], names: nil, extractor: fixture.prior.extractor)
        }
    }

    @Test("a question that stands in two tables is served once")
    func duplicates() throws {
        let fixture = try SimulationFixture()
        let table = try SimulationTable(
            paths: [fixture.table, fixture.table], names: ["large", "small"], extractor: fixture.prior.extractor)
        #expect(table.rows.count == 160)
    }
}
