package import RouterSockets
import Synchronization

/// An HTTP/1.1 server on socket loops.
///
/// A request is read, answered and sent on one thread. The server knows what OpenAI's and Anthropic's APIs need of HTTP: whole
/// requests, whole replies, streams of events. TLS and HTTP/2 are a reverse proxy's business.
package final class HTTPServer: Sendable {
    private let listener: HTTPListener
    private let connections: [LoopConnections]

    /// The port that is listened on.
    package var port: Int { listener.port }

    /// Listens; requests are accepted from ``start()`` on.
    ///
    /// - Parameters:
    ///   - configuration: address and limits.
    ///   - responder: answers requests.
    ///   - loops: whose threads requests are answered on.
    /// - Throws: ``HTTPServerError`` if the address cannot be listened on.
    package init(
        _ configuration: HTTPServerConfiguration, _ responder: any HTTPResponder, on loops: SocketLoops
    ) throws(HTTPServerError) {
        connections = loops.loops.map { LoopConnections(configuration, responder, on: $0) }
        listener = try HTTPListener(host: configuration.host, port: configuration.port, for: connections)
    }

    /// Begins to accept requests.
    package func start() {
        for connections in connections { connections.loop.execute { connections.loop.add(connections) } }
        connections[0].loop.execute { [listener] in listener.start() }
    }

    /// Accepts no more requests and returns when those that were accepted have been answered.
    ///
    /// If the task is cancelled, they are cancelled too.
    package func shutdown() async {
        connections[0].loop.execute { [listener] in listener.close() }
        await withTaskCancellationHandler {
            await withTaskGroup(of: Void.self) { group in
                for connections in connections { group.addTask { await Self.quiesce(connections) } }
            }
        } onCancel: {
            closeAll()
        }
    }

    private func closeAll() {
        for connections in connections { connections.loop.execute { connections.closeAll() } }
    }

    private static func quiesce(_ connections: LoopConnections) async {
        await withCheckedContinuation { (quiet: CheckedContinuation<Void, Never>) in
            let isAsked = connections.loop.execute {
                connections.quiesce {
                    connections.loop.remove(connections)
                    quiet.resume()
                }
            }
            if !isAsked { quiet.resume() }
        }
    }
}
