import RouterCore
import RouterModel

/// How much the estimated difference between two candidates may err on a kind of prompt that was not learned from.
///
/// It fades with own outcomes, for these are of the very prompts that are served.
struct OwnShift {
    private let entries: [HeadLearner.Entry]
    private let base: ScoringModel
    private let halving: Double

    init(recipe: LearningRecipe, entries: [HeadLearner.Entry], base: ScoringModel) {
        self.entries = entries
        self.base = base
        halving = recipe.shiftHalving
    }

    /// The standard deviation between two learned heads, by their places among the entries.
    func deviation(_ one: Int, _ other: Int) -> Float {
        let count = min(entries[one].residuals.count, entries[other].residuals.count)
        return Float(prior(entries[one].prior.index, entries[other].prior.index) * (halving / (halving + count)))
    }

    /// The standard deviation between a learned head and one of the model.
    func deviation(_ one: Int, toBase other: Int) -> Float { Float(prior(entries[one].prior.index, other)) }

    private func prior(_ one: Int?, _ other: Int?) -> Double {
        guard let one, let other else { return DoNoHarm.unknownShift }
        return Double(base.shiftDeviations[one * base.heads.count + other])
    }
}

extension ScoringModel {
    /// The same model with heads put in place of those of the same names, or behind the others.
    func replacingHeads(_ new: [CandidateHead], shift: OwnShift) -> ScoringModel {
        var all = heads
        /// Place among the new heads of each head; `nil` = it is as it was.
        var source = [Int?](repeating: nil, count: heads.count)
        for (place, head) in new.enumerated() {
            if let old = heads.firstIndex(where: { $0.name == head.name }) {
                (all[old], source[old]) = (head, place)
            } else {
                all.append(head)
                source.append(place)
            }
        }
        let m = heads.count
        let deviations = all.indices.flatMap { i in
            all.indices.map { j in
                switch (source[i], source[j]) {
                case (nil, nil): shiftDeviations[i * m + j]
                case (.some(let one), .some(let other)): i == j ? 0 : shift.deviation(one, other)
                case (.some(let one), nil): shift.deviation(one, toBase: j)
                case (nil, .some(let other)): shift.deviation(other, toBase: i)
                }
            }
        }
        return ScoringModel(
            schemaVersion: schemaVersion, skillMap: skillMap, heads: all, meanHead: meanHead,
            scorePerPriceDecade: scorePerPriceDecade, meanLogPrice: meanLogPrice, shiftDeviations: deviations,
            benchmarks: benchmarks)
    }
}
