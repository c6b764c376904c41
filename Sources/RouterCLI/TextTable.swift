/// A table of text with aligned columns.
struct TextTable {
    private let header: [String]
    private let rows: [[String]]
    private let rightAligned: Set<Int>

    init(header: [String], rows: [[String]], rightAligned: Set<Int> = []) {
        self.header = header
        self.rows = rows
        self.rightAligned = rightAligned
    }

    /// Header, rule and rows, without a line end after the last.
    var text: String {
        let widths = header.indices.map { column in
            ([header] + rows).map { Self.width(of: $0[column]) }.max() ?? 0
        }
        let rule = widths.map { String(repeating: "─", count: $0) }
        return ([header, rule] + rows).map { row in
            var line = row.indices.map { column in
                let padding = String(repeating: " ", count: max(0, widths[column] - Self.width(of: row[column])))
                return rightAligned.contains(column) ? padding + row[column] : row[column] + padding
            }.joined(separator: "  ")
            while line.last == " " { line.removeLast() }
            return line
        }.joined(separator: "\n")
    }

    /// Columns that a text takes on a terminal: East Asian wide characters and emoji take two.
    static func width(of text: String) -> Int {
        text.reduce(0) { width, character in
            guard let scalar = character.unicodeScalars.first?.value else { return width }
            let isWide =
                (0x1100...0x115F).contains(scalar) || (0x2E80...0xA4CF).contains(scalar)
                || (0xAC00...0xD7A3).contains(scalar) || (0xF900...0xFAFF).contains(scalar)
                || (0xFE30...0xFE6F).contains(scalar) || (0xFF00...0xFF60).contains(scalar)
                || (0x1F300...0x1FAFF).contains(scalar)
            return width + (isWide ? 2 : 1)
        }
    }

    /// The beginning of a text on one line, at most so many columns wide.
    static func oneLine(_ text: String, maxCount: Int) -> String {
        let flat = text.prefix(400).split(whereSeparator: \.isWhitespace).joined(separator: " ")
        guard width(of: flat) > maxCount else { return flat }
        var cut = ""
        for character in flat {
            guard width(of: cut) + width(of: String(character)) < maxCount else { break }
            cut.append(character)
        }
        return cut + "…"
    }
}
