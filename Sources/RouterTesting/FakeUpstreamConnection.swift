/// One accepted connection: reads requests and carries out their scripts until one side has had enough.
///
/// Lives on its own thread.
struct FakeUpstreamConnection {
    private let socket: FakeUpstreamSocket
    private let core: FakeUpstreamCore
    private let number: Int

    init(socket: FakeUpstreamSocket, core: FakeUpstreamCore) {
        self.socket = socket
        self.core = core
        number = socket.number
    }

    func serve() {
        var reader = FakeUpstreamReader(socket: socket)
        var index = 0
        var isClosedByPeer = false
        reader.breaksSecondRequest = core.breaksKeptConnections
        while let request = reader.next(connection: number, index: index) {
            index += 1
            core.update { state in
                state.counters.requests += 1
                state.requests.append(request)
            }
            switch carryOut(core.respond(request)) {
            case .next: continue
            case .closed: return leave(isClosedByPeer: false)
            case .closedByPeer: isClosedByPeer = true
            }
            break
        }
        leave(isClosedByPeer: isClosedByPeer || reader.isAtEnd)
    }

    private enum Result { case next, closed, closedByPeer }

    private func carryOut(_ reply: ScriptedReply) -> Result {
        for step in reply.steps {
            switch step {
            case .send(let bytes):
                guard send(bytes) else { return .closedByPeer }
            case .wait(let gate):
                let isStopped = core.update { state in
                    if !state.isStopped { state.waitingGates.append(gate) }
                    return state.isStopped
                }
                if !isStopped { gate.pass() }
                core.update { state in state.waitingGates.removeAll { $0 == gate } }
            case .hang:
                while !socket.receive().isEmpty {}
                return .closedByPeer
            case .close:
                return .closed
            case .reset:
                socket.breakOnClose()
                return .closed
            }
        }
        return .next
    }

    private func send(_ bytes: [UInt8]) -> Bool {
        var offset = 0
        var isStalled = false
        while offset < bytes.count {
            switch socket.send(bytes[offset...]) {
            case .sent(let count):
                offset += count
                core.update { $0.counters.bytesSent += count }
            case .blocked:
                if !isStalled { core.update { $0.counters.stalledSends += 1 } }
                isStalled = true
            case .failed:
                return false
            }
        }
        return true
    }

    private func leave(isClosedByPeer: Bool) {
        // Out of the set before it is closed: `stop` must not touch a descriptor that may belong to somebody else by then.
        core.update { [socket] in _ = $0.connections.remove(socket) }
        socket.close()
        core.update { state in
            state.counters.openConnections -= 1
            if isClosedByPeer && !state.isStopped { state.counters.connectionsClosedByPeer += 1 }
        }
    }
}

/// Reads requests from a socket: a head, then a body of known length; our client sends no other.
struct FakeUpstreamReader {
    private let socket: FakeUpstreamSocket
    private var buffer: [UInt8] = []
    /// Whether the client closed the connection.
    private(set) var isAtEnd = false
    /// Whether the connection is to break between head and body of its second request.
    var breaksSecondRequest = false

    init(socket: FakeUpstreamSocket) { self.socket = socket }

    /// The next request; `nil` if the connection ends first or what comes is not HTTP.
    mutating func next(connection: Int, index: Int) -> RecordedRequest? {
        guard let head = readThrough("\r\n\r\n") else { return nil }
        if breaksSecondRequest && index > 0 {
            socket.breakOnClose()
            return nil
        }
        var lines = String(decoding: head, as: UTF8.self).split(separator: "\r\n").map(String.init)
        let words = lines.isEmpty ? [] : lines.removeFirst().split(separator: " ")
        guard words.count == 3 else { return nil }
        let headers = lines.map { line in
            let parts = line.split(separator: ":", maxSplits: 1)
            let value = parts.count > 1 ? String(parts[1].drop { $0 == " " }) : ""
            return (name: parts.first.map { $0.lowercased() } ?? "", value: value)
        }
        let length = headers.first { $0.name == "content-length" }.flatMap { Int($0.value) }
        guard let body = read(length ?? 0) else { return nil }
        return RecordedRequest(
            method: String(words[0]), path: String(words[1]), headers: headers, body: body, connection: connection,
            indexOnConnection: index)
    }

    private mutating func readThrough(_ mark: String) -> [UInt8]? {
        let mark = Array(mark.utf8)
        var searched = 0
        while true {
            if buffer.count >= mark.count {
                for start in searched...(buffer.count - mark.count)
                where buffer[start..<(start + mark.count)].elementsEqual(mark) {
                    return read(start + mark.count)
                }
                searched = buffer.count - mark.count + 1
            }
            guard receive() else { return nil }
        }
    }

    private mutating func read(_ count: Int) -> [UInt8]? {
        while buffer.count < count {
            guard receive() else { return nil }
        }
        defer { buffer.removeFirst(count) }
        return Array(buffer[..<count])
    }

    private mutating func receive() -> Bool {
        let bytes = socket.receive()
        buffer += bytes
        isAtEnd = bytes.isEmpty
        return !isAtEnd
    }
}
