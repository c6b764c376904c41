/// What a request can need and a candidate can offer beyond plain text.
public struct Capabilities: OptionSet, Sendable, Hashable, CustomStringConvertible {
    /// The set as bits; the order of the bits is part of the log's schema.
    public let rawValue: UInt32

    /// Wraps bits.
    public init(rawValue: UInt32) { self.rawValue = rawValue }

    /// Function calls.
    public static let tools = Capabilities(rawValue: 1 << 0)
    /// Several function calls in one turn.
    public static let parallelTools = Capabilities(rawValue: 1 << 1)
    /// Pictures in the prompt.
    public static let images = Capabilities(rawValue: 1 << 2)
    /// Sound in the prompt.
    public static let audio = Capabilities(rawValue: 1 << 3)
    /// Documents in the prompt.
    public static let files = Capabilities(rawValue: 1 << 4)
    /// Replies that follow a JSON schema.
    public static let jsonSchema = Capabilities(rawValue: 1 << 5)
    /// Reasoning before the reply.
    public static let reasoning = Capabilities(rawValue: 1 << 6)

    /// Each capability with the name that configuration, catalog and exclusions use.
    public static let named: [(name: String, capability: Capabilities)] = [
        ("tools", .tools), ("parallel_tools", .parallelTools), ("images", .images), ("audio", .audio),
        ("files", .files), ("json_schema", .jsonSchema), ("reasoning", .reasoning),
    ]

    /// The capability of this name, or `nil`.
    public init?(name: String) {
        guard let match = Self.named.first(where: { $0.name == name }) else { return nil }
        self = match.capability
    }

    /// The names of the members, in the order of ``named``.
    public var names: [String] { Self.named.filter { contains($0.capability) }.map(\.name) }

    /// The names, separated by commas.
    public var description: String { names.joined(separator: ",") }
}
