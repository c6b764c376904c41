/// Paragraphs and tables, for a terminal or as Markdown.
struct ReportDocument {
    /// One part.
    enum Part {
        /// A line or more of text.
        case text(String)
        /// A table with an optional title.
        case table(title: String?, header: [String], rows: [[String]], rightAligned: Set<Int>)
    }

    let title: String
    let parts: [Part]

    /// For a terminal.
    var text: String {
        ([title]
            + parts.map { part in
                switch part {
                case .text(let text): text
                case .table(let title, let header, let rows, let rightAligned):
                    (title.map { $0 + "\n" } ?? "")
                        + TextTable(header: header, rows: rows, rightAligned: rightAligned).text
                }
            }).joined(separator: "\n\n")
    }

    /// As Markdown.
    var markdown: String {
        (["## " + title]
            + parts.map { part in
                switch part {
                case .text(let text): text
                case .table(let title, let header, let rows, let rightAligned):
                    (title.map { "### \($0)\n\n" } ?? "")
                        + ([header, header.indices.map { rightAligned.contains($0) ? "--:" : "---" }] + rows)
                        .map { "| " + $0.map(Self.escaped).joined(separator: " | ") + " |" }.joined(separator: "\n")
                }
            }).joined(separator: "\n\n")
    }

    private static func escaped(_ cell: String) -> String {
        cell.split(separator: "|", omittingEmptySubsequences: false).joined(separator: "\\|")
    }
}

extension Format {
    /// A score or a share with three decimals; a dash where unknown.
    static func score(_ value: Double?) -> String { value.map { decimals($0, 3) } ?? "–" }

    /// A difference with its sign and three decimals, or more.
    static func signed(_ value: Double, _ count: Int = 3) -> String {
        let text = decimals(abs(value), count)
        let isZero = !text.contains { ("1"..."9").contains($0) }
        return (isZero ? "±" : value < 0 ? "−" : "+") + text
    }

    /// A share as a percentage; a dash where unknown.
    static func percent(_ share: Double?) -> String { share.map { decimals($0 * 100, 1) + " %" } ?? "–" }
}
