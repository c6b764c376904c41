#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

/// The sockets that a loop waits for, and the wait for them, with `poll`: for systems without epoll.
///
/// Lives on the loop's thread.
final class PollSelector {
    /// What `poll` reads: at 0 the doorbell, then the sockets in no order.
    private var entries: [pollfd]
    /// The watchers of `entries`.
    private var watchers: [(any SocketWatcher)?] = [nil]
    /// Where a descriptor is in `entries`; 0 if it is not there.
    private var positions: [Int32] = []
    /// What a wait has found, until it has told the watchers.
    private var ready: [(descriptor: Int32, watcher: any SocketWatcher, events: SocketEvents)] = []

    /// A set of one descriptor, the doorbell's.
    init?(doorbell: Int32) { entries = [pollfd(fd: doorbell, events: Int16(POLLIN), revents: 0)] }

    /// How many sockets are waited for.
    var count: Int { entries.count - 1 }

    /// Waits for a socket from now on, or for something else on it.
    ///
    /// - Returns: false if that is no descriptor.
    @discardableResult
    func set(_ descriptor: Int32, to asked: SocketEvents, for watcher: any SocketWatcher) -> Bool {
        let index = Int(descriptor)
        guard index >= 0 else { return false }
        var events: Int32 = 0
        if asked.contains(.read) { events |= Int32(POLLIN) }
        if asked.contains(.write) { events |= Int32(POLLOUT) }
        let entry = pollfd(fd: descriptor, events: Int16(events), revents: 0)
        while positions.count <= index { positions.append(0) }
        let position = Int(positions[index])
        if position > 0 {
            entries[position] = entry
            watchers[position] = watcher
        } else {
            positions[index] = Int32(entries.count)
            entries.append(entry)
            watchers.append(watcher)
        }
        return true
    }

    /// Waits for a socket no longer; to be called before it is closed.
    func remove(_ descriptor: Int32) {
        let index = Int(descriptor)
        guard positions.indices.contains(index), positions[index] > 0 else { return }
        let position = Int(positions[index])
        positions[index] = 0
        let last = (entries.removeLast(), watchers.removeLast())
        guard position < entries.count else { return }
        (entries[position], watchers[position]) = last
        positions[Int(last.0.fd)] = Int32(position)
    }

    /// Waits until something happens or the time is up, and tells the watchers.
    ///
    /// - Parameters:
    ///   - milliseconds: the longest wait; 0 only looks, -1 waits without end.
    ///   - onEnd: called after the wait, before the watchers.
    /// - Returns: whether the doorbell has rung; `nil` if the system refuses to wait.
    func wait(milliseconds: Int32, onEnd: () -> Void = {}) -> Bool? {
        var missing = entries.withUnsafeMutableBufferPointer { poll($0.baseAddress, nfds_t($0.count), milliseconds) }
        guard missing >= 0 else { return errno == EINTR || errno == EAGAIN ? false : nil }
        onEnd()
        let hasRung = entries[0].revents != 0
        if hasRung { missing -= 1 }
        var index = 1
        while missing > 0, index < entries.count {
            defer { index += 1 }
            guard entries[index].revents != 0, let watcher = watchers[index] else { continue }
            missing -= 1
            ready.append((entries[index].fd, watcher, Self.reported(entries[index])))
        }
        for found in ready {
            // An earlier watcher may have closed it.
            let position = Int(positions[Int(found.descriptor)])
            guard position > 0, watchers[position] === found.watcher else { continue }
            found.watcher.isReady(found.descriptor, found.events)
        }
        ready.removeAll(keepingCapacity: true)
        return hasRung
    }

    private static func reported(_ entry: pollfd) -> SocketEvents {
        let (asked, came) = (Int32(entry.events), Int32(entry.revents))
        var events = (asked: SocketEvents(), came: SocketEvents())
        if asked & Int32(POLLIN) != 0 { events.asked.insert(.read) }
        if asked & Int32(POLLOUT) != 0 { events.asked.insert(.write) }
        if came & Int32(POLLIN) != 0 { events.came.insert(.read) }
        if came & Int32(POLLOUT) != 0 { events.came.insert(.write) }
        if came & (Int32(POLLERR) | Int32(POLLHUP) | Int32(POLLNVAL)) != 0 { events.came.insert(.broken) }
        return .reported(asked: events.asked, came: events.came)
    }
}
