import ArgumentParser
import Foundation
import RouterWire

/// `autorouter bench gateway`.
struct BenchGatewayCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "gateway",
        abstract: "Measure this program as a server, beside nginx as a plain proxy, over the same upstream.",
        discussion: """
            Starts an upstream that gives everybody the same reply, nginx where it is installed, and 'autorouter serve' with two \
            candidates and a log, and sends them chat completions of model auto: plain and streamed, over 1 and over 32 \
            connections, in rounds that take turns. Everything is on loopback and is ended afterwards.

            'CPU µs' is the processor time of the server for a plain request at 32 connections, from /proc; 'added' is the median \
            beyond what the upstream takes by itself. Ratios of one run carry over to other machines, absolute figures do not.
            """)

    @Option(help: "Rounds.")
    var rounds = 3

    @Option(help: "Seconds of each load of each round; a server has four.")
    var seconds = 2.0

    @Option(help: "How to print: table or json.")
    var format = BenchDecideCommand.OutputFormat.table

    func validate() throws {
        if !(1...100).contains(rounds) { throw ValidationError("--rounds \(rounds) is not accepted; 1 to 100 is.") }
        if !(0.1...60).contains(seconds) {
            throw ValidationError("--seconds \(seconds) is not accepted; 0.1 to 60 is.")
        }
    }

    func run() async throws { try await CommandFailure.reporting { try await measure() } }

    private func measure() async throws {
        signal(SIGPIPE, SIG_IGN)
        guard let program = Bundle.main.executablePath else { throw BenchError("this program does not know its path") }
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent(
            "autorouter-bench-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let probe = GatewayBenchmark.requests(isStreamed: false)[0]
        let upstream = try await BenchedProgram(
            program, ["bench", "upstream"], folder: folder, port: nil, probe: probe)
        defer { upstream.stop() }
        var targets = [
            GatewayBenchmark.Target(
                name: GatewayBenchReport.direct, port: upstream.port, processID: upstream.processID,
                startMilliseconds: nil)
        ]
        let nginx = try await self.nginx(upstream: upstream.port, folder, probe)
        defer { nginx?.stop() }
        if let nginx { targets.append(Self.target(GatewayBenchReport.nginx, nginx)) }
        let router = try await self.router(program, upstream: upstream.port, folder, probe)
        defer { router.stop() }
        targets.append(Self.target("autorouter, auto", router))
        let benchmark = GatewayBenchmark(rounds: rounds, seconds: seconds)
        let report = GatewayBenchReport(
            machine: Self.machine, rounds: rounds, seconds: seconds, rows: try benchmark.rows(targets))
        switch format {
        case .table: Console.print(report.text)
        case .json: Console.write(report.json + [0x0A])
        }
    }

    private static func target(_ name: String, _ program: BenchedProgram) -> GatewayBenchmark.Target {
        .init(
            name: name, port: program.port, processID: program.processID, startMilliseconds: program.startMilliseconds)
    }

    private func nginx(upstream: UInt16, _ folder: URL, _ probe: [UInt8]) async throws -> BenchedProgram? {
        guard let executable = NginxProxy.executable else {
            Console.note("nginx is not installed: ratios to it are left out")
            return nil
        }
        let port = try Self.freePort()
        let file = folder.appendingPathComponent("nginx.conf")
        try Data(NginxProxy.configuration(folder: folder.path, port: port, upstream: upstream).utf8).write(to: file)
        return try await BenchedProgram(
            executable, ["-c", file.path, "-p", folder.path, "-e", "stderr"], folder: folder, port: port, probe: probe)
    }

    private func router(
        _ program: String, upstream: UInt16, _ folder: URL, _ probe: [UInt8]
    ) async throws -> BenchedProgram {
        let price = #""price":{"prompt":0.15,"completion":0.6}"#
        let settings = #"""
            {"providers":{"bench":{"base_url":"http://127.0.0.1:\#(upstream)/v1"}},"candidates":[
            {"id":"bench/small","provider":"bench","upstream_model":"small",\#(price)},
            {"id":"bench/large","provider":"bench","upstream_model":"large","price":{"prompt":2,"completion":8}}]}
            """#
        let file = folder.appendingPathComponent("autorouter.yaml")
        try Data(settings.utf8).write(to: file)
        return try await BenchedProgram(
            program, ["serve", "--config", file.path, "--port", "0", "--log", folder.path + "/log.sqlite"],
            folder: folder, port: nil, probe: probe)
    }

    private static func freePort() throws(BenchError) -> UInt16 {
        let (descriptor, port) = try LoadSocket.listening(port: 0)
        close(descriptor)
        return port
    }

    private static var machine: String {
        let text = (try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8)) ?? ""
        let model = text.split(separator: "\n").first { $0.hasPrefix("model name") }?.split(separator: ":").last
        let name =
            model.map { $0.trimmingCharacters(in: .whitespaces) }
            ?? ProcessInfo.processInfo.operatingSystemVersionString
        return "\(ProcessInfo.processInfo.activeProcessorCount) × \(name)"
    }
}

/// `autorouter bench upstream`.
struct BenchUpstreamCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "upstream",
        abstract: "Serve the upstream of 'bench gateway': the same chat completion for everybody, plain or streamed.")

    @Option(help: "Port on 127.0.0.1; 0 = a free one.")
    var port: UInt16 = 0

    func run() throws {
        signal(SIGPIPE, SIG_IGN)
        let upstream = try BenchUpstream(port: port)
        Console.note("bench upstream at http://127.0.0.1:\(upstream.port)/v1")
        upstream.run()
    }
}
