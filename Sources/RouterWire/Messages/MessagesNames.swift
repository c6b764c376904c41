/// Puts the router's names into what an upstream of the Messages API sent.
enum MessagesNames {
    /// The document's bytes with an object's `id` and `model` replaced, or added in front where they are absent, and
    /// members added at the end of the outermost object; all other bytes stay.
    ///
    /// - Parameters:
    ///   - document: an object.
    ///   - object: the object that bears the names: the outermost one or one within.
    ///   - id: the decision's id.
    ///   - model: the candidate that answered.
    ///   - extras: members for the outermost object.
    /// - Returns: JSON text.
    static func spliced(
        _ document: JSONDocument, into object: JSONValue, id: String, model: String,
        extras: [ReplyContext.ExtraMember] = []
    ) -> [UInt8] {
        let bytes = document.bytes
        let names: [(key: StaticString, value: [UInt8])] = [("id", quoted(id)), ("model", quoted(model))]
        var edits: [(range: Range<Int>, text: [UInt8])] = []
        var found: Set<Int> = []
        object.forEachMember { member in
            guard let which = names.firstIndex(where: { member.key.isString($0.key) }) else { return }
            found.insert(which)
            edits.append((member.value.byteRange, names[which].value))
        }
        var front: [UInt8] = []
        for (index, name) in names.enumerated() where !found.contains(index) {
            if !front.isEmpty { front.append(UInt8(ascii: ",")) }
            front += quoted(name.key.description) + [UInt8(ascii: ":")] + name.value
        }
        if !front.isEmpty {
            if !object.members.isEmpty { front.append(UInt8(ascii: ",")) }
            let opening = object.byteRange.lowerBound + 1
            edits.insert((opening..<opening, front), at: 0)
        }
        var output: [UInt8] = []
        output.reserveCapacity(bytes.count + 128)
        var copied = 0
        for edit in edits {
            output += bytes[copied..<edit.range.lowerBound]
            output += edit.text
            copied = edit.range.upperBound
        }
        let closing = document.root.byteRange.upperBound - 1
        output += bytes[copied..<closing]
        append(extras, isFirst: document.root.members.isEmpty, to: &output)
        output += bytes[closing...]
        return output
    }

    /// An object's bytes with members added at its end.
    static func extended(_ document: JSONDocument, with extras: [ReplyContext.ExtraMember]) -> [UInt8] {
        let closing = document.root.byteRange.upperBound - 1
        var output = Array(document.bytes[..<closing])
        append(extras, isFirst: document.root.members.isEmpty, to: &output)
        output += document.bytes[closing...]
        return output
    }

    private static func append(_ extras: [ReplyContext.ExtraMember], isFirst: Bool, to output: inout [UInt8]) {
        for (index, extra) in extras.enumerated() {
            if index > 0 || !isFirst { output.append(UInt8(ascii: ",")) }
            output += quoted(extra.key) + [UInt8(ascii: ":")] + extra.json
        }
    }

    private static func quoted(_ text: String) -> [UInt8] {
        var quoted: [UInt8] = []
        JSONEscapes.append(text.utf8, quotedTo: &quoted)
        return quoted
    }
}
