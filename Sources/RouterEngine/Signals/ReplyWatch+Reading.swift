import Foundation
import RouterCore
import RouterWire

extension ReplyWatch {
    /// Takes a whole reply; what cannot be read tells nothing.
    mutating func take(whole root: JSONValue) {
        switch terms.api {
        case .chatCompletions:
            if let message = root["choices"]?.elements.first?["message"] { take(message: message) }
        case .completions: take(text: root["choices"]?.elements.first?["text"]?.string ?? "")
        case .messages: for block in root["content"]?.elements ?? [] { take(block: block) }
        case .responses: for item in root["output"]?.elements ?? [] { take(item: item) }
        case .embeddings: break
        }
    }

    /// Takes the next event of a stream, without reading it where nothing can come of it.
    mutating func take(_ event: ServerSentEvent) {
        guard mayMatter(event), !event.isDone, let data = event.data, let root = (try? JSONDocument(data))?.root
        else { return }
        switch terms.api {
        case .chatCompletions:
            let choice = root["choices"]?.elements.first { ($0["index"]?.int ?? 0) == 0 }
            if let delta = choice?["delta"] { take(message: delta) }
        case .completions: take(text: root["choices"]?.elements.first?["text"]?.string ?? "")
        case .messages: take(messagesEvent: root)
        case .responses: if let item = root["item"] { take(item: item) }
        case .embeddings: break
        }
    }

    /// Responses are told whole again at the end of each item; elsewhere, once texts do not matter any more, only calls
    /// do.
    private func mayMatter(_ event: ServerSentEvent) -> Bool {
        if terms.api == .responses { return event.contains("response.output_item.done") }
        if needsText { return true }
        return needsCalls && event.contains(terms.api == .messages ? "input_json_delta" : "tool_calls")
    }

    /// A message of a chat completion, or what a chunk adds to it.
    private mutating func take(message: JSONValue) {
        if let content = message["content"] {
            take(text: content.string ?? "")
            for part in content.elements {
                if let text = part["text"]?.string { take(text: text) } else { takeOtherContent() }
            }
        }
        if let refusal = message["refusal"]?.string, !refusal.isEmpty { takeRefusal() }
        for (place, call) in (message["tool_calls"]?.elements ?? []).enumerated() {
            take(chatArguments: call["function"]?["arguments"], call: call["index"]?.int ?? place)
        }
        if let call = message["function_call"], call.kind == .object {
            take(chatArguments: call["arguments"], call: -1)
        }
        for part in [message["images"], message["audio"]] {
            if let part, !part.isNull { takeOtherContent() }
        }
    }

    /// Arguments as chat servers send them: JSON text in a text; some send the object itself.
    private mutating func take(chatArguments value: JSONValue?, call: Int) {
        guard let value, value.kind == .object else { return take(arguments: value?.string ?? "", call: call) }
        take(argumentsValue: value)
    }

    /// A block of one of Anthropic's messages.
    private mutating func take(block: JSONValue) {
        guard let type = block["type"]?.string else { return }
        switch type {
        case "text": take(text: block["text"]?.string ?? "")
        case "tool_use": take(argumentsValue: block["input"])
        case "thinking", "redacted_thinking": break
        default: takeOtherContent()
        }
    }

    /// An event of one of Anthropic's streams.
    private mutating func take(messagesEvent root: JSONValue) {
        let index = root["index"]?.int ?? 0
        if let block = root["content_block"] {
            // The input of a call follows in pieces.
            if block["type"]?.isString("tool_use") == true { return take(arguments: "", call: index) }
            return take(block: block)
        }
        guard let delta = root["delta"], let type = delta["type"]?.string else { return }
        if type == "text_delta" { take(text: delta["text"]?.string ?? "") }
        if type == "input_json_delta" { take(arguments: delta["partial_json"]?.string ?? "", call: index) }
    }

    /// An item of one of OpenAI's responses.
    private mutating func take(item: JSONValue) {
        guard let type = item["type"]?.string else { return }
        switch type {
        case "message":
            for part in item["content"]?.elements ?? [] {
                if let text = part["text"]?.string { take(text: text) }
                if part["type"]?.isString("refusal") == true { takeRefusal() }
            }
        case "function_call": take(arguments: item["arguments"]?.string ?? "", call: item.byteRange.lowerBound)
        case "reasoning": break
        default: takeOtherContent()
        }
    }
}

extension ServerSentEvent {
    /// Whether a text stands somewhere in the event.
    fileprivate func contains(_ text: StaticString) -> Bool {
        raw.withUnsafeBytes { bytes in
            guard var place = bytes.baseAddress else { return false }
            var count = bytes.count
            let length = text.utf8CodeUnitCount
            while count >= length {
                guard let found = memchr(place, Int32(text.utf8Start.pointee), count - length + 1) else { return false }
                if memcmp(found, text.utf8Start, length) == 0 { return true }
                let next = UnsafeRawPointer(found) + 1
                count -= next - place
                place = next
            }
            return false
        }
    }
}
