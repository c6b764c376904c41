/// What can be read of an error as any upstream words it.
struct UpstreamErrorWords {
    /// What it says to people.
    var message: String?
    /// Its word or number for programs.
    var code: String?
    /// OpenRouter's word, where the upstream speaks like it.
    var errorType: String?

    /// Reads an error value: an object with `message`, `detail` or the like, or a plain text.
    init(_ error: JSONValue) {
        message = error.string ?? error["message"]?.string ?? error["detail"]?.string
        code = error["code"].flatMap(Self.word) ?? error["type"].flatMap(Self.word)
        errorType = error["metadata"]?["error_type"]?.string
    }

    private static func word(_ value: JSONValue) -> String? {
        value.string ?? (value.kind == .number ? String(decoding: value.rawBytes, as: UTF8.self) : nil)
    }
}
