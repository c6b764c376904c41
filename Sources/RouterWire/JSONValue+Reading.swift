extension JSONValue {
    /// The member of a key if it is there and not null.
    ///
    /// - Throws: ``WireError`` with `.wrongType` if it is of another type.
    func member(_ key: StaticString, _ kind: Kind, in path: String = "") throws(WireError) -> JSONValue? {
        guard let value = self[key], !value.isNull else { return nil }
        guard value.kind == kind else { throw value.wrongType(at: path + key.description, "a JSON \(kind)") }
        return value
    }

    /// The text of a key, `nil` if absent or null.
    func text(_ key: StaticString, in path: String = "") throws(WireError) -> String? {
        try member(key, .string, in: path)?.string
    }

    /// The text of a key if it is one of some words, `nil` if absent or null.
    ///
    /// - Throws: ``WireError`` that lists the words if it is anything else.
    func word(_ key: StaticString, of words: [String], in path: String = "") throws(WireError) -> String? {
        guard let text = try text(key, in: path) else { return nil }
        guard words.contains(text) else {
            throw .invalidValue(at: path + key.description, expected: words.joined(separator: ", "))
        }
        return text
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
            throw value.outOfRange(at: path + key.description, "an integer > 0")
        }
        return count
    }

    /// The list of texts of a key, `nil` if absent or null.
    ///
    /// - Throws: ``WireError`` if there are more than `limit`, or one is empty or no text.
    func strings(_ key: StaticString, atMost limit: Int, in path: String = "") throws(WireError) -> [String]? {
        guard let elements = try member(key, .array, in: path)?.elements else { return nil }
        guard elements.count <= limit else {
            throw WireError(
                .invalidValue, key: path + key.description,
                "'\(path)\(key)' holds \(elements.count) texts; at most \(limit) are accepted")
        }
        var texts: [String] = []
        texts.reserveCapacity(elements.count)
        for (index, element) in elements.enumerated() {
            guard let text = element.string, !text.isEmpty else {
                throw element.wrongType(at: "\(path)\(key)[\(index)]", "a non-empty text")
            }
            texts.append(text)
        }
        return texts
    }

    /// The error of a value that is of another type than what is expected.
    func wrongType(at path: String, _ expected: String) -> WireError {
        let what = kind == .string && byteRange.count == 2 ? "an empty text" : "a JSON \(kind)"
        return WireError(.wrongType, key: path, "'\(path)' is \(what); \(expected) is expected")
    }

    /// The error of a number that is not accepted; the number is part of the text.
    func outOfRange(at path: String, _ expected: String) -> WireError {
        let number = String(decoding: rawBytes.prefix(32), as: UTF8.self)
        return WireError(.invalidValue, key: path, "'\(path)' is \(number); \(expected) is expected")
    }
}

extension WireError {
    /// The error of a text that is not accepted; the text itself is kept out of it.
    static func invalidValue(at path: String, expected: String) -> WireError {
        WireError(.invalidValue, key: path, "'\(path)' holds a value that is not accepted; \(expected) is expected")
    }
}
