import CCurl

#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

/// The sockets that libcurl waits for, and the wait for them: `poll`, whose list is kept from one wait to the next.
///
/// Sockets of idle connections are not in it, so it is about as long as the number of running transfers.
struct SocketSet {
    /// A socket for which something has happened; `events` are bits of `CURL_CSELECT_…`.
    typealias Ready = (socket: Int32, events: Int32)

    /// What `poll` reads: at 0 the doorbell, then the sockets in no order.
    private var entries: [pollfd]
    /// Where a descriptor is in `entries`; 0 if it is not there.
    private var positions: [Int32] = []

    /// A set of one descriptor, the doorbell's.
    init(doorbell: Int32) { entries = [pollfd(fd: doorbell, events: Int16(POLLIN), revents: 0)] }

    /// How many sockets are waited for.
    var count: Int { entries.count - 1 }

    /// Waits for a socket from now on, or for something else on it; `action` is one of `CURL_POLL_…`.
    mutating func set(_ socket: Int32, to action: Int32) {
        let index = Int(socket)
        guard index >= 0 else { return }
        let isWatched = index < positions.count && positions[index] > 0
        guard action == CURL_POLL_IN || action == CURL_POLL_OUT || action == CURL_POLL_INOUT else {
            if isWatched { remove(index) }
            return
        }
        var events: Int32 = 0
        if action & CURL_POLL_IN != 0 { events |= Int32(POLLIN) }
        if action & CURL_POLL_OUT != 0 { events |= Int32(POLLOUT) }
        if isWatched {
            entries[Int(positions[index])].events = Int16(events)
            return
        }
        while positions.count <= index { positions.append(0) }
        positions[index] = Int32(entries.count)
        entries.append(pollfd(fd: socket, events: Int16(events), revents: 0))
    }

    /// Waits until something happens or the time is up.
    ///
    /// - Parameters:
    ///   - milliseconds: the longest wait; 0 only looks.
    ///   - ready: gets the sockets for which something has happened.
    /// - Returns: whether the doorbell has rung; `nil` if the system refuses to wait.
    mutating func wait(milliseconds: Int32, into ready: inout [Ready]) -> Bool? {
        ready.removeAll(keepingCapacity: true)
        var missing = entries.withUnsafeMutableBufferPointer { entries in
            poll(entries.baseAddress, nfds_t(entries.count), milliseconds)
        }
        guard missing >= 0 else { return errno == EINTR || errno == EAGAIN ? false : nil }
        var index = 1
        let hasRung = entries[0].revents != 0
        if hasRung { missing -= 1 }
        while missing > 0, index < entries.count {
            let entry = entries[index]
            index += 1
            guard entry.revents != 0 else { continue }
            missing -= 1
            ready.append((entry.fd, Self.events(of: entry)))
        }
        return hasRung
    }

    private mutating func remove(_ index: Int) {
        let position = Int(positions[index])
        positions[index] = 0
        let last = entries.removeLast()
        guard position < entries.count else { return }
        entries[position] = last
        positions[Int(last.fd)] = Int32(position)
    }

    /// A broken connection is one that can be read or written without waiting, as libcurl's own wait has it.
    private static func events(of entry: pollfd) -> Int32 {
        let (asked, came) = (Int32(entry.events), Int32(entry.revents))
        let broken = Int32(POLLERR) | Int32(POLLHUP)
        var events: Int32 = 0
        if asked & Int32(POLLIN) != 0, came & (Int32(POLLIN) | broken) != 0 { events |= CURL_CSELECT_IN }
        if asked & Int32(POLLOUT) != 0, came & (Int32(POLLOUT) | broken) != 0 { events |= CURL_CSELECT_OUT }
        return events == 0 ? CURL_CSELECT_ERR : events
    }
}
