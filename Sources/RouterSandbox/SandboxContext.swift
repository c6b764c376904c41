import Hummingbird
import NIOCore

/// What a request of the sandbox brings along: its connection.
struct SandboxContext: InitializableFromSource {
    /// The connection.
    let channel: any Channel

    init(source: ApplicationRequestContextSource) { channel = source.channel }
}
