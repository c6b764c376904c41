import RouterCore
import RouterEngine

/// Prints decisions as they come, or in one table at the end.
struct RouteResults {
    let format: RouteCommand.OutputFormat
    /// Prompts for which there was no candidate.
    private(set) var unroutableCount = 0
    private var kept: [(decision: RoutingDecision, preview: String?)] = []
    private var pending: [UInt8] = []
    private var count = 0

    private static let flushBytes = 1 << 20

    init(format: RouteCommand.OutputFormat) { self.format = format }

    /// Takes a decision.
    mutating func add(_ decision: RenderedDecision) {
        switch decision {
        case .row(let decision, let preview): kept.append((decision, preview))
        case .json(let json) where format == .jsonl: append(json + [0x0A])
        case .json(let json): append(Array((count == 0 ? #"{"decisions":["# : ",").utf8) + json)
        }
        count += 1
    }

    /// Notes a prompt for which there was no candidate.
    mutating func addUnroutable(_ error: EngineError, line: Int) {
        unroutableCount += 1
        let reasons = Set(error.exclusions.flatMap(\.codes).map(\.rawValue)).sorted().joined(separator: ", ")
        Console.note("line \(line): \(error) (\(reasons))")
    }

    /// Prints what is left.
    mutating func finish() {
        switch format {
        case .table: Console.print(DecisionTable(kept).text)
        case .jsonl: flush()
        case .json:
            append(Array((count == 0 ? #"{"decisions":[]}"# : "]}").utf8) + [0x0A])
            flush()
        }
    }

    private mutating func append(_ bytes: [UInt8]) {
        pending += bytes
        if pending.count >= Self.flushBytes { flush() }
    }

    private mutating func flush() {
        Console.write(pending)
        pending.removeAll(keepingCapacity: true)
    }
}
