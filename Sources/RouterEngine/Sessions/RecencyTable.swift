/// A bounded table: the least recently used entry makes room for a new one, and entries that nobody uses expire.
///
/// Entries are linked from the newest to the oldest use, by their places in one array without gaps.
///
/// - Complexity: O(1) for every operation.
struct RecencyTable<Key: Hashable & Sendable, Value: Sendable>: Sendable {
    private struct Entry {
        let key: Key
        var value: Value
        var usedAt: ContinuousClock.Instant
        /// The place of the entry used next after this one; -1 = none.
        var newer: Int
        /// The place of the entry used last before this one; -1 = none.
        var older: Int
    }

    private let capacity: Int
    private let idle: Duration
    private var entries: [Entry] = []
    private var places: [Key: Int] = [:]
    private var newest = -1
    private var oldest = -1

    /// An empty table.
    ///
    /// - Parameters:
    ///   - capacity: the most entries, at least 1.
    ///   - idle: how long an entry lasts without use.
    init(capacity: Int, idle: Duration) {
        precondition(capacity > 0, "a table of \(capacity) entries holds nothing")
        self.capacity = capacity
        self.idle = idle
    }

    /// Entries in the table, expired ones included that have not been met yet.
    var count: Int { entries.count }

    /// The value of a key, which is thereby used; `nil` = there is none, or it has expired.
    mutating func use(_ key: Key, now: ContinuousClock.Instant) -> Value? {
        guard let place = places[key] else { return nil }
        guard !isExpired(place, now: now) else {
            remove(at: place)
            return nil
        }
        touch(place, now: now)
        return entries[place].value
    }

    /// Sets the value of a key, which is thereby used.
    mutating func set(_ value: Value, for key: Key, now: ContinuousClock.Instant) {
        // Two for each one that comes: the table shrinks when use falls off, without ever stopping to clean up.
        for _ in 0..<2 where oldest >= 0 && isExpired(oldest, now: now) { remove(at: oldest) }
        if let place = places[key] {
            entries[place].value = value
            touch(place, now: now)
            return
        }
        if entries.count == capacity { remove(at: oldest) }
        let place = entries.count
        entries.append(Entry(key: key, value: value, usedAt: now, newer: -1, older: -1))
        places[key] = place
        linkAsNewest(place)
    }

    /// Removes a key, if it is there.
    mutating func remove(_ key: Key) {
        if let place = places[key] { remove(at: place) }
    }

    private func isExpired(_ place: Int, now: ContinuousClock.Instant) -> Bool {
        entries[place].usedAt.duration(to: now) >= idle
    }

    private mutating func touch(_ place: Int, now: ContinuousClock.Instant) {
        entries[place].usedAt = now
        guard place != newest else { return }
        unlink(place)
        linkAsNewest(place)
    }

    private mutating func remove(at place: Int) {
        unlink(place)
        places[entries[place].key] = nil
        let last = entries.removeLast()
        guard place < entries.count else { return }
        entries[place] = last
        places[last.key] = place
        setOlder(of: last.newer, to: place)
        setNewer(of: last.older, to: place)
    }

    private mutating func linkAsNewest(_ place: Int) {
        entries[place].newer = -1
        entries[place].older = newest
        setNewer(of: newest, to: place)
        newest = place
    }

    private mutating func unlink(_ place: Int) {
        let (newer, older) = (entries[place].newer, entries[place].older)
        setOlder(of: newer, to: older)
        setNewer(of: older, to: newer)
    }

    /// Past the newest entry there is the head of the list.
    private mutating func setOlder(of place: Int, to other: Int) {
        if place < 0 { newest = other } else { entries[place].older = other }
    }

    /// Past the oldest entry there is the tail of the list.
    private mutating func setNewer(of place: Int, to other: Int) {
        if place < 0 { oldest = other } else { entries[place].newer = other }
    }
}
