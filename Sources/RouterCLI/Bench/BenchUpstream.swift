import Foundation

/// The smallest upstream: the same chat completion for everybody, plain, or streamed event by event.
struct BenchUpstream {
    /// Tokens of a stream, each sent by itself.
    static let streamedTokens = 100

    private let descriptor: Int32
    /// Where it listens on 127.0.0.1.
    let port: UInt16
    private let plain: [UInt8]
    private let events: [[UInt8]]
    private let usageEvent: [UInt8]
    private let ending: [UInt8]

    /// Listens; port 0 = any free one.
    ///
    /// - Throws: ``BenchError`` if the port is taken.
    init(port: UInt16) throws(BenchError) {
        (descriptor, self.port) = try LoadSocket.listening(port: port)
        let words = "the quick brown fox jumps over a lazy dog and then it sleeps for some time ".split(
            separator: " ", omittingEmptySubsequences: true
        ).map { $0 + " " }
        let head = #""id":"chatcmpl-bench","created":1700000000,"model":"bench","system_fingerprint":null"#
        let usage = #""usage":{"prompt_tokens":9,"completion_tokens":16,"total_tokens":25}"#
        let message = #"{"role":"assistant","content":"\#(words.joined())","refusal":null}"#
        let body =
            #"{"object":"chat.completion",\#(head),"choices":[{"index":0,"message":\#(message),"logprobs":null,"finish_reason":"stop"}],\#(usage)}"#
        plain = Array(
            "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)"
                .utf8)
        func chunk(_ data: String) -> [UInt8] {
            let event = "data: \(data)\n\n"
            return Array((String(event.utf8.count, radix: 16) + "\r\n\(event)\r\n").utf8)
        }
        func delta(_ delta: String, finish: String = "null") -> [UInt8] {
            let choice = #"{"index":0,"delta":\#(delta),"logprobs":null,"finish_reason":\#(finish)}"#
            return chunk(#"{"object":"chat.completion.chunk",\#(head),"choices":[\#(choice)]}"#)
        }
        let start = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n"
        events =
            [Array(start.utf8) + delta(#"{"role":"assistant","content":""}"#)]
            + (0..<Self.streamedTokens).map { delta(#"{"content":"\#(words[$0 % words.count])"}"#) }
            + [delta("{}", finish: #""stop""#)]
        usageEvent = chunk(#"{"object":"chat.completion.chunk",\#(head),"choices":[],\#(usage)}"#)
        ending = chunk("[DONE]") + Array("0\r\n\r\n".utf8)
    }

    /// Serves until the process ends.
    func run() {
        var waiting = [pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)]
        var received: [[UInt8]] = [[]]
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 64 << 10, alignment: 16)
        defer { buffer.deallocate() }
        while true {
            guard poll(&waiting, nfds_t(waiting.count), -1) > 0 else { continue }
            for place in waiting.indices.dropFirst().reversed() where waiting[place].revents != 0 {
                let client = waiting[place].fd
                let count = recv(client, buffer.baseAddress, buffer.count, 0)
                if count > 0 {
                    received[place].append(contentsOf: UnsafeRawBufferPointer(rebasing: buffer[..<count]))
                    if answer(&received[place], client) { continue }
                }
                close(client)
                waiting.remove(at: place)
                received.remove(at: place)
            }
            guard waiting[0].revents != 0 else { continue }
            let client = accept(descriptor, nil, nil)
            guard client >= 0 else { continue }
            LoadSocket.sendAtOnce(client)
            waiting.append(pollfd(fd: client, events: Int16(POLLIN), revents: 0))
            received.append([])
        }
    }

    /// Answers the request if it is whole; returns whether the connection is still good.
    private func answer(_ request: inout [UInt8], _ client: Int32) -> Bool {
        guard let head = ByteSearch.first("\r\n\r\n", in: request, from: 0) else { return true }
        guard let length = Self.contentLength(of: request, head: head) else { return false }
        guard request.count >= head + 4 + length else { return true }
        defer { request.removeAll(keepingCapacity: true) }
        guard ByteSearch.first(#""stream":true"#, in: request, from: head) != nil else {
            return LoadSocket.send(plain, to: client)
        }
        for event in events { guard LoadSocket.send(event, to: client) else { return false } }
        if ByteSearch.first(#""include_usage":true"#, in: request, from: head) != nil {
            guard LoadSocket.send(usageEvent, to: client) else { return false }
        }
        return LoadSocket.send(ending, to: client)
    }

    private static func contentLength(of request: [UInt8], head: Int) -> Int? {
        guard let field = ByteSearch.first("ontent-", in: request, from: 0), field < head else { return nil }
        var place = field
        while place < head {
            let line = request[place..<head].prefix { $0 != UInt8(ascii: "\r") }
            if line.starts(with: "ontent-Length: ".utf8) || line.starts(with: "ontent-length: ".utf8) {
                return Int(String(decoding: line.dropFirst(15), as: UTF8.self))
            }
            guard let next = ByteSearch.first("ontent-", in: request, from: place + line.count) else { return nil }
            place = next
        }
        return nil
    }
}
