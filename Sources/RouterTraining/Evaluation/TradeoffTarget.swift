import Foundation

/// What a trade-off is to reach, in the words of a user.
package enum TradeoffTarget: Sendable, Hashable {
    /// At least this share of the best single model's mean score, above 0.
    case qualityShare(Double)
    /// At most this share of the best single model's mean cost, above 0.
    case costShare(Double)
    /// At most so many USD for a thousand requests, above 0.
    case usdPerThousand(Double)

    /// What is accepted, for error texts.
    package static let accepted = "'quality: 95 %', 'cost: 50 %', 'cost: half' or 'usd-per-1000: 2' is accepted"

    /// Reads a target such as `quality: 95 %`, `cost=0.5`, `cost: half` or `usd-per-1000 2`.
    ///
    /// A number with `%` is a share of a hundred, one without a share of one.
    ///
    /// - Throws: ``EvaluationError`` with `.badTarget`.
    package init(parsing text: String) throws(EvaluationError) {
        let parts = text.lowercased().split(maxSplits: 1) { $0 == ":" || $0 == "=" || $0 == " " }.map(String.init)
        let rest = parts.count > 1 ? parts[1].trimmingCharacters(in: CharacterSet(charactersIn: ": =$")) : ""
        let share: Double? =
            switch rest {
            case "half": 0.5
            case _ where rest.hasSuffix("%"):
                Double(rest.dropLast().trimmingCharacters(in: .whitespaces)).map { $0 / 100 }
            default: Double(rest)
            }
        guard let share, share > 0, share.isFinite else {
            throw EvaluationError(.badTarget, "the target '\(text)' cannot be read; \(Self.accepted)")
        }
        switch parts[0] {
        case "quality" where share <= 10: self = .qualityShare(share)
        case "cost" where share <= 10: self = .costShare(share)
        case "usd-per-1000" where !rest.hasSuffix("%"): self = .usdPerThousand(share)
        case "quality", "cost":
            throw EvaluationError(
                .badTarget, "the target '\(text)' is more than ten times the best single model's; \(Self.accepted)")
        default: throw EvaluationError(.badTarget, "the target '\(text)' is not known; \(Self.accepted)")
        }
    }

    /// The target as a sentence's part.
    package var text: String {
        switch self {
        case .qualityShare(let share): "at least \(Self.percent(share)) of the best single model's quality"
        case .costShare(let share): "at most \(Self.percent(share)) of the best single model's cost"
        case .usdPerThousand(let usd):
            "at most $\(usd.formatted(.number.grouping(.never).locale(.init(identifier: "en_US_POSIX")))) for 1,000 requests"
        }
    }

    private static func percent(_ share: Double) -> String { String(format: "%g %%", share * 100) }
}
