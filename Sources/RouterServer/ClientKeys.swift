/// The keys of which clients have to send one; only their digests are kept.
package struct ClientKeys: Sendable {
    /// Whether a client is let in.
    package enum Admission: Sendable, Hashable {
        /// No key is asked for.
        case noneNeeded
        /// The client's key is known.
        case known(ClientKey)
        /// The client has sent no key, or one that is not known.
        case unknown
    }

    /// A key as the server knows it.
    package struct Entry: Sendable, Hashable {
        /// The key's digest.
        package let digest: KeyDigest
        /// What it allows.
        package let key: ClientKey

        /// Keeps both.
        package init(digest: KeyDigest, key: ClientKey) {
            self.digest = digest
            self.key = key
        }
    }

    private static let scheme = "bearer "

    private let entries: [Entry]

    /// Keeps the entries; without any, no key is asked for.
    package init(_ entries: [Entry]) { self.entries = entries }

    /// Whether a key is asked for.
    package var areNeeded: Bool { !entries.isEmpty }

    /// Who the sender of a request is.
    ///
    /// - Parameters:
    ///   - header: the value of `Authorization`, `Bearer <key>`; upper and lower case of the scheme count as the same.
    ///   - apiKeyHeader: the value of `x-api-key`, which Anthropic's clients send; tried where the other fails.
    /// - Returns: `.unknown` also where neither header is there.
    package func key(for header: String?, apiKeyHeader: String?) -> Admission {
        guard areNeeded else { return .noneNeeded }
        if let header, let sent = Self.bearer(header), let found = entry(of: sent) { return .known(found) }
        if let apiKeyHeader, let found = entry(of: apiKeyHeader[...]) { return .known(found) }
        return .unknown
    }

    /// The key of a digest; all entries are compared, whichever fits.
    private func entry(of sent: Substring) -> ClientKey? {
        let digest = KeyDigest(of: sent)
        var place = -1
        for (index, entry) in entries.enumerated() where entry.digest.difference(from: digest) == 0 { place = index }
        return place < 0 ? nil : entries[place].key
    }

    /// What follows the scheme of an `Authorization` header, or `nil` if the scheme is another one.
    private static func bearer(_ header: String) -> Substring? {
        let bytes = header.utf8
        guard bytes.count > scheme.utf8.count else { return nil }
        // Bit 5 tells upper from lower case in ASCII; the space has it set already.
        guard zip(bytes, scheme.utf8).allSatisfy({ $0 | 0x20 == $1 }) else { return nil }
        return header[bytes.index(bytes.startIndex, offsetBy: scheme.utf8.count)...].drop { $0 == " " }
    }
}
