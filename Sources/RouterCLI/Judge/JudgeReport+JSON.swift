import RouterCore
import RouterEngine
import RouterWire

extension JudgeReport {
    /// As one JSON object.
    var json: [UInt8] {
        var json = JSONWriter()
        json.object { json in
            switch self {
            case .plan(let plan, let identity):
                Self.write(identity, mode: "plan", to: &json)
                json.key("count", int: plan.count)
                json.key("most_usd", double: plan.mostUSD, digits: 9)
                json.key("limit_usd", double: plan.limitUSD)
                json.key("covered", int: plan.coveredCount)
            case .grades(let summary, let identity, let run):
                Self.write(identity, mode: "grade", to: &json)
                Self.write(summary, to: &json)
                Self.write(run, to: &json)
            case .comparison(let summary, let identity, let run):
                Self.write(identity, mode: "compare", to: &json)
                Self.write(summary, to: &json)
                Self.write(run, to: &json)
            }
        }
        return json.bytes
    }

    private static func write(_ identity: JudgeIdentity, mode: String, to json: inout JSONWriter) {
        json.key("mode", string: mode)
        json.key("judge", string: identity.model.rawValue)
        json.key("criteria", string: identity.rubric.version)
    }

    private static func write(_ summary: GradeSummary, to json: inout JSONWriter) {
        json.key("graded", int: summary.gradedCount)
        json.key("overtaken", int: summary.overtakenCount)
        json.key("models")
        json.array { json in
            for (candidate, mean) in summary.means.sorted(by: { $0.key < $1.key }) {
                json.object { json in
                    json.key("model", string: candidate.rawValue)
                    json.key("graded", int: mean.count)
                    json.key("mean", double: mean.value, digits: 9)
                }
            }
        }
        write(summary.badAnswers, as: "bad_answers", to: &json)
        write(summary.failures, as: "failures", to: &json)
    }

    private static func write(_ summary: CompareSummary, to json: inout JSONWriter) {
        let tally = summary.tally
        json.key("first", string: summary.first.rawValue)
        json.key("second", string: summary.second.rawValue)
        json.key("wins", int: tally.wins)
        json.key("ties", int: tally.ties)
        json.key("losses", int: tally.losses)
        json.key("inconsistent", int: tally.inconsistentCount)
        json.key("share", double: tally.share, digits: 9)
        json.key("interval")
        json.array { json in
            guard let interval = tally.interval() else { return }
            json.double(interval.lowerBound, digits: 9)
            json.double(interval.upperBound, digits: 9)
        }
        json.key("sign_test", double: tally.signTest, digits: 9)
        json.key("skipped", int: summary.skippedCount)
        write(summary.unanswered, as: "unanswered", to: &json)
        write(summary.badAnswers, as: "bad_answers", to: &json)
        write(summary.failures, as: "failures", to: &json)
    }

    private static func write(_ run: Run, to json: inout JSONWriter) {
        json.key("ending", string: run.ending.rawValue)
        json.key("spent_usd", double: run.spentUSD, digits: 9)
        json.key("left_usd", double: run.leftUSD, digits: 9)
        json.key("limit_usd", double: run.limitUSD)
        json.key("unknown_costs", int: run.unknownCostCount)
    }

    private static func write(_ counts: [String: Int], as key: String, to json: inout JSONWriter) {
        json.key(key)
        json.object { json in
            for (word, count) in counts.sorted(by: { $0.key < $1.key }) { json.key(word, int: count) }
        }
    }
}
