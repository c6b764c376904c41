/// A strict reader of Prometheus' text format, version 0.0.4.
struct ExpositionParser {
    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    struct Metric {
        var kind = ""
        var samples: [(name: String, labels: [String: String], value: Double)] = []
    }

    private(set) var metrics: [String: Metric] = [:]
    private var current = ""
    private var seen: Set<String> = []

    init(_ text: String) throws {
        guard text.hasSuffix("\n") else { throw Failure(description: "the last line has no end") }
        for line in text.dropLast().split(separator: "\n", omittingEmptySubsequences: false) { try read(String(line)) }
    }

    func value(_ name: String, _ labels: [String: String] = [:]) -> Double? {
        metrics.values.lazy.flatMap(\.samples).first { $0.name == name && $0.labels == labels }?.value
    }

    private mutating func read(_ line: String) throws {
        let words = line.split(separator: " ", maxSplits: 3, omittingEmptySubsequences: false).map(String.init)
        if words[0] == "#" {
            guard words.count == 4 else { throw Failure(description: "half a comment: \(line)") }
            switch words[1] {
            case "HELP":
                guard metrics[words[2]] == nil else { throw Failure(description: "\(words[2]) comes twice") }
                current = words[2]
                metrics[current] = Metric()
            case "TYPE":
                guard words[2] == current, metrics[current]?.kind == "", metrics[current]?.samples.isEmpty == true,
                    ["counter", "gauge", "histogram"].contains(words[3])
                else { throw Failure(description: "misplaced: \(line)") }
                metrics[current]?.kind = words[3]
            default: throw Failure(description: "unknown comment: \(line)")
            }
            return
        }
        var rest = Substring(line)
        let name = String(rest.prefix { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_" || $0 == ":") })
        rest = rest.dropFirst(name.count)
        let kind = metrics[current]?.kind ?? ""
        let allowed = kind == "histogram" ? ["_bucket", "_sum", "_count"].map { current + $0 } : [current]
        guard !name.isEmpty, !kind.isEmpty, allowed.contains(name) else {
            throw Failure(description: "a sample outside of its metric \(current): \(line)")
        }
        let labels = try Self.labels(&rest, line)
        guard rest.first == " " else { throw Failure(description: "no space before the value: \(line)") }
        let written = rest.dropFirst()
        guard !written.contains(" "), let value = written == "+Inf" ? .infinity : Double(written) else {
            throw Failure(description: "no value: \(line)")
        }
        let series = name + labels.sorted { $0.key < $1.key }.map { "\u{0}\($0.key)\u{0}\($0.value)" }.joined()
        guard seen.insert(series).inserted else { throw Failure(description: "the series comes twice: \(line)") }
        metrics[current]?.samples.append((name, labels, value))
    }

    private static func labels(_ rest: inout Substring, _ line: String) throws -> [String: String] {
        guard rest.first == "{" else { return [:] }
        var labels: [String: String] = [:]
        repeat {
            rest = rest.dropFirst()
            let name = String(rest.prefix { $0.isASCII && ($0.isLetter || $0 == "_") })
            rest = rest.dropFirst(name.count)
            guard !name.isEmpty, rest.hasPrefix("=\""), labels[name] == nil else {
                throw Failure(description: "a bad label: \(line)")
            }
            rest = rest.dropFirst(2)
            var value = ""
            while let next = rest.popFirst(), next != "\"" {
                guard next == "\\" else {
                    value.append(next)
                    continue
                }
                switch rest.popFirst() {
                case "\\": value.append("\\")
                case "\"": value.append("\"")
                case "n": value.append("\n")
                default: throw Failure(description: "a bad escape: \(line)")
                }
            }
            labels[name] = value
        } while rest.first == ","
        guard rest.popFirst() == "}" else { throw Failure(description: "labels do not end: \(line)") }
        return labels
    }
}
