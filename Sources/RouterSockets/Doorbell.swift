import Synchronization

#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

/// A pipe that ends a loop's wait for sockets from any thread.
final class Doorbell: Sendable {
    /// What the loop waits for, beside its sockets.
    let descriptor: Int32
    /// The end that rings; `nil` once it is closed.
    ///
    /// Only who found the loop asleep takes the lock, so nobody waits for it.
    private let button: Mutex<Int32?>

    /// `nil` if the system has no descriptors left.
    init?() {
        var ends: [Int32] = [-1, -1]
        guard pipe(&ends) == 0 else { return nil }
        for end in ends {
            _ = fcntl(end, F_SETFD, FD_CLOEXEC)
            _ = fcntl(end, F_SETFL, O_NONBLOCK)
        }
        descriptor = ends[0]
        button = Mutex(ends[1])
    }

    deinit { hangUp() }

    /// Ends the current or the next wait.
    func ring() {
        button.withLock { end in
            guard let end else { return }
            var byte: UInt8 = 1
            // A full pipe is a bell that rings already.
            _ = write(end, &byte, 1)
        }
    }

    /// Takes back what was rung; on the loop's thread.
    func silence() {
        withUnsafeTemporaryAllocation(byteCount: 64, alignment: 1) { bytes in
            _ = read(descriptor, bytes.baseAddress, bytes.count)
        }
    }

    /// Closes the pipe; on the loop's thread, after its last wait.
    func hangUp() {
        button.withLock { end in
            guard let open = end else { return }
            close(open)
            close(descriptor)
            end = nil
        }
    }
}
