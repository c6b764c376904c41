import RouterCore

extension LogEntry {
    /// Memory that the entry keeps alive, roughly; in bytes.
    ///
    /// - Complexity: O(1).
    var approximateBytes: Int {
        switch self {
        case .decision(let decision, let context):
            let features = decision.features
            return 512 + 160 * decision.candidates.count + 8 * features.hashed.indices.count
                + 4 * (features.surface.count + features.dense.count) + (context.prompt?.utf8.count ?? 0)
        case .attempt, .outcome:
            return 384
        case .reply(_, _, let text):
            return 256 + text.utf8.count
        }
    }
}
