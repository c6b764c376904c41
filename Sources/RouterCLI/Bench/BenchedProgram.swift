import Foundation

/// A server that a benchmark starts and ends.
final class BenchedProgram {
    /// Where it listens.
    let port: UInt16
    /// Its process.
    var processID: Int32 { process.processIdentifier }
    /// From its start to its first good reply, in milliseconds.
    let startMilliseconds: Double

    private let process: Process
    /// A server that has not answered for so long is given up, in seconds.
    private static let patience = 20.0

    /// Starts a program and waits for its first good reply.
    ///
    /// - Parameters:
    ///   - executable: path of the program.
    ///   - arguments: its arguments.
    ///   - folder: where what it prints is kept.
    ///   - port: where it will listen; `nil` = it prints an address.
    ///   - probe: a request that it has to answer with status 200.
    /// - Throws: ``BenchError`` with the end of what it printed.
    init(
        _ executable: String, _ arguments: [String], folder: URL, port: UInt16?, probe: [UInt8]
    ) async throws(BenchError) {
        let output = folder.appendingPathComponent("\(UUID().uuidString).out")
        let process = Process()
        process.executableURL = URL(fileURLWithPath: executable)
        process.arguments = arguments
        process.currentDirectoryURL = folder
        process.standardInput = FileHandle.nullDevice
        let began = DispatchTime.now().uptimeNanoseconds
        do {
            try Data().write(to: output)
            let handle = try FileHandle(forWritingTo: output)
            process.standardOutput = handle
            process.standardError = handle
            try process.run()
        } catch {
            throw BenchError("\(executable) cannot be started: \(error)")
        }
        self.process = process
        var found = port
        while true {
            found = found ?? Self.printedPort(output)
            if let found, Self.answers(probe, port: found) {
                self.port = found
                break
            }
            let waited = Double(DispatchTime.now().uptimeNanoseconds - began) / 1e9
            guard process.isRunning, waited < Self.patience else {
                process.terminate()
                let text = (try? String(contentsOf: output, encoding: .utf8)) ?? ""
                throw BenchError("\(executable) does not answer; it printed: \(text.suffix(500))")
            }
            usleep(1000)
        }
        startMilliseconds = Double(DispatchTime.now().uptimeNanoseconds - began) / 1e6
    }

    /// Ends it.
    func stop() {
        process.terminate()
        process.waitUntilExit()
    }

    private static func printedPort(_ output: URL) -> UInt16? {
        let text = (try? String(contentsOf: output, encoding: .utf8)) ?? ""
        return text.firstMatch(of: #/http:\/\/127\.0\.0\.1:(\d+)/#).flatMap { UInt16($0.1) }
    }

    private static func answers(_ probe: [UInt8], port: UInt16) -> Bool {
        guard let socket = try? LoadSocket(port: port), socket.send(probe) else { return false }
        var reply = LoadReply()
        var buffer = [UInt8](repeating: 0, count: 16 << 10)
        while true {
            let count = recv(socket.descriptor, &buffer, buffer.count, 0)
            guard count > 0 else { return false }
            switch buffer.withUnsafeBytes({
                reply.take(UnsafeRawBufferPointer(rebasing: $0[..<count]), findsContent: false)
            }) {
            case .incomplete: continue
            case .complete: return reply.status == 200
            case .unreadable: return false
            }
        }
    }
}
