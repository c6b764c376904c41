import NIOCore
import NIOPosix

/// An HTTP answer as it came over the socket.
struct LoopbackAnswer: Sendable {
    /// The status code.
    let status: Int
    /// Fields by their names in lower case.
    let fields: [String: String]
    /// The body without its chunk framing.
    let body: [UInt8]
    /// Whether the body was as long as promised, or its last chunk came.
    let isComplete: Bool
}

/// The smallest HTTP/1.1 client that the tests need: one connection, bytes out, bytes in until the server closes.
struct LoopbackClient: Sendable {
    let port: Int

    struct NoAnswer: Error {}

    private func connect() async throws -> NIOAsyncChannel<ByteBuffer, ByteBuffer> {
        try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .connect(host: "127.0.0.1", port: port) { channel in
                channel.eventLoop.makeCompletedFuture {
                    try NIOAsyncChannel<ByteBuffer, ByteBuffer>(wrappingChannelSynchronously: channel)
                }
            }
    }

    static func head(_ method: String, _ path: String, _ fields: [String] = [], bodyBytes: Int = 0) -> [UInt8] {
        let lines = ["\(method) \(path) HTTP/1.1", "Host: 127.0.0.1", "Content-Length: \(bodyBytes)"] + fields
        return Array((lines.joined(separator: "\r\n") + "\r\n\r\n").utf8)
    }

    /// Sends raw bytes and reads until the server closes the connection.
    func exchange(_ bytes: [UInt8]) async throws -> [UInt8] {
        try await connect().executeThenClose { inbound, outbound in
            try await outbound.write(ByteBuffer(bytes: bytes))
            var answer: [UInt8] = []
            for try await piece in inbound { answer += piece.readableBytesView }
            return answer
        }
    }

    /// Sends one request and reads its answer.
    func send(
        _ method: String = "GET", _ path: String, fields: [String] = [], body: [UInt8] = []
    ) async throws -> LoopbackAnswer {
        let head = Self.head(method, path, fields + ["Connection: close"], bodyBytes: body.count)
        return try LoopbackAnswer(await exchange(head + body))
    }

    /// Sends a chat completion.
    func complete(_ body: [UInt8], fields: [String] = []) async throws -> LoopbackAnswer {
        try await send("POST", "/v1/chat/completions", fields: fields, body: body)
    }

    /// Sends a chat completion, waits for `count` bytes at least, and closes the connection.
    func leave(after count: Int, _ body: [UInt8], fields: [String] = []) async throws {
        let head = Self.head("POST", "/v1/chat/completions", fields, bodyBytes: body.count)
        try await connect().executeThenClose { inbound, outbound in
            try await outbound.write(ByteBuffer(bytes: head + body))
            var seen = 0
            var pieces = inbound.makeAsyncIterator()
            while seen < count, let piece = try await pieces.next() { seen += piece.readableBytes }
        }
    }
}

extension LoopbackAnswer {
    /// Reads an answer after which the connection was closed.
    ///
    /// - Throws: ``LoopbackClient/NoAnswer`` if there is no whole head.
    init(_ bytes: [UInt8]) throws {
        let end = bytes.indices.first { bytes[$0...].starts(with: "\r\n\r\n".utf8) }
        guard let end else { throw LoopbackClient.NoAnswer() }
        let lines = String(decoding: bytes[..<end], as: UTF8.self).split(separator: "\r\n")
        guard let status = lines.first?.split(separator: " ").dropFirst().first.flatMap({ Int($0) }) else {
            throw LoopbackClient.NoAnswer()
        }
        var fields: [String: String] = [:]
        for line in lines.dropFirst() {
            let parts = line.split(separator: ":", maxSplits: 1)
            fields[parts[0].lowercased()] = parts.count == 2 ? String(parts[1].drop { $0 == " " }) : ""
        }
        let body = bytes[(end + 4)...]
        self.status = status
        self.fields = fields
        if fields["transfer-encoding"] == "chunked" {
            (self.body, isComplete) = Self.dechunked(body)
        } else {
            self.body = Array(body)
            isComplete = fields["content-length"].flatMap { Int($0) } == body.count
        }
    }

    private static func dechunked(_ bytes: ArraySlice<UInt8>) -> (body: [UInt8], isComplete: Bool) {
        var body: [UInt8] = []
        var rest = bytes
        while let end = rest.firstIndex(of: 0x0D) {
            guard let size = Int(String(decoding: rest[..<end], as: UTF8.self), radix: 16) else { break }
            if size == 0 { return (body, true) }
            body += rest.dropFirst(end + 2 - rest.startIndex).prefix(size)
            rest = rest.dropFirst(end + 2 - rest.startIndex + size + 2)
        }
        return (body, false)
    }
}
