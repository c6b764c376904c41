import Foundation

/// Why an off-policy estimate may be wrong, or is hardly one.
package enum OffPolicyWarning: Sendable, Hashable, CustomStringConvertible {
    /// A candidate was chosen more or less often than its logged probabilities say.
    case miscalibratedPropensities(PropensityCalibration.Reading)
    /// The target policy goes where the logging policy could not.
    case unsupported(share: Double)
    /// The mean weight is not what it should be: probabilities are wrong, or samples are missing not at random.
    case meanWeight(Double, expected: Double)
    /// Too few samples say anything about the target policy.
    case fewEffectiveSamples(Double)
    /// One sample carries much of all weight.
    case heavyWeight(share: Double)

    /// A plain sentence with figures.
    package var description: String {
        switch self {
        case .miscalibratedPropensities(let reading):
            String(
                format: "candidate %ld was chosen %ld times, the logged probabilities expect %.1f (χ² %.1f, %ld bins)",
                reading.candidate, reading.chosen, reading.expected, reading.statistic, reading.degrees)
        case .unsupported(let share):
            String(
                format: "%.1f %% of the policy's choices could not be logged; intervals allow for any reward there",
                share * 100)
        case .meanWeight(let mean, let expected):
            String(format: "the mean importance weight is %.3f and should be about %.3f", mean, expected)
        case .fewEffectiveSamples(let size):
            String(format: "only %.0f effective samples", size)
        case .heavyWeight(let share):
            String(format: "one sample carries %.0f %% of all weight", share * 100)
        }
    }
}
