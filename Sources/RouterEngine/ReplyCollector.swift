import RouterCore
import RouterWire

/// Gathers the text of one reply for the log, up to a limit; exists only where replies are kept.
struct ReplyCollector: Sendable {
    private let api: UpstreamAPI
    private let maxBytes: Int
    private var bytes: [UInt8] = []

    /// Nothing has come yet.
    ///
    /// - Parameters:
    ///   - api: what the upstream speaks.
    ///   - maxBytes: UTF-8 bytes that are kept; what comes beyond is left out.
    init(api: UpstreamAPI, maxBytes: Int) {
        self.api = api
        self.maxBytes = maxBytes
    }

    /// Takes a whole reply.
    mutating func take(_ document: JSONDocument) { append(ReplyText.text(of: document.root, from: api)) }

    /// Takes the next event of a stream; what is no event of such a stream adds nothing.
    mutating func take(_ event: ServerSentEvent) {
        guard bytes.count < maxBytes, let data = event.dataBytes, !event.isDone,
            let document = try? JSONDocument(Array(data))
        else { return }
        let root = document.root
        append(ReplyText.delta(of: root, from: api))
        // The last event of a response tells everything again, and some servers tell nothing before.
        guard bytes.isEmpty, api == .responses, let response = root["response"] else { return }
        append(ReplyText.text(of: response, from: api))
    }

    private mutating func append(_ text: String) { bytes += text.utf8.prefix(maxBytes - bytes.count) }

    /// What has come so far; `nil` = no text.
    var text: String? { bytes.isEmpty ? nil : String(decoding: bytes, as: UTF8.self) }
}
