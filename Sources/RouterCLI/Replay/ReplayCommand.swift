import ArgumentParser
import Foundation
import RouterConfiguration
import RouterCore
import RouterModel
import RouterOutcomeLog
import RouterWire

/// `autorouter replay`.
struct ReplayCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "replay",
        abstract: "What would another bundle, dial, price list, pool or policy have earned and cost on the log?",
        discussion: """
            Only decisions that a policy has drawn tell something, and what the logged policy never tried cannot be known: the more it \
            explored, the narrower the intervals. Estimates are doubly robust; rewards are modelled by what the older half of the log \
            teaches, and everything is judged on the newer half.
            """)

    @Option(name: .customLong("log"), help: "The SQLite file (default: the configured one).")
    var logPath: String?

    @Option(help: "Only decisions since then: a date, or an age such as 30d.")
    var since: PointInTime?

    @Option(
        parsing: .singleValue,
        help: "Another bundle to ask: a version such as own-v3, or a folder; may be repeated.")
    var with: [String] = []

    @Option(parsing: .singleValue, help: "Another dial to ask the champion at, 0 to 10; may be repeated.")
    var dial: [Double] = []

    @Option(
        parsing: .singleValue,
        help:
            "Count as if a model had another price: model=prompt,completion in USD per million tokens; may be repeated."
    )
    var price: [PriceOption] = []

    @Option(
        parsing: .singleValue, help: "A pool of candidates that fit this pattern, such as 'openai/*'; may be repeated.")
    var candidates: [String] = []

    @Option(help: "Another way to explore: \(ExploreOption.accepted).")
    var explore: ExploreOption?

    @Option(help: "The dial that utilities are counted at, 0 to 10 (default: the configured one).")
    var tradeoff: Double?

    @Option(help: "Seed of the intervals.")
    var seed: UInt64 = 0

    @Option(help: "How to print: text or json.")
    var format = TextOrJSON.text

    @OptionGroup var shared: SharedOptions

    func validate() throws {
        do {
            for value in dial + [tradeoff].compactMap({ $0 }) { _ = try Tradeoff(value) }
            for pattern in candidates { _ = try CandidatePattern(pattern) }
        } catch { throw ValidationError("\(error)") }
    }

    func run() async throws { try await CommandFailure.reporting { try await replay() } }

    private func replay() async throws {
        var setup = try Setup(shared)
        if let tradeoff { setup.configuration.tradeoff = try Tradeoff(tradeoff) }
        let log = try await OutcomeLogReader.openMigrated(logPath ?? setup.configuration.log.path)
        let run = try ReplayRun(setup, since: since?.date, prices: price)
        let rows = try await run.rows(log) { older in try targets(setup, run, older) }
        guard rows.count > 0 else {
            throw RetrainingError(
                description:
                    "no decision of the newer half of the log was drawn by a policy and has a reward: nothing can be said"
            )
        }
        let evaluations = rows.targets.indices.map { ReplayEvaluation(rows, target: $0, seed: seed) }
        switch format {
        case .text:
            Console.print(
                "\(rows.count) decisions, dial \(setup.configuration.tradeoff), doubly robust, 95 % intervals")
            Console.print(ReplayReport.table(evaluations).text)
        case .json:
            var json = JSONWriter()
            json.object { json in
                json.key("decisions", int: rows.count)
                json.key("tradeoff", double: setup.configuration.tradeoff.value)
                json.key("policies")
                ReplayReport.write(evaluations, to: &json)
            }
            Console.write(json.bytes + [0x0A])
        }
    }

    /// What was logged, the champion, what was asked for, and what all of it is held against.
    private func targets(_ setup: Setup, _ run: ReplayRun, _ older: GatheredOutcomes) throws -> [ReplayTarget] {
        let (champion, dial, pool) = (run.champion, setup.configuration.tradeoff, run.pool)
        func target(
            _ name: String, _ bundle: ModelBundle, at dial: Tradeoff = dial, over pool: CandidatePool = pool,
            policy: any RoutingPolicy = GreedyPolicy()
        ) -> ReplayTarget {
            ReplayTarget(
                name: name, choice: .model(bundle.model, bundle.extractor, policy), pool: pool, tradeoff: dial)
        }
        func reference(_ name: String, _ choice: ReplayTarget.Choice) -> ReplayTarget {
            ReplayTarget(name: name, choice: choice, pool: pool, tradeoff: dial)
        }
        var targets = [reference("as logged", .logged), target("champion", champion)]
        for name in with {
            targets.append(target(name, try BundleReference(name, setup).bundle))
        }
        for value in self.dial { targets.append(target("champion at \(value)", champion, at: try Tradeoff(value))) }
        if !candidates.isEmpty {
            let patterns = try candidates.map { try CandidatePattern($0) }
            let chosen = pool.candidates.filter { candidate in patterns.contains { $0.matches(candidate.id) } }
            guard !chosen.isEmpty else {
                throw ValidationError(
                    "--candidates '\(candidates.joined(separator: ", "))' fits none of the candidates.")
            }
            targets.append(
                target("champion over \(candidates.joined(separator: ", "))", champion, over: try CandidatePool(chosen))
            )
        }
        if let explore {
            var exploration = setup.configuration.exploration
            explore.apply(to: &exploration)
            let policy = exploration.routingPolicy
            targets.append(target("champion, \(policy.name)", champion, policy: policy))
        }
        if let best = older.bestSingle(qualityPerUSD: dial.qualityPerUSD, among: pool) {
            targets.append(reference("best single (\(best))", .single(best)))
        }
        return targets + [reference("cheapest", .cheapest), reference("random", .random)]
    }
}
