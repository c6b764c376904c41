import RouterCore

extension [UInt8] {
    /// The bytes with a fixed word wherever a secret stands in them: some upstreams repeat the key that they refuse.
    func redacting(_ secret: Secret?) -> [UInt8] {
        guard let secret else { return self }
        let needle = Array(secret.revealed().utf8)
        guard !needle.isEmpty, count >= needle.count else { return self }
        var output: [UInt8] = []
        var at = 0
        while at < count {
            if self[at] == needle[0], at + needle.count <= count, self[at..<at + needle.count].elementsEqual(needle) {
                output += secret.description.utf8
                at += needle.count
            } else {
                output.append(self[at])
                at += 1
            }
        }
        return output
    }
}
