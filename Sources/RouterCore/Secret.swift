/// A value that must never be shown: keys of providers and clients.
public struct Secret: Sendable, Hashable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    private let value: String

    /// Wraps the value.
    public init(_ value: String) { self.value = value }

    /// The value itself, for the one place that sends or compares it.
    public func revealed() -> String { value }

    /// A fixed word instead of the value.
    public var description: String { "<redacted>" }
    /// A fixed word instead of the value.
    public var debugDescription: String { description }
    /// Hides the value from `dump` and from default descriptions of types that hold it.
    public var customMirror: Mirror { Mirror(self, children: []) }
}
