import RouterCore
import Testing

@testable import RouterTraining

@Suite("Trade-off for a target")
struct TradeoffSolverTests {
    @Test(
        "targets are read as people write them",
        arguments: [
            ("quality: 95 %", TradeoffTarget.qualityShare(0.95)), ("quality=0.9", .qualityShare(0.9)),
            ("Cost: half", .costShare(0.5)), ("cost 50%", .costShare(0.5)), ("usd-per-1000: 2", .usdPerThousand(2)),
            ("usd-per-1000=$0.25", .usdPerThousand(0.25)),
        ])
    func targets(text: String, target: TradeoffTarget) throws { #expect(try TradeoffTarget(parsing: text) == target) }

    @Test(
        "what is no target is refused, with what is accepted",
        arguments: [
            "", "quality", "quality: -1", "quality: nan", "cost: 50", "speed: 2", "usd-per-1000: 2 %", "cost: 0",
        ])
    func badTargets(text: String) {
        let error = #expect(throws: EvaluationError.self) { try TradeoffTarget(parsing: text) }
        #expect(error?.code == .badTarget && error?.description.contains("'quality: 95 %'") == true)
    }

    @Test("the dial is as far up as quality allows, and no further")
    func quality() throws {
        let solver = try TradeoffSolver(EvaluationFixtures.planted(rows: 600, models: 3, error: 0.1, seed: 4))
        let solution = solver.solve(.qualityShare(0.95), seed: 1)
        #expect(solution.isReached && solution.reached.quality >= 0.95 * solution.bestSingle.quality)
        for position in solver.positions where position.tradeoff.value > solution.tradeoff.value {
            #expect(position.point.quality < 0.95 * solution.bestSingle.quality)
        }
        #expect(solution.qualityInterval.low < solution.reached.quality)
        #expect(solution.qualityInterval.high > solution.reached.quality)
        #expect(abs(solution.chosenShares.reduce(0, +) - 1) < 1e-12)
    }

    @Test("the dial is as far down as money allows", arguments: [0.6, 0.3, 0.1])
    func cost(share: Double) throws {
        let solver = try TradeoffSolver(EvaluationFixtures.planted(rows: 600, models: 3, error: 0.1, seed: 4))
        let solution = solver.solve(.costShare(share), seed: 1)
        #expect(solution.isReached && solution.reached.costUSD <= share * solution.bestSingle.costUSD)
        for position in solver.positions where position.tradeoff.value < solution.tradeoff.value {
            #expect(position.point.costUSD > share * solution.bestSingle.costUSD)
        }
        let same = solver.solve(.usdPerThousand(1000 * share * solution.bestSingle.costUSD), seed: 1)
        #expect(same == solution)
    }

    @Test("a policy that chooses by utility is solved as the sweep is", arguments: ["quality: 97 %", "cost: 40 %"])
    func policy(text: String) throws {
        let table = try EvaluationFixtures.planted(rows: 400, models: 3, error: 0.1, seed: 4)
        let forecasts = try #require(table.forecastsUSD)
        let solver = try TradeoffSolver(table) { tradeoff in
            let weights = UtilityWeights(tradeoff)
            return table.argmaxima(
                of: zip(table.qualities, forecasts).map { weights.utility(quality: $0, costUSD: $1) })
        }
        #expect(solver.positions.count == 101)
        let (target, sweep) = (try TradeoffTarget(parsing: text), try TradeoffSolver(table))
        let (coarse, fine) = (solver.solve(target, seed: 1), sweep.solve(target, seed: 1))
        #expect(coarse.isReached && fine.isReached)
        // Both are right but for noise within a step of the coarse dial.
        #expect(abs(coarse.tradeoff.value - fine.tradeoff.value) <= 0.1)
    }

    @Test("what cannot be reached gives the nearest position, and says so")
    func unreachable() throws {
        let solver = try TradeoffSolver(EvaluationFixtures.planted(rows: 300, models: 2, error: 0.1, seed: 4))
        let perfect = solver.solve(.qualityShare(2), seed: 1)
        #expect(!perfect.isReached && perfect.reached.quality == solver.positions.map(\.point.quality).max())
        let free = solver.solve(.usdPerThousand(1e-6), seed: 1)
        #expect(!free.isReached && free.reached.costUSD == solver.positions.map(\.point.costUSD).min())
    }

    @Test("the ends of the dial are pure quality and the cheapest, with readable steps between")
    func ends() throws {
        let table = try EvaluationFixtures.planted(rows: 100, models: 2, error: 0.1, seed: 9)
        let positions = try TradeoffSolver(table).positions
        #expect(positions.count == 1001 && positions[712].tradeoff.description == "7.12")
        #expect(positions[0].point.quality == RoutingMetrics(table, curve: nil).maxQuality)
        #expect(positions.last?.point.costUSD == table.columnMeans(of: table.costsUSD ?? [])[0])
    }
}
