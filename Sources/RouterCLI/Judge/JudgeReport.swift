import RouterCore
import RouterEngine

/// What `judge` has to say, for people and for programs.
enum JudgeReport: Sendable {
    /// What a run has spent and why it ended.
    struct Run: Sendable {
        let ending: PaidRun.Ending
        let spentUSD: Double
        let limitUSD: Double
        let unknownCostCount: Int

        init(_ run: PaidRun, _ ending: PaidRun.Ending) {
            self.ending = ending
            spentUSD = run.ceiling.spentUSD
            limitUSD = run.ceiling.limitUSD
            unknownCostCount = run.unknownCostCount
        }

        /// What is left, in USD, not negative.
        var leftUSD: Double { max(0, limitUSD - spentUSD) }
    }

    /// Nothing was sent.
    case plan(JudgePlan, JudgeIdentity)
    /// Replies were graded.
    case grades(GradeSummary, JudgeIdentity, Run)
    /// Two models were compared.
    case comparison(CompareSummary, JudgeIdentity, Run)

    /// For a terminal.
    var text: String {
        switch self {
        case .plan(let plan, let identity): Self.text(of: plan, identity)
        case .grades(let summary, let identity, let run): Self.text(of: summary, identity) + Self.text(of: run)
        case .comparison(let summary, let identity, let run): Self.text(of: summary, identity) + Self.text(of: run)
        }
    }

    private static func text(of plan: JudgePlan, _ identity: JudgeIdentity) -> String {
        "\(plan.count) to be judged by \(name(identity)) for at most \(Format.dollars(plan.mostUSD)) in all; "
            + "\(Format.dollars(plan.limitUSD)) surely pay for \(plan.coveredCount). Nothing was sent."
    }

    private static func text(of summary: GradeSummary, _ identity: JudgeIdentity) -> String {
        var text = ""
        if summary.gradedCount > 0 {
            let rows = summary.means.sorted { ($0.value.value, $1.key) > ($1.value.value, $0.key) }.map { mean in
                [mean.key.rawValue, String(mean.value.count), Format.decimals(mean.value.value, 3)]
            }
            text = TextTable(header: ["model", "graded", "mean"], rows: rows, rightAligned: [1, 2]).text + "\n\n"
        }
        text += "\(summary.gradedCount) replies graded by \(name(identity))"
        if summary.overtakenCount > 0 { text += ", \(summary.overtakenCount) graded by another run meanwhile" }
        return text + troubles(summary.badAnswers, summary.failures)
    }

    private static func text(of summary: CompareSummary, _ identity: JudgeIdentity) -> String {
        let tally = summary.tally
        var text =
            "\(summary.first) against \(summary.second), judged by \(name(identity)): "
            + "\(tally.wins) wins, \(tally.ties) ties, \(tally.losses) losses"
        if tally.inconsistentCount > 0 {
            text += " (\(tally.inconsistentCount) ties because the verdict depended on the order)"
        }
        if let share = tally.share, let interval = tally.interval() {
            text +=
                "\nshare of wins, ties counted half: \(Format.decimals(share, 3)), 95 % interval "
                + "\(Format.decimals(interval.lowerBound, 3)) to \(Format.decimals(interval.upperBound, 3)); "
                + "sign test p = \(Format.decimals(tally.signTest, 4))"
        }
        if !summary.unanswered.isEmpty { text += "\nwithout a reply: \(counts(summary.unanswered))" }
        if summary.skippedCount > 0 { text += "\n\(summary.skippedCount) prompts cannot be sent as they are stored" }
        return text + troubles(summary.badAnswers, summary.failures)
    }

    private static func text(of run: Run) -> String {
        var text = "\n\(Format.dollars(run.spentUSD)) spent, \(Format.dollars(run.leftUSD)) left"
        if run.unknownCostCount > 0 { text += ", \(run.unknownCostCount) of unknown cost taken at their estimate" }
        switch run.ending {
        case .finished: break
        case .ceiling: text += "; the next one might have cost more than that"
        case .interrupted: text += "; interrupted"
        }
        return text
    }

    private static func troubles(_ badAnswers: [String: Int], _ failures: [String: Int]) -> String {
        (badAnswers.isEmpty ? "" : "\nanswers of the judge that are none: \(counts(badAnswers))")
            + (failures.isEmpty ? "" : "\nquestions without an answer: \(counts(failures))")
    }

    private static func counts(_ counts: [String: Int]) -> String {
        counts.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }.joined(separator: ", ")
    }

    private static func name(_ identity: JudgeIdentity) -> String {
        "\(identity.model) (criteria \(identity.rubric.version))"
    }
}
