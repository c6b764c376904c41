import Foundation
import Synchronization

/// Standard output for results, standard error for everything else.
enum Console {
    /// Whether standard error is a terminal, where progress may overwrite its line.
    static let isErrorTerminal = isatty(2) == 1
    /// Whether standard output is a terminal.
    static let isOutputTerminal = isatty(1) == 1

    /// Writes bytes to standard output.
    static func write(_ bytes: [UInt8]) {
        bytes.withUnsafeBytes { raw in
            var start = 0
            while start < raw.count {
                let written = Foundation.write(1, raw.baseAddress?.advanced(by: start), raw.count - start)
                // A closed pipe (`| head`) ends the program as it ends others: there is nobody left to write for.
                guard written > 0 else { exit(0) }
                start += written
            }
        }
    }

    /// Writes a line to standard output.
    static func print(_ line: String) { write(Array((line + "\n").utf8)) }

    /// Writes a line to standard error.
    static func note(_ line: String) { FileHandle.standardError.write(Data((line + "\n").utf8)) }
}
