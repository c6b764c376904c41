/// An item of a response's output in the making; texts are kept as JSON strings without their quotes.
struct ResponseItem {
    /// What it is.
    enum Kind {
        case message
        /// Reasoning, as a summary or as its own text.
        case reasoning(isSummary: Bool)
        case call(ResponseCall)
    }

    /// A part of a message.
    struct Part {
        /// Whether it is a refusal and not text.
        let isRefusal: Bool
        var text: [UInt8] = []
        /// Elements of `logprobs`, separated by commas.
        var logprobs: [UInt8] = []
    }

    /// Its position in the output.
    let index: Int
    let id: String
    var kind: Kind
    /// Parts of a message, or the one text of a reasoning item.
    var parts: [Part] = []
    /// OpenAI's word.
    var status = "in_progress"

    /// Starts an item.
    init(_ kind: Kind, index: Int, responseID: String) {
        self.index = index
        self.kind = kind
        id =
            switch kind {
            case .message: "msg_\(responseID)_\(index)"
            case .reasoning: "rs_\(responseID)_\(index)"
            case .call(let call): "\(call.tool?.isCustom == true ? "ctc" : "fc")_\(responseID)_\(index)"
            }
    }

    /// The item as JSON text.
    var json: [UInt8] {
        var json = JSONWriter(reservingBytes: parts.reduce(256) { $0 + $1.text.count + $1.logprobs.count })
        json.object { json in
            json.key("id", string: id)
            switch kind {
            case .message:
                json.key("type", string: "message")
                json.key("status", string: status)
                json.key("role", string: "assistant")
                json.key("content")
                json.array { json in for part in parts { part.write(into: &json) } }
            case .reasoning(let isSummary): writeReasoning(isSummary: isSummary, into: &json)
            case .call(let call): call.write(status: status, into: &json)
            }
        }
        return json.bytes
    }

    private func writeReasoning(isSummary: Bool, into json: inout JSONWriter) {
        json.key("type", string: "reasoning")
        json.key("status", string: status)
        json.key("summary")
        json.array { json in
            if isSummary { for part in parts { part.writeReasoning("summary_text", into: &json) } }
        }
        guard !isSummary else { return }
        json.key("content")
        json.array { json in for part in parts { part.writeReasoning("reasoning_text", into: &json) } }
    }
}

extension ResponseItem.Part {
    /// Writes a part of a message.
    func write(into json: inout JSONWriter) {
        json.object { json in
            if isRefusal {
                json.key("type", string: "refusal")
                json.key("refusal")
                json.rawString(text)
            } else {
                json.key("type", string: "output_text")
                json.key("text")
                json.rawString(text)
                json.key("annotations")
                json.array { _ in }
                json.key("logprobs")
                json.rawArray(logprobs)
            }
        }
    }

    /// Writes the text of a reasoning item.
    func writeReasoning(_ type: String, into json: inout JSONWriter) {
        json.object { json in
            json.key("type", string: type)
            json.key("text")
            json.rawString(text)
        }
    }
}

extension JSONWriter {
    /// Writes a JSON string whose inside is given.
    mutating func rawString(_ inside: [UInt8]) { raw([UInt8(ascii: "\"")] + inside + [UInt8(ascii: "\"")]) }

    /// Writes an array whose elements and commas are given.
    mutating func rawArray(_ inside: [UInt8]) { raw([UInt8(ascii: "[")] + inside + [UInt8(ascii: "]")]) }
}
