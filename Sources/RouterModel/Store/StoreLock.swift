import Foundation

/// The right to change a store: one holder at a time, in this process or in another.
///
/// The system takes it back when the holder's process ends, however it ends.
enum StoreLock {
    /// Waits between two attempts, in microseconds.
    private static let pause: UInt32 = 10_000

    /// Runs `body` while the lock is held.
    ///
    /// - Parameters:
    ///   - file: is made if it is missing, and stays.
    ///   - patience: how long another holder is waited for.
    ///   - body: what needs the lock; it must not ask for it again.
    /// - Returns: what `body` returns.
    /// - Throws: ``ModelError``: `.busy` if another holder did not let go, `.unwritable` if there can be no lock; what
    ///   `body` throws.
    static func holding<Value>(_ file: URL, patience: Duration, _ body: () throws -> Value) throws -> Value {
        let descriptor = open(file.path, O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else {
            throw ModelError(
                .unwritable, "\(file.relativePath): cannot be opened (\(String(cString: strerror(errno))))")
        }
        // Closing the one descriptor of the lock lets it go.
        defer { close(descriptor) }
        let deadline = ContinuousClock.now + patience
        while flock(descriptor, LOCK_EX | LOCK_NB) != 0 {
            guard errno == EWOULDBLOCK || errno == EINTR else {
                throw ModelError(
                    .unwritable, "\(file.relativePath): cannot be locked (\(String(cString: strerror(errno))))")
            }
            guard ContinuousClock.now < deadline else {
                throw ModelError(
                    .busy,
                    "\(file.relativePath): another process has been changing these bundles for \(patience); try again when it is done"
                )
            }
            usleep(pause)
        }
        return try body()
    }
}
