package import Hummingbird
package import NIOCore

/// What a request brings along: its connection.
package struct ConnectionContext: InitializableFromSource {
    /// The connection.
    package let channel: any Channel

    /// Keeps the connection of a request.
    package init(source: ApplicationRequestContextSource) { channel = source.channel }

    /// The watch over the connection.
    ///
    /// - Throws: an error of NIO if the connection is gone.
    package func watch() async throws -> ConnectionWatch {
        // On its own event loop there is nothing to wait for, and that is where requests are answered.
        if channel.eventLoop.inEventLoop {
            return try channel.pipeline.syncOperations.handler(type: ConnectionWatch.self)
        }
        return try await channel.pipeline.handler(type: ConnectionWatch.self).get()
    }
}
