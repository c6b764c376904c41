import Dispatch

/// A door in a script: closed until the test opens it, open for good then.
package final class Gate: Sendable, Hashable {
    private let semaphore = DispatchSemaphore(value: 0)

    /// A closed door.
    package init() {}

    /// Lets everyone pass, now and later.
    package func open() { semaphore.signal() }

    /// Blocks the calling thread until the door is open.
    func pass() {
        semaphore.wait()
        semaphore.signal()
    }

    package static func == (left: Gate, right: Gate) -> Bool { left === right }
    package func hash(into hasher: inout Hasher) { hasher.combine(ObjectIdentifier(self)) }
}
