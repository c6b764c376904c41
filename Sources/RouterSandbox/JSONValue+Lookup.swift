import RouterWire

extension JSONValue {
    /// The member of an object by a key that is known only at run time; the last one where the key is repeated.
    func member(named name: String) -> JSONValue? { members.last { $0.key.string == name }?.value }

    /// The member of a key, `nil` if absent or null.
    ///
    /// - Throws: ``SandboxError`` with `.invalidRequest` and the path if it is of another type.
    func object(_ key: StaticString, at path: String) throws(SandboxError) -> JSONValue? {
        guard let value = self[key], !value.isNull else { return nil }
        guard value.kind == .object else {
            throw SandboxError(.invalidRequest, param: path, "'\(path)' is a JSON \(value.kind); an object is expected")
        }
        return value
    }

    /// The non-empty text of a key that must be there.
    ///
    /// - Throws: ``SandboxError`` with the path if it is absent, empty or of another type.
    func requiredText(_ key: StaticString, at path: String) throws(SandboxError) -> String {
        guard let value = self[key], !value.isNull else {
            throw SandboxError(.missingParameter, param: path, "'\(path)' is missing; a text is expected")
        }
        guard let text = value.string, !text.isEmpty else {
            throw SandboxError(.invalidRequest, param: path, "'\(path)' is not a text with content, which is expected")
        }
        return text
    }
}
