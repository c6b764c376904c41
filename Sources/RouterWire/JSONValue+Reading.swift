extension JSONValue {
    /// The member of a key if it is there and not null.
    ///
    /// - Throws: ``WireError`` with `.wrongType` if it is of another type.
    func member(_ key: StaticString, _ kind: Kind, in path: String = "") throws(WireError) -> JSONValue? {
        guard let value = self[key], !value.isNull else { return nil }
        guard value.kind == kind else {
            throw WireError(
                .wrongType, key: path + key.description,
                "'\(path)\(key)' is a JSON \(value.kind); a JSON \(kind) is expected")
        }
        return value
    }

    /// The text of a key, `nil` if absent or null.
    func text(_ key: StaticString, in path: String = "") throws(WireError) -> String? {
        try member(key, .string, in: path)?.string
    }

    /// The truth value of a key, `nil` if absent or null.
    func flag(_ key: StaticString, in path: String = "") throws(WireError) -> Bool? {
        try member(key, .bool, in: path)?.bool
    }

    /// The count of a key, `nil` if absent or null.
    ///
    /// - Throws: ``WireError`` if it is not an integer above zero.
    func count(_ key: StaticString, in path: String = "") throws(WireError) -> Int? {
        guard let value = try member(key, .number, in: path) else { return nil }
        guard let count = value.int, count > 0 else {
            throw WireError(
                .invalidValue, key: path + key.description,
                "'\(path)\(key)' is \(String(decoding: value.rawBytes.prefix(32), as: UTF8.self)); an integer > 0 is expected"
            )
        }
        return count
    }

    /// The list of texts of a key, `nil` if absent or null.
    func strings(_ key: StaticString, atMost limit: Int) throws(WireError) -> [String]? {
        guard let elements = try member(key, .array)?.elements else { return nil }
        guard elements.count <= limit else {
            throw WireError(
                .invalidValue, key: key.description,
                "'\(key)' holds \(elements.count) names; at most \(limit) are accepted")
        }
        var texts: [String] = []
        for (index, element) in elements.enumerated() {
            guard let text = element.string, !text.isEmpty else {
                throw WireError(
                    .wrongType, key: "\(key)[\(index)]",
                    "'\(key)[\(index)]' is a JSON \(element.kind); a non-empty text is expected")
            }
            texts.append(text)
        }
        return texts
    }
}
