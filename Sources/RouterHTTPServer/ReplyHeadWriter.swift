/// Writes heads of replies.
struct ReplyHeadWriter {
    /// How the end of a body is told.
    enum Ending {
        /// By its length.
        case length(Int)
        /// By a chunk of no bytes.
        case chunked
        /// By the end of the connection.
        case close
        /// There is no body, and none could be there.
        case none
    }

    /// What the server calls itself.
    let serverName: String

    /// Appends a head.
    ///
    /// - Parameters:
    ///   - status: the status.
    ///   - fields: lines of the reply's own.
    ///   - ending: how the body ends.
    ///   - connection: a value for `Connection`; `nil` = the version's habit holds.
    ///   - date: the time as HTTP writes it.
    ///   - output: where it is written.
    func write(
        status: Int, _ fields: ReplyFields, _ ending: Ending, connection: StaticString?, date: [UInt8],
        to output: inout [UInt8]
    ) {
        output.append("HTTP/1.1 ")
        output.append(decimal: status)
        output.append(" ")
        output.append(ReasonPhrase.of(status))
        output.append("\r\n")
        output += fields.bytes
        switch ending {
        case .length(let count):
            output.append("Content-Length: ")
            output.append(decimal: count)
            output.append("\r\n")
        case .chunked: output.append("Transfer-Encoding: chunked\r\n")
        case .close, .none: break
        }
        if let connection {
            output.append("Connection: ")
            output.append(connection)
            output.append("\r\n")
        }
        output.append("Date: ")
        output += date
        output.append("\r\nServer: ")
        output += serverName.utf8
        output.append("\r\n\r\n")
    }
}

extension [UInt8] {
    /// Appends fixed text.
    mutating func append(_ text: StaticString) {
        append(contentsOf: UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
    }

    /// Appends a number that is not negative.
    mutating func append(decimal number: Int) {
        let start = count
        var rest = number
        repeat {
            append(UInt8(ascii: "0") + UInt8(rest % 10))
            rest /= 10
        } while rest > 0
        self[start...].reverse()
    }

    /// Appends bytes as one chunk; there must be some, for a chunk of none ends a body.
    mutating func append(chunk bytes: [UInt8]) {
        self += String(bytes.count, radix: 16).utf8
        append("\r\n")
        self += bytes
        append("\r\n")
    }
}
