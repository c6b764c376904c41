import ArgumentParser
import Foundation
import RouterConfiguration
import RouterCore

/// Options that mean the same in every command.
struct SharedOptions: ParsableArguments {
    @Option(help: "Configuration file (default: autorouter.yaml here, then in the user's configuration folder).")
    var config: String?

    @Option(help: "Folder of the trained bundle.")
    var bundle: String?

    @Flag(help: "No progress and no notes on standard error.")
    var quiet = false
}

/// Options of commands that choose.
struct ChoiceOptions: ParsableArguments {
    @Option(help: "The dial, 0 (pure quality) to 10 (cheapest).")
    var tradeoff: Double?

    @Option(parsing: .singleValue, help: "Only candidates that fit this pattern, such as 'openai/*'; may be repeated.")
    var candidates: [String] = []

    @Option(help: "Where candidates come from: config or bundle (the models that the bundle knows).")
    var pool = PoolSource.config

    @Option(help: "Seed of the draw; in a file, a line's number is added.")
    var seed: UInt64 = 0

    /// Where candidates come from.
    enum PoolSource: String, ExpressibleByArgument, CaseIterable {
        case config
        case bundle
    }

    /// Refuses bad values before anything is read.
    ///
    /// - Throws: `ValidationError` with the value and what is accepted.
    func check() throws {
        do { _ = try constraints() } catch { throw ValidationError("\(error)") }
    }

    /// The constraints that the options put on every request.
    ///
    /// - Throws: ``RouterCore/CoreError`` for a bad pattern or dial.
    func constraints() throws -> RoutingConstraints {
        RoutingConstraints(
            allowed: candidates.isEmpty ? nil : try candidates.map { try CandidatePattern($0) },
            tradeoff: try tradeoff.map { try Tradeoff($0) })
    }
}
