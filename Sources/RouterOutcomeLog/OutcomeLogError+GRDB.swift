import GRDB

extension OutcomeLogError {
    /// The one place where an error of GRDB becomes ours.
    ///
    /// SQLite's message is taken over, the statement and its arguments are not.
    init(_ error: any Error, path: String, as code: Code, _ action: String) {
        guard let error = error as? DatabaseError else {
            self = error as? OutcomeLogError ?? OutcomeLogError(code, path: path, "\(action): \(type(of: error))")
            return
        }
        let reason = error.message ?? "no reason given"
        let refinedCode: Code =
            switch error.resultCode {
            case .SQLITE_NOTADB: .notALog
            case .SQLITE_CANTOPEN where code == .readFailed: .cannotOpen
            default: code
            }
        self.init(
            refinedCode, path: path, sqliteCode: error.extendedResultCode.rawValue,
            "\(action) '\(path)': \(reason) (SQLite result \(error.extendedResultCode.rawValue))")
    }
}

extension DatabaseError {
    /// Whether the row is at fault and not the database: the next row may well be written.
    var concernsOneRow: Bool {
        switch resultCode {
        case .SQLITE_CONSTRAINT, .SQLITE_TOOBIG, .SQLITE_MISMATCH: true
        default: false
        }
    }
}
