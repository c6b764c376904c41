extension JSONValue {
    /// The bytes of an object with some of its own members replaced or added; all others stay as they came.
    ///
    /// - Parameters:
    ///   - replacements: JSON text by key; added at the end where the object has no such key.
    ///   - extras: members that are added at the end.
    /// - Returns: JSON text.
    /// - Precondition: the value is an object.
    func spliced(
        setting replacements: [(key: StaticString, json: [UInt8])], adding extras: [ReplyContext.ExtraMember] = []
    ) -> [UInt8] {
        precondition(kind == .object, "a JSON \(kind) has no members to splice")
        let bytes = rawBytes
        var output: [UInt8] = []
        output.reserveCapacity(bytes.count + 128)
        var isFound = replacements.map { _ in false }
        var isEmpty = true
        var copied = bytes.startIndex
        forEachMember { member in
            isEmpty = false
            guard let which = replacements.firstIndex(where: { member.key.isString($0.key) }) else { return }
            isFound[which] = true
            output += bytes[copied..<member.value.byteRange.lowerBound]
            output += replacements[which].json
            copied = member.value.byteRange.upperBound
        }
        output += bytes[copied..<bytes.endIndex - 1]
        func add(_ key: String, _ json: [UInt8]) {
            if !isEmpty { output.append(UInt8(ascii: ",")) }
            isEmpty = false
            JSONEscapes.append(key.utf8, quotedTo: &output)
            output.append(UInt8(ascii: ":"))
            output += json
        }
        for (member, isFound) in zip(replacements, isFound) where !isFound { add(member.key.description, member.json) }
        for member in extras { add(member.key, member.json) }
        output.append(UInt8(ascii: "}"))
        return output
    }
}

extension JSONWriter {
    /// A text as JSON, quotes included.
    static func quoted(_ text: String) -> [UInt8] {
        var bytes: [UInt8] = []
        JSONEscapes.append(text.utf8, quotedTo: &bytes)
        return bytes
    }
}

extension [UInt8] {
    /// JSON text without line ends, which would end the data of an event; between its tokens a space means the same.
    var onOneLine: [UInt8] {
        guard contains(where: { $0 == 0x0A || $0 == 0x0D }) else { return self }
        return map { $0 == 0x0A || $0 == 0x0D ? 0x20 : $0 }
    }
}
