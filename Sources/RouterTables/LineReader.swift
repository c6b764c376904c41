import CZlib

/// Reads a text file line by line in bounded memory, compressed with gzip or not: the only file of this module that calls zlib.
///
/// Not thread-safe and not `Sendable`: one file, one owner.
package final class LineReader {
    private static let pieceBytes = 1 << 18
    /// The longest line that is accepted.
    package static let maxLineBytes = 64 << 20

    private let path: String
    private let maxLineBytes: Int
    private let file: gzFile
    private var buffer: [UInt8] = []
    private var position = 0
    private var isAtEnd = false
    /// The number of the line that ``next()`` returned last, from 1.
    package private(set) var lineNumber = 0
    /// Bytes of the file that were consumed so far, compressed ones where it is compressed.
    package var consumedBytes: Int { Int(gzoffset(file)) }

    /// Opens a file; `-` is standard input.
    ///
    /// - Parameters:
    ///   - path: the file's name.
    ///   - maxLineBytes: the longest line that is accepted, to within a piece of the file.
    /// - Throws: ``TableError`` with `.unreadable`.
    package init(path: String, maxLineBytes: Int = LineReader.maxLineBytes) throws(TableError) {
        self.maxLineBytes = maxLineBytes
        self.path = path == "-" ? "standard input" : path
        // File descriptor 0 is standard input; gzdopen reads plain text as it is.
        guard let file = path == "-" ? gzdopen(0, "rb") : gzopen(path, "rb") else {
            throw TableError(.unreadable, path: path, "cannot be opened; a readable file is expected")
        }
        gzbuffer(file, UInt32(Self.pieceBytes))
        self.file = file
    }

    deinit { gzclose(file) }

    /// The next line without its end (LF or CRLF), `nil` at the end of the file.
    ///
    /// - Throws: ``TableError`` with `.corrupt` for damaged compression and `.badLine` for a line beyond
    ///   ``maxLineBytes``, after which the line behind it comes next.
    package func next() throws(TableError) -> [UInt8]? {
        var searched = position
        while true {
            if let end = buffer[searched...].firstIndex(of: 0x0A) {
                var line = Array(buffer[position..<end])
                if line.last == 0x0D { line.removeLast() }
                position = end + 1
                lineNumber += 1
                return line
            }
            searched = buffer.count
            if isAtEnd {
                guard position < buffer.count else { return nil }
                let line = Array(buffer[position...])
                position = buffer.count
                lineNumber += 1
                return line
            }
            guard buffer.count - position <= maxLineBytes else {
                try skipLine()
                throw TableError(
                    .badLine, path: path, line: lineNumber, "the line is longer than \(maxLineBytes) bytes")
            }
            if position > 0 {
                buffer.removeFirst(position)
                searched -= position
                position = 0
            }
            try fill()
        }
    }

    /// Drops what is buffered and the rest of the current line.
    private func skipLine() throws(TableError) {
        position = 0
        while true {
            buffer.removeAll()
            try fill()
            guard let end = buffer.firstIndex(of: 0x0A) else {
                if isAtEnd { break }
                continue
            }
            position = end + 1
            break
        }
        lineNumber += 1
    }

    private func fill() throws(TableError) {
        let start = buffer.count
        buffer.append(contentsOf: repeatElement(0, count: Self.pieceBytes))
        let read = buffer.withUnsafeMutableBytes { bytes in
            gzread(file, bytes.baseAddress?.advanced(by: start), UInt32(Self.pieceBytes))
        }
        buffer.removeLast(Self.pieceBytes - max(0, Int(read)))
        // gzread reports a file that was cut off only through gzerror, after what it could read.
        var code = Int32(0)
        _ = gzerror(file, &code)
        guard read >= 0 || code != Z_ERRNO else {
            throw TableError(.unreadable, path: path, "cannot be read; a readable file is expected")
        }
        guard read >= 0, code == Z_OK || code == Z_STREAM_END else {
            throw TableError(.corrupt, path: path, line: lineNumber + 1, "cannot be read further (zlib error \(code))")
        }
        isAtEnd = read == 0
    }
}
