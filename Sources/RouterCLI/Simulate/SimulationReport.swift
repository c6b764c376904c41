import RouterCore
import RouterModel
import RouterWire

/// A simulation as a learning curve in text or as JSON.
struct SimulationReport {
    let summary: SimulationSummary
    let table: SimulationTable
    let settings: SimulationSettings
    let bundle: ModelBundle
    let seconds: Double

    /// The curve: what was earned while serving, and what was learned for prompts that were not served.
    var text: String {
        let names = table.pool.candidates.map(\.id.rawValue).joined(separator: ", ")
        var lines = [
            "pool: \(names)",
            "\(table.rows.count) prompts, \(settings.requestCount) served in each of \(summary.runCount) runs, trade-off "
                + "\(settings.tradeoff), \(settings.policy.name), from the bundle \(bundle.id)",
            "",
            "While serving: utility a request over the best single candidate in hindsight "
                + "(\(figure(summary.bestSingleUtility))), 95 % intervals over runs; regret against the better of it and the "
                + "full-information ridge in hindsight", serving.text,
        ]
        if summary.lines.contains(where: { $0.learned != nil }) {
            lines += [
                "",
                "On the other prompts: the same for what was learned so far, without and with exploring, and for "
                    + "learners that saw every candidate's outcome", judged.text,
            ]
        }
        return (lines + [""] + verdicts).joined(separator: "\n")
    }

    private var serving: TextTable {
        let header = [
            "requests", "router", "random", "ε-greedy, no features", "ridge in hindsight", "quality", "cost",
            "regret so far",
        ]
        return TextTable(
            header: header,
            rows: summary.lines.map { line in
                [
                    "\(line.requestCount - line.windowCount + 1)–\(line.requestCount)", figure(line.router),
                    figure(line.random), figure(line.featureless), figure(line.hindsight),
                    Format.decimals(line.quality.mean, 3), Format.dollars(line.costUSD.mean),
                    Format.decimals(line.regret.mean, 1),
                ]
            }, rightAligned: Set(1..<header.count))
    }

    private var judged: TextTable {
        let header = ["requests", "learned", "as served", "its heads, all outcomes", "ridge, all outcomes", "closed"]
        return TextTable(
            header: header,
            rows: summary.lines.map { line in
                [
                    String(line.requestCount), figure(line.learned), figure(line.exploring), figure(line.fullHeads),
                    figure(line.fullRidge), line.shareClosed.map { "\(Format.decimals(100 * $0, 0)) %" } ?? "–",
                ]
            }, rightAligned: Set(1..<header.count))
    }

    private var verdicts: [String] {
        var verdicts: [String] = []
        if let last = summary.lines.last, let share = last.shareClosed {
            verdicts.append(
                "After \(last.requestCount) requests it has closed \(Format.decimals(100 * share, 0)) % of the gap between the "
                    + "best single candidate and the better full-information learner.")
        }
        let behind = summary.lines.filter(\.router.isSignificantlyNegative)
        verdicts.append(
            behind.isEmpty
                ? "While serving it was at no stretch significantly below the best single candidate in hindsight."
                : "While serving it was significantly below the best single candidate in hindsight in the requests "
                    + behind.map { "\($0.requestCount - $0.windowCount + 1)–\($0.requestCount)" }.joined(
                        separator: ", ")
                    + ".")
        verdicts.append("\(Format.decimals(seconds, 0)) s")
        return verdicts
    }

    private func figure(_ figure: SimulationSummary.Figure?) -> String {
        guard let figure else { return "–" }
        return Format.decimals(figure.mean, 4) + (figure.margin.map { " ± \(Format.decimals($0, 4))" } ?? "")
    }

    /// One object with a member `curve`, a line each stretch of requests.
    var json: [UInt8] {
        var json = JSONWriter()
        json.object { json in
            json.key("bundle", string: bundle.id)
            json.key("pool")
            json.array { json in for candidate in table.pool.candidates { json.string(candidate.id.rawValue) } }
            json.key("prompts", int: table.rows.count)
            json.key("requests", int: settings.requestCount)
            json.key("runs", int: summary.runCount)
            json.key("tradeoff", double: settings.tradeoff.value)
            json.key("policy", string: settings.policy.name)
            write("best_single_utility", summary.bestSingleUtility, to: &json)
            json.key("curve")
            json.array { json in for line in summary.lines { write(line, to: &json) } }
            json.key("seconds", double: seconds, digits: 4)
        }
        return json.bytes
    }

    private func write(_ line: SimulationSummary.Line, to json: inout JSONWriter) {
        json.object { json in
            json.key("requests", int: line.requestCount)
            json.key("window", int: line.windowCount)
            for (key, value) in [
                ("router", line.router), ("random", line.random), ("featureless_epsilon_greedy", line.featureless),
                ("hindsight_ridge", line.hindsight), ("quality", line.quality), ("cost_usd", line.costUSD),
                ("regret", line.regret),
            ] { write(key, value, to: &json) }
            for (key, value) in [
                ("learned", line.learned), ("exploring", line.exploring), ("full_heads", line.fullHeads),
                ("full_ridge", line.fullRidge),
            ] {
                if let value { write(key, value, to: &json) }
            }
            if let share = line.shareClosed { json.key("share_closed", double: share, digits: 6) }
        }
    }

    private func write(_ key: String, _ figure: SimulationSummary.Figure, to json: inout JSONWriter) {
        json.key(key, double: figure.mean, digits: 6)
        if let margin = figure.margin { json.key(key + "_margin", double: margin, digits: 6) }
    }
}
