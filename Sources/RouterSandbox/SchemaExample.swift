import RouterWire

/// The smallest value that fits a JSON schema, for replies that must be JSON.
///
/// Smallest means: `null` where it is allowed, else the first of `enum`, `anyOf` or `oneOf`; objects with their
/// required members only, arrays with `minItems` elements, numbers nearest to 0. Texts say "simulated" where their
/// length allows. `pattern`, `uniqueItems`, `not`, `if` and `minProperties` are not minded. Recursion that a schema
/// requires without end stops at ``maxDepth``, and growth at ``maxValues``, with `null`.
struct SchemaExample {
    private let root: JSONValue
    private var valuesLeft = Self.maxValues

    private init(root: JSONValue) { self.root = root }

    /// The most values that are written, so that a small schema cannot ask for an endless one.
    static let maxValues = 5000
    /// The nesting at which a recursive schema is given up.
    static let maxDepth = 32

    /// The value as JSON text.
    ///
    /// - Parameter schema: an object of JSON Schema, the form that OpenAI accepts; `$ref` points into it.
    /// - Returns: JSON text.
    static func bytes(for schema: JSONValue) -> [UInt8] {
        var json = JSONWriter()
        var example = SchemaExample(root: schema)
        example.write(schema, depth: 0, to: &json)
        return json.bytes
    }

    private mutating func write(_ schema: JSONValue, depth: Int, to json: inout JSONWriter) {
        valuesLeft -= 1
        guard depth < Self.maxDepth, valuesLeft > 0 else { return json.null() }
        var references: Set<String> = []
        let parts = flattened(schema, &references)
        if let value = find("const", parts) { return json.raw(value.rawBytes) }
        if let options = find("enum", parts)?.elements, let first = options.first {
            return json.raw((options.first(where: \.isNull) ?? first).rawBytes)
        }
        if find("nullable", parts)?.bool == true { return json.null() }
        if let branches = find("anyOf", parts) ?? find("oneOf", parts), let first = branches.elements.first {
            if branches.elements.contains(where: { $0["type"]?.isString("null") == true }) { return json.null() }
            return write(first, depth: depth + 1, to: &json)
        }
        switch type(of: parts) {
        case "object": writeObject(parts, depth, &json)
        case "array": writeArray(parts, depth, &json)
        case "string": json.string(SchemaText.example(find: { find($0, parts) }))
        case "integer": json.double(number(parts, isInteger: true))
        case "number": json.double(number(parts, isInteger: false))
        case "boolean": json.bool(false)
        default: json.null()
        }
    }

    private func type(of parts: [JSONValue]) -> String {
        if let type = find("type", parts) {
            if let name = type.string { return name }
            if type.elements.contains(where: { $0.isString("null") }) { return "null" }
            return type.elements.first?.string ?? "null"
        }
        if find("properties", parts) != nil || find("required", parts) != nil { return "object" }
        if find("items", parts) != nil || find("prefixItems", parts) != nil { return "array" }
        return "null"
    }

    private mutating func writeObject(_ parts: [JSONValue], _ depth: Int, _ json: inout JSONWriter) {
        var seen: Set<String> = []
        let required = parts.flatMap { $0["required"]?.elements ?? [] }.compactMap(\.string)
        json.object { json in
            for name in required where seen.insert(name).inserted {
                json.key(name)
                if let property = parts.lazy.compactMap({ $0["properties"]?.member(named: name) }).first {
                    write(property, depth: depth + 1, to: &json)
                } else {
                    json.null()
                }
            }
        }
    }

    private mutating func writeArray(_ parts: [JSONValue], _ depth: Int, _ json: inout JSONWriter) {
        let count = max(0, min(find("minItems", parts)?.int ?? 0, valuesLeft))
        let prefix = find("prefixItems", parts)?.elements ?? []
        let items = find("items", parts)
        json.array { json in
            for index in 0..<count {
                if let schema = index < prefix.count ? prefix[index] : items {
                    write(schema, depth: depth + 1, to: &json)
                } else {
                    json.null()
                    valuesLeft -= 1
                }
                if valuesLeft <= 0 { break }
            }
        }
    }

    /// The number nearest to 0 within the bounds.
    private func number(_ parts: [JSONValue], isInteger: Bool) -> Double {
        let step = find("multipleOf", parts)?.double ?? (isInteger ? 1 : 0)
        let above = find("exclusiveMinimum", parts)?.double
        let below = find("exclusiveMaximum", parts)?.double
        let lower = max(find("minimum", parts)?.double ?? -.infinity, above ?? -.infinity)
        let upper = min(find("maximum", parts)?.double ?? .infinity, below ?? .infinity)
        func isAllowed(_ value: Double) -> Bool {
            value >= lower && value <= upper && (above.map { value > $0 } ?? true) && (below.map { value < $0 } ?? true)
        }
        if isAllowed(0) { return 0 }
        let bound = lower > 0 || (lower == 0 && above == 0) ? lower : upper
        let away: Double = bound == lower ? 1 : -1
        if step > 0 {
            let multiple = (away * bound / step).rounded(.up) * step
            return away * (isAllowed(away * multiple) ? multiple : multiple + step)
        }
        if isAllowed(bound) { return bound }
        let middle = (lower + upper) / 2
        return middle.isFinite ? middle : bound + away
    }

    private func find(_ key: StaticString, _ parts: [JSONValue]) -> JSONValue? {
        parts.lazy.compactMap { $0[key] }.first
    }

    /// The schema with what it refers to and what it is composed of, itself first.
    ///
    /// - Parameters:
    ///   - schema: where to begin.
    ///   - references: those that were followed, none of them twice.
    /// - Returns: all parts, each an object whose keys hold for the value.
    private func flattened(_ schema: JSONValue, _ references: inout Set<String>) -> [JSONValue] {
        var parts = [schema]
        if let name = schema["$ref"]?.string, references.insert(name).inserted, let target = resolve(name) {
            parts += flattened(target, &references)
        }
        for part in schema["allOf"]?.elements ?? [] { parts += flattened(part, &references) }
        return parts
    }

    /// The schema at a JSON pointer (RFC 6901) into the document, as in `#/$defs/node`; `nil` if there is none.
    private func resolve(_ reference: String) -> JSONValue? {
        guard reference.hasPrefix("#") else { return nil }
        var value = root
        for step in reference.dropFirst().split(separator: "/") {
            let name = step.split(separator: "~1", omittingEmptySubsequences: false).joined(separator: "/")
                .split(separator: "~0", omittingEmptySubsequences: false).joined(separator: "~")
            guard let next = value.member(named: name) else { return nil }
            value = next
        }
        return value
    }
}
