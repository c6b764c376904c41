import CZlib

/// Writes a text file line by line, compressed with gzip where its name ends in `.gz`.
///
/// Not thread-safe and not `Sendable`: one file, one owner.
package final class LineWriter {
    private let path: String
    private var file: gzFile?

    /// Makes the file, or empties it; `-` is standard output.
    ///
    /// - Throws: ``TableError`` with `.unwritable`.
    package init(path: String) throws(TableError) {
        self.path = path == "-" ? "standard output" : path
        // `T` leaves out the compression. File descriptor 1 is standard output.
        let file = path == "-" ? gzdopen(1, "wbT") : gzopen(path, path.hasSuffix(".gz") ? "wb" : "wbT")
        guard let file else {
            throw TableError(.unwritable, path: path, "cannot be made; a writable place is expected")
        }
        self.file = file
    }

    deinit { if let file { gzclose(file) } }

    /// Writes the bytes of a line and its end.
    ///
    /// - Throws: ``TableError`` with `.unwritable`, after ``close()`` too.
    package func write(line: [UInt8]) throws(TableError) {
        var rest = (line + [0x0A])[...]
        while !rest.isEmpty {
            let count = rest.prefix(1 << 20).withUnsafeBytes { bytes in
                file.map { gzwrite($0, bytes.baseAddress, UInt32(bytes.count)) } ?? 0
            }
            guard count > 0 else { throw unwritable }
            rest = rest.dropFirst(Int(count))
        }
    }

    /// Writes what is buffered and closes the file.
    ///
    /// - Throws: ``TableError`` with `.unwritable`: the file is incomplete.
    package func close() throws(TableError) {
        guard let file else { return }
        self.file = nil
        guard gzclose(file) == Z_OK else { throw unwritable }
    }

    private var unwritable: TableError {
        TableError(.unwritable, path: path, "cannot be written further: no space, no permission, or nobody reads it")
    }
}
