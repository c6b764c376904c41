#if os(Linux)
    import Foundation
    import Glibc
    import RouterDispatch
    import Synchronization
    import Testing

    /// OpenSSL's own test server stands in for an upstream with TLS; without the `openssl` tool nothing here runs.
    @Suite("TLS", .timeLimit(.minutes(5)), .enabled(if: TLSServer.isAvailable))
    struct TLSTests {
        private let server: TLSServer

        init() async throws { server = try await TLSServer() }

        @Test("a certificate that nobody vouches for is refused")
        func untrusted() async throws {
            let client = try CurlUpstreamClient()
            let error = try #require(await client.failure(of: request(url: server.url(), method: "GET", body: [])))
            #expect(error.code == .tlsFailed)
            #expect(error.curlCode == 60)
        }

        @Test("a certificate of a configured authority is trusted, for its own name only")
        func trusted() async throws {
            let client = try CurlUpstreamClient(configuration: .init(certificateFile: server.certificate))
            let reply = try await client.roundTrip(request(url: server.url(), method: "GET", body: []))
            #expect(reply.status == 200)
            let other = server.url(host: "localhost")
            let error = try #require(await client.failure(of: request(url: other, method: "GET", body: [])))
            #expect(error.code == .tlsFailed)
        }
    }

    /// `openssl s_server` with a certificate made for it, in a folder that goes with it.
    private final class TLSServer: Sendable {
        private static let tool = "/usr/bin/openssl"
        static var isAvailable: Bool { FileManager.default.isExecutableFile(atPath: tool) }

        let certificate: String
        private let folder: URL
        private let process: Process
        private let port: Substring

        init() async throws {
            folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            certificate = folder.appending(path: "certificate.pem").path
            let key = folder.appending(path: "key.pem").path
            let making = Self.process(
                "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=lab "
                    + "-addext subjectAltName=IP:127.0.0.1 -keyout \(key) -out \(certificate)")
            await withCheckedContinuation { continuation in
                making.terminationHandler = { _ in continuation.resume() }
                do { try making.run() } catch { continuation.resume() }
            }
            process = Self.process("s_server -www -accept 127.0.0.1:0 -cert \(certificate) -key \(key)")
            let output = Pipe()
            process.standardOutput = output
            try process.run()
            port = try #require(await Self.port(in: output))
        }

        deinit {
            // Not `terminate()`: the child inherits the signal mask of a pool thread, which blocks SIGTERM.
            kill(process.processIdentifier, SIGKILL)
            try? FileManager.default.removeItem(at: folder)
        }

        func url(host: String = "127.0.0.1") -> String { "https://\(host):\(port)/" }

        private static func process(_ arguments: String) -> Process {
            let process = Process()
            process.executableURL = URL(filePath: tool)
            process.arguments = arguments.split(separator: " ").map(String.init)
            process.standardError = FileHandle.nullDevice
            process.standardInput = FileHandle.nullDevice
            return process
        }

        /// Waits for the line `ACCEPT 127.0.0.1:<port>`.
        private static func port(in output: Pipe) async -> Substring? {
            let (texts, arrivals) = AsyncStream.makeStream(of: String.self)
            output.fileHandleForReading.readabilityHandler = { handle in
                let data = handle.availableData
                if data.isEmpty { arrivals.finish() } else { arrivals.yield(String(decoding: data, as: UTF8.self)) }
            }
            defer { output.fileHandleForReading.readabilityHandler = nil }
            var text = ""
            for await more in texts {
                text += more
                if let match = text.firstMatch(of: /ACCEPT 127\.0\.0\.1:([0-9]+)\n/) { return match.1 }
            }
            return nil
        }
    }
#endif
