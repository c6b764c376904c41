import RouterWire

/// Reads an outcome table row by row: JSON Lines, or CSV where the name ends in `.csv` or `.csv.gz`.
package final class OutcomeTableReader {
    private let path: String
    private let lines: LineReader
    private let isCSV: Bool
    private var header: CSVTableHeader?
    private var records = CSVRecordParser()
    /// Rows that were left out because they do not follow the format.
    package private(set) var skippedRowCount = 0
    /// Whether such rows are left out and counted instead of ending the reading.
    private let skipsBadRows: Bool

    /// Opens a table.
    ///
    /// - Parameters:
    ///   - path: the file's name; `-` is standard input.
    ///   - skipsBadRows: whether rows that do not follow the format are left out and counted.
    ///   - maxLineBytes: the longest line that is accepted.
    /// - Throws: ``TableError`` with `.unreadable`.
    package init(
        path: String, skipsBadRows: Bool = false, maxLineBytes: Int = LineReader.maxLineBytes
    ) throws(TableError) {
        self.path = path
        self.skipsBadRows = skipsBadRows
        lines = try LineReader(path: path, maxLineBytes: maxLineBytes)
        isCSV = path.hasSuffix(".csv") || path.hasSuffix(".csv.gz")
    }

    /// Bytes of the file that were consumed so far.
    package var consumedBytes: Int { lines.consumedBytes }

    /// The next row, `nil` at the end.
    ///
    /// - Throws: ``TableError`` with file, line and reason; bad rows are counted instead where that was asked for.
    package func next() throws(TableError) -> OutcomeRow? {
        while true {
            do throws(TableError) {
                return try isCSV ? nextCSV() : nextJSON()
            } catch {
                guard skipsBadRows, error.code == .badLine else { throw error }
                skippedRowCount += 1
            }
        }
    }

    private func nextJSON() throws(TableError) -> OutcomeRow? {
        while let line = try lines.next() {
            if line.allSatisfy({ $0 == 0x20 || $0 == 0x09 }) { continue }
            do throws(WireError) {
                return try OutcomeRow(json: line, fallbackID: "\(path):\(lines.lineNumber)")
            } catch {
                throw TableError(.badLine, path: path, line: lines.lineNumber, error.description)
            }
        }
        return nil
    }

    private func nextCSV() throws(TableError) -> OutcomeRow? {
        while let line = try lines.next() {
            guard let fields = records.push(line: line) else { continue }
            guard let header else {
                self.header = try CSVTableHeader(fields, path: path)
                continue
            }
            if fields == [""] { continue }
            return try header.row(fields, path: path, line: lines.lineNumber)
        }
        guard !records.isUnfinished else {
            records = CSVRecordParser()
            throw TableError(.badLine, path: path, line: lines.lineNumber, "a quoted field has no end")
        }
        return nil
    }
}
