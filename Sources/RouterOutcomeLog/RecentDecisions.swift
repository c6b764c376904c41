/// What attempts and outcomes have to know of their decision, kept for the decisions that were written last.
///
/// A call ends seconds after its decision as a rule: found here, it needs no search in the file.
struct RecentDecisions {
    /// What is known of one decision.
    struct Entry {
        /// Its key in the file.
        let key: Int64
        /// The name of the client's key; `nil` = none.
        let clientKey: String?
        /// Whether nobody paid for its calls now: it comes from an outcome table.
        let isImported: Bool
    }

    /// Between one and two times as many decisions are kept.
    private static let capacity = 4096

    private var newer: [String: Entry] = [:]
    private var older: [String: Entry] = [:]

    /// Keeps a decision, at the cost of the oldest ones.
    mutating func insert(_ entry: Entry, id: String) {
        if newer.count == Self.capacity {
            swap(&older, &newer)
            newer.removeAll(keepingCapacity: true)
        }
        newer[id] = entry
    }

    /// A decision, if it is still kept.
    subscript(id: String) -> Entry? { newer[id] ?? older[id] }
}
