import Foundation
import GRDB
import GRDBSQLite
import RouterCore

/// Binds the columns of a row one after the other and inserts it.
///
/// Straight to SQLite: no array of boxed values a row, no copy of a text or blob. Those of a row lie side by side in one
/// buffer that is used again for the next row, and SQLite reads them there.
struct RowWriter: ~Copyable {
    private struct Piece {
        let column: Int32
        let isText: Bool
        let start: Int
    }

    private let connection: SQLiteConnection?
    private var statement: SQLiteStatement?
    private var column: Int32 = 0
    private var buffer = ByteBuffer(capacity: 16_384)
    private var pieces: [Piece] = []
    /// Bytes of texts and blobs of all rows.
    private(set) var byteCount = 0

    /// Starts without a row.
    init(_ database: Database) { connection = database.sqliteConnection }

    /// Begins a row; its columns follow in the order of the statement's parameters.
    mutating func begin(_ statement: Statement) {
        self.statement = statement.sqliteStatement
        column = 0
        buffer.removeAll()
        pieces.removeAll(keepingCapacity: true)
    }

    /// The next column: an integer, or `NULL`.
    mutating func integer(_ value: Int64?) {
        column += 1
        if let value { sqlite3_bind_int64(statement, column, value) } else { sqlite3_bind_null(statement, column) }
    }

    /// The next column: an integer, or `NULL`.
    mutating func integer(_ value: Int?) { integer(value.map(Int64.init)) }

    /// The next column: a number, or `NULL`; NaN is `NULL` too.
    mutating func real(_ value: Double?) {
        column += 1
        if let value { sqlite3_bind_double(statement, column, value) } else { sqlite3_bind_null(statement, column) }
    }

    /// The next column: a text, or `NULL`.
    ///
    /// SQLite's texts end at the first NUL: it becomes `␀`, so that nothing after it is lost.
    mutating func text(_ value: String?) {
        guard var value else { return integer(nil as Int64?) }
        let hasNUL = value.withUTF8 { text in text.baseAddress.map { memchr($0, 0, text.count) != nil } ?? false }
        if hasNUL { value.replace("\0", with: "\u{2400}") }
        text { $0.append(value) }
    }

    /// The next column: the text that `write` appends.
    @inline(__always)
    mutating func text(_ write: (inout ByteBuffer) -> Void) { piece(isText: true, write) }

    /// The next column: the bytes that `write` appends.
    @inline(__always)
    mutating func blob(_ write: (inout ByteBuffer) -> Void) { piece(isText: false, write) }

    @inline(__always)
    private mutating func piece(isText: Bool, _ write: (inout ByteBuffer) -> Void) {
        column += 1
        pieces.append(Piece(column: column, isText: isText, start: buffer.count))
        write(&buffer)
    }

    /// Inserts the row.
    ///
    /// - Returns: whether it was inserted and not ignored.
    /// - Throws: the `DatabaseError` that refused it.
    mutating func insert() throws -> Bool {
        byteCount += buffer.count
        bindPieces()
        let result = sqlite3_step(statement)
        // It repeats the error of the step.
        sqlite3_reset(statement)
        guard result == SQLITE_DONE else {
            throw DatabaseError(
                resultCode: ResultCode(rawValue: result), message: String(cString: sqlite3_errmsg(connection)))
        }
        return sqlite3_changes(connection) > 0
    }

    /// Tells SQLite where texts and blobs are; it does not copy them.
    private func bindPieces() {
        guard let base = buffer.bytes.baseAddress else { return }
        var end = buffer.count
        for piece in pieces.reversed() {
            let (start, count) = (base + piece.start, UInt64(end - piece.start))
            if piece.isText {
                sqlite3_bind_text64(
                    statement, piece.column, start.assumingMemoryBound(to: CChar.self), count, nil, UInt8(SQLITE_UTF8))
            } else {
                sqlite3_bind_blob64(statement, piece.column, start, count, nil)
            }
            end = piece.start
        }
    }
}
