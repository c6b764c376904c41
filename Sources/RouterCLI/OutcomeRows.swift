import Foundation
import RouterTables

/// The rows of one outcome table.
struct OutcomeRows {
    /// The file.
    let path: String
    /// All rows that follow the format.
    let rows: [OutcomeRow]
    /// Rows that do not, and were left out.
    let skippedRowCount: Int

    /// Reads a table.
    ///
    /// - Throws: ``RouterTables/TableError``.
    init(path: String, skipsBadRows: Bool, isQuiet: Bool) throws {
        let size = (try? FileManager.default.attributesOfItem(atPath: path)[.size] as? Int) ?? 0
        let progress = ProgressLine("reading \(path)", isQuiet: isQuiet)
        let reader = try OutcomeTableReader(path: path, skipsBadRows: skipsBadRows)
        var rows: [OutcomeRow] = []
        while let row = try reader.next() {
            if size > 0 { progress.report(Double(reader.consumedBytes) / Double(size)) }
            rows.append(row)
        }
        progress.finish()
        self.init(path: path, rows: rows, skippedRowCount: reader.skippedRowCount)
        if skippedRowCount > 0, !isQuiet { Console.note("\(path): \(skippedRowCount) bad lines skipped") }
    }

    /// Keeps rows.
    init(path: String, rows: [OutcomeRow], skippedRowCount: Int = 0) {
        self.path = path
        self.rows = rows
        self.skippedRowCount = skippedRowCount
    }
}
