/// Running sums over the numbers of prompts, for telling whether prompts have changed.
package struct DriftStatistics: Sendable, Hashable {
    /// Names of the numbers, such as those of the surface block.
    package let names: [String]
    /// Their moments, shape of ``names``.
    package private(set) var moments: [RunningMoments]

    /// No prompts yet.
    package init(names: [String]) {
        self.names = names
        moments = [RunningMoments](repeating: RunningMoments(), count: names.count)
    }

    /// How many prompts were added.
    package var count: Int { moments.first?.count ?? 0 }

    /// Adds one prompt's numbers, shape of ``names``, finite.
    package mutating func add(surface values: [Float]) {
        precondition(values.count == names.count, "\(values.count) numbers for \(names.count) names")
        for index in values.indices { moments[index].add(Double(values[index])) }
    }

    /// Adds all prompts of another, with the same names.
    package mutating func merge(_ other: DriftStatistics) {
        precondition(names == other.names, "statistics of different numbers")
        for index in moments.indices { moments[index].merge(other.moments[index]) }
    }
}
