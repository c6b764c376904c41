/// Cuts CSV text (RFC 4180) into records: quoted fields may hold commas, doubled quotes and line ends.
struct CSVRecordParser {
    private var fields: [String] = []
    private var field: [UInt8] = []
    private var isQuoted = false
    private var wasQuoted = false

    /// Takes one line; returns the record that ends with it, or `nil` while a quoted field goes on.
    mutating func push(line: [UInt8]) -> [String]? {
        let quote = UInt8(ascii: "\"")
        var at = 0
        while at < line.count {
            let byte = line[at]
            if isQuoted {
                if byte == quote, at + 1 < line.count, line[at + 1] == quote {
                    field.append(quote)
                    at += 1
                } else if byte == quote {
                    isQuoted = false
                } else {
                    field.append(byte)
                }
            } else if byte == quote, field.isEmpty, !wasQuoted {
                isQuoted = true
                wasQuoted = true
            } else if byte == UInt8(ascii: ",") {
                closeField()
            } else {
                field.append(byte)
            }
            at += 1
        }
        guard !isQuoted else {
            field.append(0x0A)
            return nil
        }
        closeField()
        defer { fields = [] }
        return fields
    }

    /// Whether a quoted field was never closed.
    var isUnfinished: Bool { isQuoted }

    private mutating func closeField() {
        fields.append(String(decoding: field, as: UTF8.self))
        field = []
        wasQuoted = false
    }
}
