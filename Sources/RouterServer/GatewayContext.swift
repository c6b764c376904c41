import Hummingbird
import NIOCore

/// What a request brings along: its connection.
struct GatewayContext: InitializableFromSource {
    /// The connection.
    let channel: any Channel

    init(source: ApplicationRequestContextSource) { channel = source.channel }

    /// The watch over the connection.
    ///
    /// - Throws: an error of NIO if the connection is gone.
    func watch() async throws -> ConnectionWatch {
        try await channel.pipeline.handler(type: ConnectionWatch.self).get()
    }
}
