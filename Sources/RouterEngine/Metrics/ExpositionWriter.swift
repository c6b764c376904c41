/// Writes Prometheus' text format, version 0.0.4.
///
/// - SeeAlso: "Exposition formats", prometheus.io/docs/instrumenting/exposition_formats.
struct ExpositionWriter {
    /// What a metric is.
    enum Kind: String {
        /// Only grows.
        case counter
        /// Goes up and down.
        case gauge
        /// Values by size.
        case histogram
    }

    /// What was written so far.
    private(set) var text = ""
    private var metric = ""

    /// Begins a metric: its samples follow, and nothing else before the next one.
    mutating func begin(_ metric: String, _ kind: Kind, _ help: String) {
        self.metric = metric
        let help = help.replacing("\\", with: "\\\\").replacing("\n", with: "\\n")
        text += "# HELP \(metric) \(help)\n# TYPE \(metric) \(kind.rawValue)\n"
    }

    /// Writes a sample of the metric that was begun.
    mutating func sample(_ labels: [(name: String, value: String)], _ value: Int) {
        line(suffix: "", labels, "\(value)")
    }

    /// Writes a sample of the metric that was begun.
    mutating func sample(_ labels: [(name: String, value: String)], _ value: Double) {
        line(suffix: "", labels, Self.number(value))
    }

    /// Writes one series of a histogram that was begun.
    mutating func series(_ labels: [(name: String, value: String)], _ histogram: Histogram, series: Int = 0) {
        let counts = histogram.cumulative(series: series)
        for (bound, count) in zip(histogram.bounds + [.infinity], counts) {
            line(suffix: "_bucket", labels + [("le", Self.number(bound))], "\(count)")
        }
        line(suffix: "_sum", labels, Self.number(histogram.sum(series: series)))
        line(suffix: "_count", labels, "\(counts.last ?? 0)")
    }

    private mutating func line(suffix: String, _ labels: [(name: String, value: String)], _ value: String) {
        text += metric
        text += suffix
        if !labels.isEmpty {
            text += "{"
            text += labels.map { "\($0.name)=\"\(Self.escaped($0.value))\"" }.joined(separator: ",")
            text += "}"
        }
        text += " \(value)\n"
    }

    private static func number(_ value: Double) -> String { value == .infinity ? "+Inf" : "\(value)" }

    private static func escaped(_ value: String) -> String {
        guard value.utf8.contains(where: { $0 == 0x5C || $0 == 0x22 || $0 == 0x0A }) else { return value }
        return value.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"").replacing("\n", with: "\\n")
    }
}
