import RouterEngine

/// What would have changed a choice, in sentences.
struct ExplanationFlips {
    private let explanation: DecisionExplanation

    init(_ explanation: DecisionExplanation) { self.explanation = explanation }

    /// A line for each change, or one that says that there is none.
    var text: String {
        let lines = dialLines + priceLines + featureLines
        guard !lines.isEmpty else { return "No other trade-off, price or average feature would change the choice." }
        return (["What would change the choice:"] + lines.map { "  " + $0 }).joined(separator: "\n")
    }

    private var dialLines: [String] {
        let up = explanation.flipTowardsCheaper.map {
            "a trade-off of \(Format.decimals($0.tradeoff, 2)) or more: \($0.candidate)"
        }
        let down = explanation.flipTowardsQuality.map {
            "a trade-off of \(Format.decimals($0.tradeoff, 2)) or less: \($0.candidate)"
        }
        return [up, down].compactMap { $0 }
    }

    private var priceLines: [String] {
        let rise = explanation.flipByRise.map {
            "\($0.repriced) at \(Self.factor($0.factor)) times its price: \($0.candidate)"
        }
        let fall = explanation.flipByFall.map {
            "\($0.repriced) at 1/\(Self.factor(1 / $0.factor)) of its price: \($0.candidate)"
        }
        return [rise, fall].compactMap { $0 }
    }

    private var featureLines: [String] {
        explanation.featureFlips.map { flip in
            let (value, average) = (Format.decimals(flip.value, 2), Format.decimals(flip.average, 2))
            return "an average \(flip.feature) (\(average) instead of \(value)): \(flip.candidate)"
        }
    }

    /// A factor that is no less than 1, with three significant digits.
    private static func factor(_ factor: Double) -> String {
        Format.decimals(factor, factor < 10 ? 2 : factor < 100 ? 1 : 0)
    }
}
