#if os(Linux)
    import CEpoll

    #if canImport(Musl)
        import Musl
    #else
        import Glibc
    #endif

    /// The sockets that a loop waits for, and the wait for them, with Linux's epoll: it costs the same however many there are.
    ///
    /// Lives on the loop's thread.
    final class EpollSelector {
        private struct Entry {
            var watcher: (any SocketWatcher)?
            var asked: SocketEvents = []
            /// Grows when the watcher changes: news of a socket that was closed says nothing of the next one of its number.
            var period: UInt32 = 0
        }

        private let epoll: Int32
        private let doorbell: Int32
        /// By descriptor.
        private var entries: [Entry] = []
        private var events: [epoll_event]

        /// The most sockets of which one wait tells.
        private static let capacity = 256

        /// A set of one descriptor, the doorbell's; `nil` if the system has none left.
        init?(doorbell: Int32) {
            epoll = epoll_create1(Int32(EPOLL_CLOEXEC))
            self.doorbell = doorbell
            events = Array(repeating: epoll_event(), count: Self.capacity)
            guard epoll >= 0 else { return nil }
            guard control(EPOLL_CTL_ADD, doorbell, .read, period: 0) else {
                close(epoll)
                return nil
            }
        }

        deinit { close(epoll) }

        /// How many sockets are waited for.
        var count: Int { entries.count { $0.watcher != nil } }

        /// Waits for a socket from now on, or for something else on it.
        ///
        /// - Returns: false if the system refuses.
        @discardableResult
        func set(_ descriptor: Int32, to asked: SocketEvents, for watcher: any SocketWatcher) -> Bool {
            let index = Int(descriptor)
            guard index >= 0 else { return false }
            while entries.count <= index { entries.append(Entry()) }
            if entries[index].watcher === watcher {
                guard entries[index].asked != asked else { return true }
                entries[index].asked = asked
                return control(EPOLL_CTL_MOD, descriptor, asked, period: entries[index].period)
            }
            entries[index] = Entry(watcher: watcher, asked: asked, period: entries[index].period &+ 1)
            let isSet = control(EPOLL_CTL_ADD, descriptor, asked, period: entries[index].period)
            if !isSet { entries[index].watcher = nil }
            return isSet
        }

        /// Waits for a socket no longer; to be called before it is closed.
        func remove(_ descriptor: Int32) {
            let index = Int(descriptor)
            guard entries.indices.contains(index), entries[index].watcher != nil else { return }
            entries[index].watcher = nil
            _ = control(EPOLL_CTL_DEL, descriptor, [], period: 0)
        }

        /// Waits until something happens or the time is up, and tells the watchers.
        ///
        /// - Parameters:
        ///   - milliseconds: the longest wait; 0 only looks, -1 waits without end.
        ///   - onEnd: called after the wait, before the watchers.
        /// - Returns: whether the doorbell has rung; `nil` if the system refuses to wait.
        func wait(milliseconds: Int32, onEnd: () -> Void = {}) -> Bool? {
            let count = epoll_wait(epoll, &events, Int32(events.count), milliseconds)
            guard count >= 0 else { return errno == EINTR ? false : nil }
            onEnd()
            var hasRung = false
            for place in 0..<Int(count) {
                let event = events[place]
                let descriptor = Int32(truncatingIfNeeded: event.data.u64)
                guard descriptor != doorbell else {
                    hasRung = true
                    continue
                }
                let entry = entries[Int(descriptor)]
                guard let watcher = entry.watcher, entry.period == UInt32(event.data.u64 >> 32) else { continue }
                watcher.isReady(descriptor, .reported(asked: entry.asked, came: Self.came(event.events)))
            }
            return hasRung
        }

        private func control(_ operation: Int32, _ descriptor: Int32, _ asked: SocketEvents, period: UInt32) -> Bool {
            var event = epoll_event()
            if asked.contains(.read) { event.events |= EPOLLIN.rawValue }
            if asked.contains(.write) { event.events |= EPOLLOUT.rawValue }
            event.data.u64 = UInt64(UInt32(bitPattern: descriptor)) | UInt64(period) << 32
            return epoll_ctl(epoll, operation, descriptor, &event) == 0
        }

        private static func came(_ bits: UInt32) -> SocketEvents {
            var came: SocketEvents = []
            if bits & EPOLLIN.rawValue != 0 { came.insert(.read) }
            if bits & EPOLLOUT.rawValue != 0 { came.insert(.write) }
            if bits & (EPOLLERR.rawValue | EPOLLHUP.rawValue) != 0 { came.insert(.broken) }
            return came
        }
    }

    typealias SocketSelector = EpollSelector
#else
    typealias SocketSelector = PollSelector
#endif
