import ArgumentParser
import RouterTraining

/// Options of commands that judge estimates on outcome tables.
struct EvaluationOptions: ParsableArguments {
    @Option(help: "Rows of this split are judged, or 'all' (default: test, or all where the table has no such split).")
    var split: String?

    @Option(help: "Only these models, as A,B,C (default: all of the table).")
    var models: String?

    @Option(help: "Estimates to judge in place of a bundle's: a file as 'route --format jsonl' writes it.")
    var estimates: String?

    @Option(help: "Seed of bootstrap and training.")
    var seed: UInt64 = TrainingRecipe().seed

    @Flag(help: "Leave out and count lines that do not follow the format.")
    var skipBad = false

    /// The names in a list with commas.
    static func names(_ list: String) -> [String] {
        list.split(separator: ",", omittingEmptySubsequences: false).map { String($0.trimmed) }
    }

    /// Refuses bad values before anything is read.
    ///
    /// - Throws: `ValidationError` with the value and what is accepted.
    func check() throws {
        guard let models else { return }
        let names = Self.names(models)
        if names.contains("") || Set(names).count < names.count {
            throw ValidationError("--models '\(models)' is not accepted; different names, as A,B,C, are.")
        }
    }
}

extension Substring {
    /// Without white space at both ends.
    fileprivate var trimmed: Substring {
        let start = drop(while: \.isWhitespace)
        return start.dropLast(start.reversed().prefix(while: \.isWhitespace).count)
    }
}
