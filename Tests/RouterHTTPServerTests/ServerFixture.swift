import Foundation
import HTTPTypes
import RouterSockets
import Synchronization
import Testing

@testable import RouterHTTPServer

#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

/// Answers by the path of a request.
struct ScriptedResponder: HTTPResponder {
    /// Opened by ``ServerFixture/gate``.
    let gate: ServerGate
    /// Requests that were cancelled, and steps of some others.
    let cancelled: ServerCount

    func admit(_ head: RequestHead) -> HTTPAdmission {
        switch head.path {
        case "/refused": .reply(.json(Array("no".utf8), status: 403))
        case "/empty": .reply(HTTPReply(status: 204, body: .whole([])))
        default: .body { body, exchange in try await answer(head, body, exchange) }
        }
    }

    private func answer(_ head: RequestHead, _ body: RequestBody, _ exchange: HTTPExchange) async throws -> HTTPReply {
        guard case .whole(let bytes) = body else { return .json(Array("long".utf8), status: 413) }
        switch head.path {
        case "/late":
            do { try await gate.wait() } catch {
                cancelled.add()
                throw error
            }
            return .json(Array("late".utf8))
        case "/broken": throw HTTPServerTestError()
        case "/events":
            return HTTPReply(
                status: 200,
                body: .stream { exchange in
                    try await exchange.write(Array("data: 1\n\n".utf8))
                    try await gate.wait()
                    try await exchange.write([])
                    try await exchange.write(Array("data: 2\n\n".utf8))
                })
        case "/cut":
            return HTTPReply(
                status: 200,
                body: .stream { exchange in
                    try await exchange.write(Array("data: 1\n\n".utf8))
                    throw HTTPServerTestError()
                })
        case "/flood":
            return HTTPReply(
                status: 200,
                body: .stream { exchange in
                    for _ in 0..<200 {
                        try await exchange.write([UInt8](repeating: UInt8(ascii: "x"), count: 100_000))
                        cancelled.add()
                    }
                })
        case "/large":
            cancelled.add()
            return .json([UInt8](repeating: UInt8(ascii: "x"), count: 100_000))
        case "/endless":
            return HTTPReply(
                status: 200,
                body: .stream { exchange in
                    do {
                        while true { try await exchange.write([UInt8](repeating: UInt8(ascii: "x"), count: 100_000)) }
                    } catch {
                        cancelled.add()
                        throw error
                    }
                })
        default: return .json(Array("\(head.method.rawValue) \(head.path) ".utf8) + bytes)
        }
    }
}

/// What a script throws.
struct HTTPServerTestError: Error {}

/// A number that many add to.
final class ServerCount: Sendable {
    private let number = Atomic(0)
    var value: Int { number.load(ordering: .relaxed) }
    func add() { number.add(1, ordering: .relaxed) }
}

/// Holds work up until it is opened, or the task that waits is cancelled.
final class ServerGate: Sendable {
    private struct State {
        var isOpen = false
        var count = 0
        var waiting: [Int: CheckedContinuation<Void, any Error>] = [:]
        var cancelled: Set<Int> = []
    }

    private let state = Mutex(State())

    func open() {
        let waiting = state.withLock { state in
            state.isOpen = true
            defer { state.waiting = [:] }
            return Array(state.waiting.values)
        }
        for continuation in waiting { continuation.resume() }
    }

    func wait() async throws {
        let id = state.withLock { state in
            state.count += 1
            return state.count
        }
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Void, any Error>) in
                let result = state.withLock { state -> Result<Void, any Error>? in
                    if state.cancelled.contains(id) { return .failure(CancellationError()) }
                    if state.isOpen { return .success(()) }
                    state.waiting[id] = continuation
                    return nil
                }
                if let result { continuation.resume(with: result) }
            }
        } onCancel: {
            let continuation = state.withLock { state in
                state.cancelled.insert(id)
                return state.waiting.removeValue(forKey: id)
            }
            continuation?.resume(throwing: CancellationError())
        }
    }
}

/// A server on a free port.
struct ServerFixture {
    let port: Int
    let gate: ServerGate
    let cancelled: ServerCount
    let server: HTTPServer

    /// Runs `body` against a server and shuts the server down in order.
    static func with(
        requestTimeout: Duration = .seconds(600), heartbeat: Duration = .seconds(600),
        _ body: (ServerFixture) async throws -> Void
    ) async throws {
        let loops = try #require(SocketLoops(count: 2))
        let responder = ScriptedResponder(gate: ServerGate(), cancelled: ServerCount())
        let server = try HTTPServer(
            HTTPServerConfiguration(
                host: "127.0.0.1", port: 0, serverName: "test", maxHeaderBytes: 1000, maxBodyBytes: 100_000,
                requestTimeout: requestTimeout, heartbeat: heartbeat), responder, on: loops)
        server.start()
        let fixture = ServerFixture(
            port: server.port, gate: responder.gate, cancelled: responder.cancelled, server: server)
        let result: Result<Void, any Error>
        do {
            try await body(fixture)
            result = .success(())
        } catch {
            result = .failure(error)
        }
        responder.gate.open()
        await server.shutdown()
        await loops.shutdown()
        try result.get()
    }
}

/// A connection that sends what it is told and nothing else.
final class ClientSocket: Sendable {
    let descriptor: Int32

    init(_ fixture: ServerFixture) throws {
        #if canImport(Darwin) || canImport(Musl)
            descriptor = socket(AF_INET, SOCK_STREAM, 0)
        #else
            descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        #endif
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = UInt16(fixture.port).bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var limit = timeval(tv_sec: 300, tv_usec: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
        #if canImport(Darwin)
            var isOn: Int32 = 1
            setsockopt(descriptor, SOL_SOCKET, SO_NOSIGPIPE, &isOn, socklen_t(MemoryLayout<Int32>.size))
        #endif
        let descriptor = descriptor
        let status = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        try #require(status == 0)
    }

    deinit { _ = close(descriptor) }

    func send(_ text: String) {
        _ = Array(text.utf8).withUnsafeBytes { SystemSocket.send($0[...], to: descriptor) }
    }

    /// Closes the sending half.
    func endSending() { _ = shutdown(descriptor, Int32(SHUT_WR)) }

    /// What comes until the other side closes, or until the text holds a mark so many times.
    func receive(until mark: String? = nil, times: Int = 1) async -> String {
        await withCheckedContinuation { continuation in
            Thread.detachNewThread { [descriptor] in
                var text = ""
                var buffer = [UInt8](repeating: 0, count: 65_536)
                while mark.map({ text.ranges(of: $0).count < times }) ?? true {
                    let count = recv(descriptor, &buffer, buffer.count, 0)
                    if count < 0, errno == EAGAIN { text += "(nothing more for a long time)" }
                    guard count > 0 else { break }
                    text += String(decoding: buffer[..<count], as: UTF8.self)
                }
                continuation.resume(returning: text)
            }
        }
    }
}
