import ArgumentParser
import Foundation
import RouterWire

/// `autorouter bench load`.
struct BenchLoadCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "load",
        abstract: "Send chat completions of model auto to a server on loopback, as 'bench gateway' does.",
        discussion: "Each connection sends its next request when the last reply has ended. Prints one JSON object.")

    @Argument(help: "Port on 127.0.0.1.")
    var port: UInt16

    @Option(help: "Connections.")
    var connections = 1

    @Option(help: "Seconds, after a warm-up of 0.3.")
    var seconds = 2.0

    @Flag(help: "Ask for streams.")
    var stream = false

    func validate() throws {
        if !(1...512).contains(connections) {
            throw ValidationError("--connections \(connections) is not accepted; 1 to 512 is.")
        }
        if !(0.1...60).contains(seconds) {
            throw ValidationError("--seconds \(seconds) is not accepted; 0.1 to 60 is.")
        }
    }

    func run() throws {
        signal(SIGPIPE, SIG_IGN)
        let figures = try LoadRun(
            port: port, requests: GatewayBenchmark.requests(isStreamed: stream), connectionCount: connections,
            isStreamed: stream
        ).figures(seconds: seconds, warmUp: 0.3)
        var json = JSONWriter()
        json.object { json in
            json.key("good", int: figures.latencies.count)
            json.key("failed", int: figures.failures)
            json.key("per_second", double: figures.perSecond, digits: 6)
            let latency = figures.latencies.isEmpty ? nil : LatencySummary(nanoseconds: figures.latencies)
            json.key("p50_ms", double: latency.map { $0.p50 / 1000 }, digits: 5)
            json.key("p95_ms", double: latency.map { $0.p95 / 1000 }, digits: 5)
            json.key("p99_ms", double: latency.map { $0.p99 / 1000 }, digits: 5)
            json.key("first_token_p50_ms", double: figures.firstTokenMilliseconds, digits: 5)
        }
        Console.write(json.bytes + [0x0A])
    }
}
