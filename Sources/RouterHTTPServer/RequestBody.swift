/// The body of a request as it was received.
package enum RequestBody: Sendable {
    /// All of it.
    case whole([UInt8])
    /// It is longer than bodies may be; the rest is not kept.
    case tooLong
}

/// Reads a body from pieces: a value without a socket.
struct RequestBodyReader {
    /// What the bytes so far come to.
    enum Progress {
        /// More is to come.
        case incomplete
        /// The body has ended.
        case complete
        /// What should be a chunk is none.
        case malformed
    }

    private enum State {
        /// So many bytes are missing; of a chunk, its line end follows.
        case bytes(Int)
        case chunkSize
        case chunkEnd
        case trailers
        case done
    }

    private let isChunked: Bool
    private let limit: Int
    private var state: State
    /// What was kept.
    private(set) var bytes: [UInt8] = []
    /// Whether the body is longer than it may be.
    private(set) var isTooLong = false
    private var trailerBytes = 0

    /// The most that is set aside for a body before it has come.
    private static let firstCapacity = 1 << 20
    /// The longest line with the size of a chunk, and the most bytes of all trailers.
    private static let maxLineBytes = 4096

    /// Prepares a reader.
    ///
    /// - Parameters:
    ///   - framing: how the body ends.
    ///   - limit: the most bytes that are kept; 0 keeps nothing.
    init(_ framing: BodyFraming, limit: Int) {
        self.limit = limit
        switch framing {
        case .chunked:
            isChunked = true
            state = .chunkSize
        case .length(let count):
            isChunked = false
            state = count == 0 ? .done : .bytes(count)
            isTooLong = count > limit
            if !isTooLong { bytes.reserveCapacity(min(count, Self.firstCapacity)) }
        }
    }

    /// Whether the body has ended.
    var isDone: Bool { if case .done = state { true } else { false } }

    /// The body, once it has ended or is too long.
    var body: RequestBody { isTooLong ? .tooLong : .whole(bytes) }

    /// The same reader, which keeps nothing of the rest.
    var withoutBytes: RequestBodyReader {
        var reader = self
        reader.bytes = []
        reader.isTooLong = true
        return reader
    }

    /// Reads on.
    ///
    /// - Parameters:
    ///   - input: what has come.
    ///   - used: gets the number of bytes that belong to the body and were read; what is left is to be given again,
    ///     with more.
    /// - Returns: what has come of the body.
    mutating func read(_ input: UnsafeBufferPointer<UInt8>, used: inout Int) -> Progress {
        var at = 0
        defer { used = at }
        while true {
            switch state {
            case .done: return .complete
            case .bytes(let missing):
                let count = min(missing, input.count - at)
                keep(UnsafeBufferPointer(rebasing: input[at..<at + count]))
                at += count
                guard count == missing else {
                    state = .bytes(missing - count)
                    return .incomplete
                }
                state = isChunked ? .chunkEnd : .done
            case .chunkEnd:
                guard input.count >= at + 2 else { return .incomplete }
                guard input[at] == UInt8(ascii: "\r"), input[at + 1] == UInt8(ascii: "\n") else { return .malformed }
                at += 2
                state = .chunkSize
            case .chunkSize:
                guard let line = Self.line(input, from: at) else { return tooMuch(input, at) }
                guard let size = Self.chunkSize(line) else { return .malformed }
                at += line.count + 2
                state = size == 0 ? .trailers : .bytes(size)
            case .trailers:
                guard let line = Self.line(input, from: at) else { return tooMuch(input, at) }
                at += line.count + 2
                trailerBytes += line.count + 2
                guard trailerBytes <= Self.maxLineBytes, Self.isTrailer(line) else { return .malformed }
                if line.isEmpty { state = .done }
            }
        }
    }

    private func tooMuch(_ input: UnsafeBufferPointer<UInt8>, _ at: Int) -> Progress {
        // Without a line in it, a line feed is one that stands alone.
        input.count - at > Self.maxLineBytes || input[at...].contains(UInt8(ascii: "\n")) ? .malformed : .incomplete
    }

    private mutating func keep(_ piece: UnsafeBufferPointer<UInt8>) {
        guard !isTooLong else { return }
        if piece.count > limit - bytes.count {
            isTooLong = true
            bytes = []
        } else {
            bytes.append(contentsOf: piece)
        }
    }

    /// The line that begins at a place, without its end.
    private static func line(_ input: UnsafeBufferPointer<UInt8>, from start: Int) -> UnsafeBufferPointer<UInt8>? {
        var at = start
        while at + 1 < input.count {
            if input[at] == UInt8(ascii: "\r"), input[at + 1] == UInt8(ascii: "\n") {
                return UnsafeBufferPointer(rebasing: input[start..<at])
            }
            at += 1
        }
        return nil
    }

    /// Whether a line is a field or nothing; what else it could be, others could take for the end of the body.
    private static func isTrailer(_ line: UnsafeBufferPointer<UInt8>) -> Bool {
        guard !line.isEmpty else { return true }
        guard let name = line.firstIndex(where: { !$0.isTokenByte }) else { return false }
        return name > 0 && line[name] == UInt8(ascii: ":") && !line.contains(where: \.isLineBreak)
    }

    /// A size in hexadecimal digits; extensions behind a semicolon are skipped.
    private static func chunkSize(_ line: UnsafeBufferPointer<UInt8>) -> Int? {
        let digits = line.prefix { $0 != UInt8(ascii: ";") && !$0.isBlank }
        guard (1...15).contains(digits.count), !line.contains(where: \.isLineBreak) else { return nil }
        guard line[digits.endIndex...].first(where: { !$0.isBlank }) ?? UInt8(ascii: ";") == UInt8(ascii: ";") else {
            return nil
        }
        var size = 0
        for digit in digits {
            let value: UInt8
            switch digit {
            case UInt8(ascii: "0")...UInt8(ascii: "9"): value = digit - UInt8(ascii: "0")
            case UInt8(ascii: "a")...UInt8(ascii: "f"): value = digit - UInt8(ascii: "a") + 10
            case UInt8(ascii: "A")...UInt8(ascii: "F"): value = digit - UInt8(ascii: "A") + 10
            default: return nil
            }
            size = size << 4 | Int(value)
        }
        return size
    }
}
