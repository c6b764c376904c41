import RouterTables
import RouterTraining
import RouterWire

/// Estimates that were written before, a decision a line, as `route --format jsonl` does.
struct EstimatesFile {
    private struct Line {
        let choice: String?
        let candidates: [String: (quality: Double, costUSD: Double?)]
    }

    private let path: String
    private var lines: [String: Line] = [:]

    /// Reads a file; of lines with the same id the last one counts.
    ///
    /// - Throws: ``RouterTables/TableError``.
    init(path: String, skipsBadRows: Bool) throws(TableError) {
        self.path = path
        let reader = try LineReader(path: path)
        while let bytes = try reader.next() {
            guard !bytes.allSatisfy({ $0 == 0x20 || $0 == 0x09 }) else { continue }
            do throws(WireError) {
                let (id, line) = try Self.line(try JSONDocument(bytes).root)
                lines[id] = line
            } catch {
                guard skipsBadRows else {
                    throw TableError(.badLine, path: path, line: reader.lineNumber, error.description)
                }
            }
        }
    }

    private static func line(_ root: JSONValue) throws(WireError) -> (id: String, line: Line) {
        let number = root["id"].flatMap { $0.kind == .number ? String(decoding: $0.rawBytes, as: UTF8.self) : nil }
        guard let id = root["id"]?.string ?? number else {
            throw WireError(.missingKey, key: "id", "'id' is missing; the id of a row of the table is expected")
        }
        guard let list = root["candidates"], list.kind == .array else {
            throw WireError(.missingKey, key: "candidates", "'candidates' is missing; a list of estimates is expected")
        }
        var candidates: [String: (quality: Double, costUSD: Double?)] = [:]
        for (index, element) in list.elements.enumerated() {
            guard let model = element["model"]?.string, let quality = element["quality"]?.double else {
                throw WireError(
                    .missingKey, key: "candidates[\(index)]",
                    "'candidates[\(index)]' lacks 'model' (text) or 'quality' (a number from 0 to 1)")
            }
            candidates[model] = (quality, element["cost_usd"]?.double)
        }
        return (id, Line(choice: root["model"]?.string, candidates: candidates))
    }

    /// The estimates for a row.
    ///
    /// - Parameters:
    ///   - row: a row of a table.
    ///   - table: the table's path; a row without an id goes by its line's number, as in `route`.
    ///   - models: what is wanted, in this order.
    /// - Returns: estimates in the order of `models`.
    /// - Throws: ``RouterTraining/EvaluationError`` with `.missingPrediction`.
    func prediction(
        for row: OutcomeRow, in table: String, models: [String]
    ) throws(EvaluationError) -> PredictionRow.Prediction {
        let number = row.id.hasPrefix(table + ":") ? String(row.id.dropFirst(table.count + 1)) : row.id
        guard let line = lines[row.id] ?? lines[number] else {
            throw EvaluationError(.missingPrediction, "\(path): there is no estimate for prompt '\(row.id)'")
        }
        var (qualities, forecasts) = ([Double](), [Double?]())
        for model in models {
            guard let estimate = line.candidates[model] else {
                throw EvaluationError(
                    .missingPrediction, "\(path): there is no estimate of model '\(model)' for prompt '\(row.id)'")
            }
            qualities.append(estimate.quality)
            forecasts.append(estimate.costUSD)
        }
        return PredictionRow.Prediction(
            qualities: qualities, forecastsUSD: forecasts, choice: line.choice.flatMap { models.firstIndex(of: $0) })
    }
}
