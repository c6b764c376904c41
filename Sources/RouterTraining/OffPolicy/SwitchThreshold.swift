/// The choice of SWITCH-DR's threshold from the data.
enum SwitchThreshold {
    /// How many thresholds are compared.
    static let gridCount = 20

    /// One candidate of one sample, or one logged choice, in the order of weights.
    private struct Entry {
        let weight: Double
        /// For a candidate what may be lost without it at the lowest reward; for a choice its model's expectation.
        let first: Double
        /// The same at the highest reward; for a choice its contribution with the weight.
        let second: Double
    }

    /// The threshold of the least estimated error: variance of the mean plus squared bound of the bias.
    ///
    /// Thresholds are quantiles of the weights of all candidates that the target policy may choose and that could be
    /// logged; the largest weight, with which nothing is switched off, is among them and wins ties.
    ///
    /// - Returns: 0 where there is no such candidate.
    /// - Complexity: O(n·m·log(n·m)): sums are carried from threshold to threshold.
    static func best(for samples: [OffPolicySample], rewardRange: ClosedRange<Double>) -> Double {
        let count = Double(samples.count)
        var (candidates, choices): ([Entry], [Entry]) = ([], [])
        var (lostLow, lostHigh, sum, squares) = (0.0, 0.0, 0.0, 0.0)
        for sample in samples {
            for index in sample.targetProbabilities.indices where sample.targetProbabilities[index] > 0 {
                let (target, logging) = (sample.targetProbabilities[index], sample.loggingProbabilities[index])
                let low = target * (rewardRange.lowerBound - sample.modelledRewards[index])
                let high = target * (rewardRange.upperBound - sample.modelledRewards[index])
                lostLow += low
                lostHigh += high
                if logging > 0 { candidates.append(Entry(weight: target / logging, first: low, second: high)) }
            }
            let (weight, base) = (sample.importanceWeight, sample.modelledValue)
            let residual = sample.reward - sample.modelledRewards[sample.choice]
            choices.append(Entry(weight: weight, first: base, second: base + weight * residual))
            sum += base
            squares += base * base
        }
        candidates.sort { $0.weight < $1.weight }
        choices.sort { $0.weight < $1.weight }
        var (best, lowestError) = (0.0, Double.infinity)
        var (candidate, choice) = (0, 0)
        for step in 1...gridCount where !candidates.isEmpty {
            let threshold = candidates[(candidates.count * step - 1) / gridCount].weight
            while candidate < candidates.count, candidates[candidate].weight <= threshold {
                lostLow -= candidates[candidate].first
                lostHigh -= candidates[candidate].second
                candidate += 1
            }
            while choice < choices.count, choices[choice].weight <= threshold {
                let (base, whole) = (choices[choice].first, choices[choice].second)
                sum += whole - base
                squares += whole * whole - base * base
                choice += 1
            }
            let variance = max(0, squares - sum * sum / count) / max(1, count - 1)
            let bias = max(abs(lostLow), abs(lostHigh)) / count
            let error = variance / count + bias * bias
            if error <= lowestError { (best, lowestError) = (threshold, error) }
        }
        return best
    }
}
