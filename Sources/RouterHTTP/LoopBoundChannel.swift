package import HummingbirdCore
package import Logging
package import NIOCore

/// A server channel whose requests are answered on the thread of their connection's event loop.
package struct LoopBoundChannel<Base: ServerChildChannel>: ServerChildChannel {
    private let base: Base

    /// Wraps a channel.
    package init(_ base: Base) { self.base = base }

    /// Sets a connection up.
    package func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<Base.Value> {
        base.setup(channel: channel, logger: logger)
    }

    /// Answers what comes over a connection.
    package func handle(value: Base.Value, logger: Logger) async {
        await withTaskExecutorPreference(LoopTaskExecutor(value.channel.eventLoop)) {
            await base.handle(value: value, logger: logger)
        }
    }
}
