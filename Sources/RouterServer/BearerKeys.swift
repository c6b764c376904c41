import RouterCore

/// The keys of which a client has to send one.
struct BearerKeys: Sendable {
    private let keys: [[UInt8]]

    /// Keeps the keys; without any, everybody is let in.
    init(_ keys: [Secret]) { self.keys = keys.map { Array($0.revealed().utf8) } }

    /// Whether an `Authorization` header lets its sender in.
    ///
    /// The time that a comparison takes does not depend on how much of a key was guessed.
    func accepts(_ header: String?) -> Bool {
        guard !keys.isEmpty else { return true }
        let scheme = "bearer "
        guard let header, header.count > scheme.count, header.prefix(scheme.count).lowercased() == scheme else {
            return false
        }
        let sent = Array(header.dropFirst(scheme.count).utf8)
        return keys.reduce(false) { $0 || Self.isEqual($1, sent) }
    }

    private static func isEqual(_ key: [UInt8], _ sent: [UInt8]) -> Bool {
        var difference = key.count ^ sent.count
        for index in key.indices { difference |= Int(key[index] ^ (index < sent.count ? sent[index] : 0)) }
        return difference == 0
    }
}
