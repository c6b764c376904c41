package import NIOCore

/// Runs tasks on the thread of an event loop.
///
/// A request that is answered on its connection's own thread changes threads only where another one has to be asked.
package final class LoopTaskExecutor: TaskExecutor {
    private let loop: any EventLoop

    /// Makes an executor for an event loop.
    package init(_ loop: any EventLoop) { self.loop = loop }

    /// Runs a job when the event loop comes to it.
    package func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        loop.execute { job.runSynchronously(on: self.asUnownedTaskExecutor()) }
    }

    /// Does something after a while, unless it is cancelled before.
    func schedule(after delay: Duration, _ action: @escaping @Sendable () -> Void) -> Scheduled<Void> {
        loop.scheduleTask(in: .nanoseconds(Int64(delay / .nanoseconds(1))), action)
    }
}
