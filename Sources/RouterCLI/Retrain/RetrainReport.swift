import Foundation
import RouterCore
import RouterModel
import RouterTraining
import RouterWire

/// What a retraining has found and done.
struct RetrainReport {
    let result: RetrainingResult
    let job: RetrainJob
    /// The challenger as it is kept; `nil` = it is not.
    let stored: StoredBundle?
    let isDryRun: Bool
    let evaluations: [ReplayEvaluation]
    let seconds: Double

    /// Read, learned, judged, drifted, done.
    var text: String {
        var parts = [read, candidates.text]
        if !evaluations.isEmpty {
            parts.append(
                "On the newest part (\(result.rows.count) drawn decisions with a reward\(since)), doubly robust, 95 % intervals:\n"
                    + ReplayReport.table(evaluations).text)
        }
        parts.append(result.gathered.drift.text)
        parts.append(done)
        return parts.joined(separator: "\n\n")
    }

    private var since: String {
        result.split.map { ", since \($0.formatted(.iso8601))" } ?? ""
    }

    private var read: String {
        let gathered = result.gathered
        let evidence = Reward.Evidence.allCases.map { "\($0.rawValue) \(gathered.evidence[$0] ?? 0)" }
        let left = result.rows.leftOut
        var text =
            "Read \(gathered.recordCount) decisions, \(Format.decimals(gathered.statistics.count, 0)) rewards (\(evidence.joined(separator: ", ")))."
        if left.notDrawn > 0 { text += " \(left.notDrawn) of the newest part were not drawn by a policy." }
        if left.withoutReward > 0 { text += " \(left.withoutReward) of them have no reward." }
        if left.otherSchema > 0 { text += " \(left.otherSchema) have features of another schema." }
        return text
    }

    private var candidates: TextTable {
        let pool = job.retraining.pool
        let (before, after) = (job.retraining.champion.model, result.model)
        return TextTable(
            header: ["candidate", "outcomes", "mean reward", "known by", "average quality before", "after"],
            rows: pool.candidates.map { candidate in
                let (old, new) = (before.headPrior(of: candidate), after.headPrior(of: candidate))
                let mean = result.gathered.statistics.meanReward(of: candidate.id)
                return [
                    candidate.id.rawValue,
                    Format.decimals(result.gathered.statistics.count(of: candidate.id), 0),
                    mean.map { Format.decimals($0, 3) } ?? "–", new.basis.rawValue,
                    Format.decimals(old.head.ability + old.offset, 3), Format.decimals(new.head.ability, 3),
                ]
            }, rightAligned: [1, 2, 4, 5])
    }

    private var done: String {
        var lines = [result.reason]
        if let stored {
            lines.append(
                result.isPromoted
                    ? "\(stored.version) is the champion now; 'autorouter rollback' goes back."
                    : "\(stored.version) is kept; 'autorouter promote \(stored.version)' makes it the champion all the same."
            )
        } else if isDryRun {
            lines.append("Nothing was written.")
        }
        lines.append("\(Format.decimals(seconds, 1)) s")
        return lines.joined(separator: "\n")
    }

    /// One object.
    var json: [UInt8] {
        var json = JSONWriter()
        json.object { json in
            json.key("decisions", int: result.gathered.recordCount)
            json.key("outcomes", double: result.gathered.statistics.count, digits: 8)
            json.key("verdict", string: Self.label(result.promotion?.verdict))
            json.key("reason", string: result.reason)
            if let figures = result.promotion?.figures {
                json.key("difference", double: figures.difference, digits: 6)
                json.key("lower_bound", double: figures.lowerBound, digits: 6)
                json.key("effective_sample_size", double: figures.effectiveSampleSize, digits: 6)
                json.key("samples", int: figures.sampleCount)
            }
            json.key("version", string: stored?.version.description)
            json.key("candidates")
            json.array { json in
                for candidate in job.retraining.pool.candidates {
                    json.object { json in
                        let prior = result.model.headPrior(of: candidate)
                        json.key("model", string: candidate.id.rawValue)
                        json.key(
                            "outcomes", double: result.gathered.statistics.count(of: candidate.id), digits: 8)
                        json.key(
                            "mean_reward", double: result.gathered.statistics.meanReward(of: candidate.id), digits: 6)
                        json.key("basis", string: prior.basis.rawValue)
                        json.key("average_quality", double: prior.head.ability, digits: 6)
                    }
                }
            }
            json.key("policies")
            ReplayReport.write(evaluations, to: &json)
            json.key("drift")
            result.gathered.drift.writeAlarms(to: &json)
            json.key("seconds", double: seconds, digits: 4)
        }
        return json.bytes
    }

    private static func label(_ verdict: PromotionVerdict?) -> String {
        switch verdict {
        case .promote: "promote"
        case .refuse(let refusal): "refuse:" + refusal.label
        case .tooLittleEvidence, nil: "too_little_evidence"
        }
    }
}
