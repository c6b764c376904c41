import GRDB
import GRDBSQLite

/// Reads the rows of a statement straight from SQLite: no array of boxed values a row, no copy of a text or blob.
struct RowReader: ~Copyable {
    private let connection: SQLiteConnection?
    // Kept, so that nobody frees it.
    private let owner: Statement
    private let statement: SQLiteStatement

    /// Starts without rows.
    ///
    /// - Throws: the `DatabaseError` of a statement that does not compile.
    init(_ database: Database, sql: String) throws {
        connection = database.sqliteConnection
        owner = try database.cachedStatement(sql: sql)
        statement = owner.sqliteStatement
        sqlite3_reset(statement)
    }

    // A statement that is left in the middle of its rows keeps its snapshot.
    deinit { sqlite3_reset(statement) }

    /// Begins to read with these arguments, in the order of the statement's parameters.
    func begin(_ arguments: Int64...) {
        sqlite3_reset(statement)
        for (position, argument) in arguments.enumerated() {
            sqlite3_bind_int64(statement, Int32(position + 1), argument)
        }
    }

    /// Goes to the next row; `false` = there is none.
    ///
    /// - Throws: the `DatabaseError` that kept SQLite from it.
    func next() throws -> Bool {
        let result = sqlite3_step(statement)
        guard result != SQLITE_ROW else { return true }
        sqlite3_reset(statement)
        guard result == SQLITE_DONE else {
            throw DatabaseError(
                resultCode: ResultCode(rawValue: result), message: String(cString: sqlite3_errmsg(connection)))
        }
        return false
    }

    /// Whether a column is `NULL`.
    func isNull(_ column: Int32) -> Bool { sqlite3_column_type(statement, column) == SQLITE_NULL }

    /// An integer; 0 where the column is `NULL`.
    func integer(_ column: Int32) -> Int64 { sqlite3_column_int64(statement, column) }

    /// An integer, or `nil` where the column is `NULL`.
    func optionalInteger(_ column: Int32) -> Int? { isNull(column) ? nil : Int(integer(column)) }

    /// A number; 0 where the column is `NULL`.
    func real(_ column: Int32) -> Double { sqlite3_column_double(statement, column) }

    /// A number, or `nil` where the column is `NULL`.
    func optionalReal(_ column: Int32) -> Double? { isNull(column) ? nil : real(column) }

    /// The bytes of a text or blob, until the next row; empty where the column is `NULL`.
    func bytes(_ column: Int32) -> UnsafeRawBufferPointer {
        // In this order: asking for the bytes is what makes SQLite count them.
        let start = sqlite3_column_blob(statement, column)
        return UnsafeRawBufferPointer(start: start, count: Int(sqlite3_column_bytes(statement, column)))
    }

    /// A text; empty where the column is `NULL`.
    func text(_ column: Int32) -> String { String(decoding: bytes(column), as: UTF8.self) }

    /// A text, or `nil` where the column is `NULL`.
    func optionalText(_ column: Int32) -> String? { isNull(column) ? nil : text(column) }
}
