import ArgumentParser
import RouterConfiguration
import RouterOutcomeLog

/// A time on the command line, such as `90d`: a whole number of hours, days or weeks.
struct Age: ExpressibleByArgument {
    /// The time.
    let duration: Duration

    /// Reads a number and its unit; `nil` for anything else.
    init?(argument: String) {
        let seconds = ["h": 3600, "d": 86_400, "w": 7 * 86_400]
        guard let unit = argument.last.flatMap({ seconds[String($0)] }), let count = Int(argument.dropLast()),
            (1...1_000_000).contains(count)
        else { return nil }
        duration = .seconds(count * unit)
    }
}

/// A size on the command line, such as `2GB` or `512MiB`: bytes where no unit is given.
struct ByteCount: ExpressibleByArgument {
    /// The size in bytes.
    let bytes: Int

    private static let units: [(name: String, bytes: Int)] = [
        ("KiB", 1 << 10), ("MiB", 1 << 20), ("GiB", 1 << 30), ("TiB", 1 << 40), ("kB", 1000), ("KB", 1000),
        ("MB", 1_000_000), ("GB", 1_000_000_000), ("TB", 1_000_000_000_000), ("B", 1),
    ]

    /// Reads a number and its unit; `nil` for anything else.
    init?(argument: String) {
        let unit = Self.units.first { argument.hasSuffix($0.name) } ?? (name: "", bytes: 1)
        guard let count = Double(argument.dropLast(unit.name.count)), (0...1e15).contains(count * Double(unit.bytes))
        else { return nil }
        bytes = Int((count * Double(unit.bytes)).rounded())
    }
}

extension Configuration.Log {
    /// What a server keeps of its log; `nil` = everything.
    var retention: RetentionLimits? {
        guard keptDays != nil || keptBytes != nil else { return nil }
        return RetentionLimits(maxAge: keptDays.map { .seconds($0 * 86_400) }, maxBytes: keptBytes)
    }
}
