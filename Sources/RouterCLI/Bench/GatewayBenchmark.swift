import Foundation
import RouterCore
import RouterWire

/// Measures servers in front of the same upstream, in rounds that take turns.
struct GatewayBenchmark {
    /// One server.
    struct Target {
        let name: String
        let port: UInt16
        /// Its process; `nil` = its use of the processor is not measured.
        let processID: Int32?
        let startMilliseconds: Double?
    }

    /// One kind of load.
    enum Load: String, CaseIterable {
        case plainOne = "plain, 1 connection"
        case plainMany = "plain, 32 connections"
        case streamOne = "streams, 1 connection"
        case streamMany = "streams, 32 connections"

        var connectionCount: Int { self == .plainOne || self == .streamOne ? 1 : 32 }
        var isStreamed: Bool { self == .streamOne || self == .streamMany }
    }

    /// What one load of one round has brought.
    struct Sample {
        let perSecond: Double
        let p50Milliseconds: Double
        let firstTokenMilliseconds: Double?
        let processorMicroseconds: Double?
        let failures: Int
    }

    /// Everything of one server.
    struct Row {
        let target: Target
        var samples: [Load: [Sample]] = [:]
        var residentMegabytes: Double?

        /// The median over the rounds; `nil` = nothing was measured.
        func median(_ load: Load, _ value: (Sample) -> Double?) -> Double? {
            let values = (samples[load] ?? []).compactMap(value).sorted()
            return values.isEmpty ? nil : (values[values.count / 2] + values[(values.count - 1) / 2]) / 2
        }

        /// Requests without a good reply, in all rounds.
        var failures: Int { samples.values.joined().reduce(0) { $0 + $1.failures } }
    }

    let rounds: Int
    /// Seconds of each load of each round.
    let seconds: Double

    private static let warmUp = 0.3

    /// Measures all servers.
    ///
    /// - Throws: ``BenchError`` if one does not answer.
    func rows(_ targets: [Target]) throws(BenchError) -> [Row] {
        var rows = targets.map { Row(target: $0) }
        for round in 0..<rounds {
            for load in Load.allCases {
                // Each round begins with another server, so that none is always first.
                for step in rows.indices {
                    let place = (step + round) % rows.count
                    rows[place].samples[load, default: []].append(try sample(rows[place].target, load))
                }
            }
        }
        for place in rows.indices {
            rows[place].residentMegabytes = rows[place].target.processID.flatMap {
                ProcessUsage(of: $0)?.residentMegabytes
            }
        }
        return rows
    }

    private func sample(_ target: Target, _ load: Load) throws(BenchError) -> Sample {
        let run = LoadRun(
            port: target.port, requests: Self.requests(isStreamed: load.isStreamed),
            connectionCount: load.connectionCount,
            isStreamed: load.isStreamed)
        _ = try run.figures(seconds: Self.warmUp, warmUp: 0)
        let before = target.processID.flatMap { ProcessUsage(of: $0)?.processorSeconds }
        let figures = try run.figures(seconds: seconds, warmUp: 0)
        let after = target.processID.flatMap { ProcessUsage(of: $0)?.processorSeconds }
        guard let p50 = figures.p50Milliseconds else {
            throw BenchError("\(target.name) has not answered one of \(figures.failures) requests well")
        }
        var microseconds: Double?
        if let before, let after {
            microseconds = (after - before) * 1e6 / Double(figures.latencies.count + figures.failures)
        }
        return Sample(
            perSecond: figures.perSecond, p50Milliseconds: p50, firstTokenMilliseconds: figures.firstTokenMilliseconds,
            processorMicroseconds: microseconds, failures: figures.failures)
    }

    /// Requests with different prompts, the same ones in every run.
    static func requests(isStreamed: Bool) -> [[UInt8]] {
        var random = SplitMix64(seed: 16)
        return (0..<16).map { index in
            var json = JSONWriter()
            json.object { json in
                json.key("model", string: "auto")
                json.key("messages")
                json.array { json in
                    json.object { json in
                        json.key("role", string: "user")
                        let kind = BenchText.kinds[index % BenchText.kinds.count]
                        json.key(
                            "content", string: BenchPrompts.prompt(kind, byteCount: 40 + 15 * index, using: &random))
                    }
                }
                if isStreamed { json.key("stream", bool: true) }
            }
            let head = "POST /v1/chat/completions HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
            return Array((head + "Content-Length: \(json.bytes.count)\r\n\r\n").utf8) + json.bytes
        }
    }
}
