import Foundation

/// A gate's answer.
package enum PromotionVerdict: Sendable, Hashable {
    /// The challenger takes the champion's place.
    case promote
    /// It does not, and more outcomes of this kind are not expected to change that.
    case refuse(PromotionRefusal)
    /// It may be better; about so many further outcomes would show it if it is as much better as it seems.
    case tooLittleEvidence(missing: Int)
}

/// Why a challenger is refused.
package enum PromotionRefusal: Sendable, Hashable {
    /// It is not estimated to beat the champion by the margin.
    case notBetter
    /// It chooses as the champion does wherever that was logged.
    case sameChoices
    /// Too much of what it does differently could not be logged.
    case unsupported
    /// The logged probabilities are not those with which choices were made: no estimate can be trusted.
    case miscalibratedPropensities([PropensityCalibration.Reading])

    /// A fixed word, safe as a metric label.
    package var label: String {
        switch self {
        case .notBetter: "not_better"
        case .sameChoices: "same_choices"
        case .unsupported: "unsupported"
        case .miscalibratedPropensities: "miscalibrated_propensities"
        }
    }
}

/// A verdict with what it rests on.
package struct PromotionReport: Sendable, Hashable {
    /// What was compared.
    package struct Figures: Sendable, Hashable {
        /// How many outcomes there were.
        package let sampleCount: Int
        /// Challenger less champion, in the unit of rewards.
        package let difference: Double
        /// What the true difference exceeds but with probability ``tail``; `nil` with too few samples to say.
        package let lowerBound: Double?
        /// The error allowed for this look.
        package let tail: Double
        /// Effective sample size of the difference.
        package let effectiveSampleSize: Double
        /// Share of what the policies differ in that could not be logged, [0, 1].
        package let unsupportedShare: Double
    }

    /// The answer.
    package let verdict: PromotionVerdict
    /// What it rests on.
    package let figures: Figures
    /// What the lower bound had to reach.
    package let margin: Double

    /// One plain sentence with figures.
    package var text: String {
        let gain = Self.signed(figures.difference)
        let bound = figures.lowerBound.map(Self.signed) ?? "unknown"
        let needed = Self.signed(margin)
        switch verdict {
        case .promote:
            return "Promote: the challenger earns \(gain) more, at least \(bound); \(needed) was asked for."
        case .refuse(.notBetter):
            return "Refused: the challenger earns \(gain) more, at least \(bound); \(needed) was asked for."
        case .refuse(.sameChoices):
            return "Refused: the challenger chooses as the champion does wherever that was logged."
        case .refuse(.unsupported):
            return
                "Refused: \(Self.percent(figures.unsupportedShare)) of what the challenger does differently could not be logged; explore to find out."
        case .refuse(.miscalibratedPropensities(let readings)):
            let details = readings.map { OffPolicyWarning.miscalibratedPropensities($0).description }
            return "Refused: the logged probabilities cannot be right: \(details.joined(separator: "; "))."
        case .tooLittleEvidence(let missing):
            return
                "Too little evidence: about \(missing) more outcomes are needed (gain \(gain), at least \(bound), from \(String(format: "%.0f", figures.effectiveSampleSize)) effective of \(figures.sampleCount) outcomes)."
        }
    }

    private static func signed(_ value: Double) -> String {
        (value < 0 ? "−" : "+") + String(format: "%.4f", abs(value))
    }

    private static func percent(_ value: Double) -> String { String(format: "%.0f %%", value * 100) }
}
