import Foundation
import RouterCore
import RouterOutcomeLog
import RouterWire

/// What the log holds, for people and for programs.
enum LogReport {
    /// A table of decisions.
    static func table(of decisions: [DecisionSummary]) -> String {
        guard !decisions.isEmpty else { return "no decisions" }
        let rows = decisions.map { decision in
            [
                decision.id, time(decision.madeAt), decision.requestedModel, decision.choice.rawValue,
                decision.answeredBy?.rawValue ?? "nobody (\(decision.lastFailure ?? "not tried"))",
                String(decision.attemptCount), tokens(decision.promptTokens, decision.completionTokens),
                Format.dollars(decision.costUSD), milliseconds(decision.durationSeconds),
            ]
        }
        return TextTable(
            header: ["decision", "made", "asked for", "chosen", "answered by", "calls", "tokens", "cost", "took"],
            rows: rows, rightAligned: [5, 6, 7, 8]
        ).text
    }

    /// One decision.
    static func text(of logged: LoggedDecision) -> String {
        let decision = logged.decision
        var lines = [
            "decision   \(decision.id)", "made       \(time(logged.context.madeAt))",
            "asked for  \(logged.context.requestedModel) by \(logged.context.api.rawValue)\(logged.context.isStreamed ? ", streamed" : "")",
            "chosen     \(decision.choice) by \(decision.policy), propensity \(decision.propensity.value), trade-off \(decision.tradeoff)",
            "bundle     \(decision.bundle)",
        ]
        if let session = logged.context.session {
            lines.append("session    \(TextTable.oneLine(session, maxCount: 100))")
        }
        if let clientKey = logged.context.clientKey { lines.append("key        \(clientKey)") }
        if let reason = decision.degradedBy { lines.append("degraded   \(reason)") }
        if let prompt = logged.context.prompt { lines.append("prompt     \(TextTable.oneLine(prompt, maxCount: 100))") }
        if !decision.candidates.isEmpty { lines += ["", DecisionTable([(decision, nil)]).text] }
        let attempts = logged.attempts.map { attempt in
            [
                String(attempt.index), attempt.candidate.rawValue, attempt.httpStatus.map(String.init) ?? "–",
                attempt.failure ?? "ok", milliseconds(attempt.timeToFirstTokenSeconds),
                milliseconds(attempt.durationSeconds),
                tokens(attempt.usage.promptTokens, attempt.usage.completionTokens), Format.dollars(attempt.costUSD),
                attempt.finishReason ?? "–",
            ]
        }
        lines += [
            "",
            TextTable(
                header: ["call", "model", "status", "result", "first token", "took", "tokens", "cost", "finish"],
                rows: attempts, rightAligned: [4, 5, 6, 7]
            ).text,
        ]
        for outcome in logged.outcomes {
            lines.append(
                "outcome    \(outcome.kind) = \(outcome.value) (\(outcome.source)\(outcome.detail.map { ", " + $0 } ?? ""))"
            )
        }
        return lines.joined(separator: "\n")
    }

    /// The figures of each candidate.
    static func text(of statistics: LogStatistics) -> String {
        let rows = statistics.candidates.map { candidate in
            [
                candidate.candidate.rawValue, String(candidate.chosenCount), percent(candidate.chosenShare),
                String(candidate.attemptCount), percent(candidate.answeredShare),
                tokens(candidate.promptTokens, candidate.completionTokens), Format.dollars(candidate.costUSD),
                milliseconds(candidate.durationSeconds?.p50), milliseconds(candidate.durationSeconds?.p95),
                candidate.failures.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }.joined(separator: ", "),
            ]
        }
        let table = TextTable(
            header: ["model", "chosen", "share", "calls", "answered", "tokens", "cost", "p50", "p95", "failures"],
            rows: rows, rightAligned: [1, 2, 3, 4, 5, 6, 7, 8])
        let span = statistics.span.map { " from \(time($0.lowerBound)) to \(time($0.upperBound))" } ?? ""
        return table.text + "\n\n\(statistics.decisionCount) decisions\(span), \(statistics.outcomeCount) outcomes, "
            + "\(statistics.degradedCount) degraded, \(statistics.droppedEntryCount) entries lost, "
            + "\(statistics.fileBytes) bytes"
    }

    private static func time(_ date: Date) -> String { date.formatted(.iso8601) }

    private static func milliseconds(_ seconds: Double?) -> String {
        seconds.map { Format.decimals($0 * 1000, $0 < 0.01 ? 1 : 0) + " ms" } ?? "–"
    }

    private static func tokens(_ prompt: Int?, _ completion: Int?) -> String {
        "\(prompt.map(String.init) ?? "–")+\(completion.map(String.init) ?? "–")"
    }

    private static func percent(_ share: Double?) -> String { share.map { Format.decimals($0 * 100, 1) + " %" } ?? "–" }
}
