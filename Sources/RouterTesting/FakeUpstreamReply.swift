/// A request as a ``FakeUpstream`` received it.
package struct RecordedRequest: Sendable {
    /// The method as sent.
    package let method: String
    /// Path and query as sent.
    package let path: String
    /// Header fields in order, names in lower case.
    package let headers: [(name: String, value: String)]
    /// The body.
    package let body: [UInt8]
    /// Which connection it came on, counted from 0 in the order of acceptance.
    package let connection: Int
    /// Which request of its connection it is, counted from 0.
    package let indexOnConnection: Int

    /// The first value of a header, by its lower-case name.
    package func header(_ name: String) -> String? { headers.first { $0.name == name }?.value }

    /// The body as text.
    package var bodyText: String { String(decoding: body, as: UTF8.self) }
}

/// What a ``FakeUpstream`` does with one request, step by step.
///
/// Afterwards the connection is kept for the next request, unless a step closed it.
package struct ScriptedReply: Sendable {
    /// One step.
    package enum Step: Sendable {
        /// Sends bytes as they are.
        case send([UInt8])
        /// Waits until the test opens the gate.
        case wait(Gate)
        /// Does nothing until the client closes the connection.
        case hang
        /// Closes the connection in order, without having announced it.
        case close
        /// Breaks the connection (RST).
        case reset
    }

    /// The steps, in order.
    package var steps: [Step]

    /// A reply of one's own making.
    package init(_ steps: [Step]) { self.steps = steps }

    /// The same reply and then something more.
    package func then(_ more: Step...) -> ScriptedReply { ScriptedReply(steps + more) }

    /// Bytes that need not be HTTP.
    package static func raw(_ text: String) -> ScriptedReply { ScriptedReply([.send(Array(text.utf8))]) }

    /// A whole reply of known length; for a rate limit give `("Retry-After", "1")`.
    package static func reply(
        _ status: Int = 200, headers: [(name: String, value: String)] = [], body: [UInt8] = []
    ) -> ScriptedReply {
        let head = head(status, headers: headers + [("Content-Length", "\(body.count)")])
        return ScriptedReply([.send(head + body)])
    }

    /// A whole reply of text, JSON unless said otherwise.
    package static func reply(
        _ status: Int = 200, headers: [(name: String, value: String)] = [], text: String,
        type: String = "application/json"
    ) -> ScriptedReply {
        reply(status, headers: [("Content-Type", type)] + headers, body: Array(text.utf8))
    }

    /// A reply that announces more bytes than it sends, then closes: cut in the middle.
    package static func cut(sending body: [UInt8], of length: Int) -> ScriptedReply {
        ScriptedReply([.send(head(200, headers: [("Content-Length", "\(length)")]) + body), .close])
    }

    /// A reply in chunks: what `steps` send becomes one chunk each.
    ///
    /// `isComplete` says whether the last chunk follows; false leaves the stream without an end.
    package static func chunked(
        _ status: Int = 200, headers: [(name: String, value: String)] = [], steps: [Step], isComplete: Bool = true
    ) -> ScriptedReply {
        let head = Step.send(head(status, headers: headers + [("Transfer-Encoding", "chunked")]))
        let chunks = steps.map { step in
            guard case .send(let bytes) = step else { return step }
            return .send(chunk(bytes))
        }
        return ScriptedReply([head] + chunks + (isComplete ? [.send(Array("0\r\n\r\n".utf8))] : []))
    }

    /// The bytes of a status line and header fields.
    package static func head(_ status: Int, headers: [(name: String, value: String)]) -> [UInt8] {
        let fields = headers.map { "\($0.name): \($0.value)\r\n" }.joined()
        return Array("HTTP/1.1 \(status) Scripted\r\n\(fields)\r\n".utf8)
    }

    /// The bytes of one chunk.
    package static func chunk(_ bytes: [UInt8]) -> [UInt8] {
        Array("\(String(bytes.count, radix: 16))\r\n".utf8) + bytes + Array("\r\n".utf8)
    }
}
