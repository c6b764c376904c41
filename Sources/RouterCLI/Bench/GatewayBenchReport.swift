import RouterWire

/// Measured servers as a table or as JSON: medians over the rounds, and ratios to nginx where it was measured.
struct GatewayBenchReport {
    let machine: String
    let rounds: Int
    let seconds: Double
    let rows: [GatewayBenchmark.Row]

    /// The upstream without a server in front of it.
    static let direct = "direct"
    /// The plain proxy.
    static let nginx = "nginx"

    private typealias Load = GatewayBenchmark.Load

    private func row(_ name: String) -> GatewayBenchmark.Row? { rows.first { $0.target.name == name } }

    /// A figure and how it is found.
    private struct Figure {
        let key: String
        let title: String
        let decimals: Int
        let value: (GatewayBenchReport, GatewayBenchmark.Row) -> Double?
    }

    private static func overNginx(_ load: Load) -> (GatewayBenchReport, GatewayBenchmark.Row) -> Double? {
        { report, row in
            guard let ours = row.median(load, \.perSecond),
                let theirs = report.row(nginx)?.median(load, \.perSecond), theirs > 0
            else { return nil }
            return ours / theirs
        }
    }

    private static func added(
        _ load: Load, _ value: @escaping (GatewayBenchmark.Sample) -> Double?
    ) -> (GatewayBenchReport, GatewayBenchmark.Row) -> Double? {
        { report, row in
            guard row.target.name != direct, let ours = row.median(load, value),
                let bare = report.row(direct)?.median(load, value)
            else { return nil }
            return ours - bare
        }
    }

    private static var figures: [Figure] {
        [
            .init(key: "requests_per_second_32", title: "requests/s at 32", decimals: 0) {
                $1.median(.plainMany, \.perSecond)
            },
            .init(key: "requests_over_nginx", title: "over nginx", decimals: 3, value: overNginx(.plainMany)),
            .init(key: "processor_us_per_request", title: "CPU µs", decimals: 1) {
                $1.median(.plainMany, \.processorMicroseconds)
            },
            .init(
                key: "added_p50_ms_1", title: "added p50 ms at 1", decimals: 3,
                value: added(.plainOne) { $0.p50Milliseconds }),
            .init(
                key: "added_p50_ms_32", title: "at 32", decimals: 3, value: added(.plainMany) { $0.p50Milliseconds }),
            .init(
                key: "added_first_token_ms", title: "added first token ms", decimals: 3,
                value: added(.streamOne) { $0.firstTokenMilliseconds }),
            .init(key: "streams_per_second_32", title: "streams/s at 32", decimals: 0) {
                $1.median(.streamMany, \.perSecond)
            },
            .init(key: "streams_over_nginx", title: "over nginx", decimals: 3, value: overNginx(.streamMany)),
            .init(key: "resident_mb_after", title: "RSS after MB", decimals: 0) { $1.residentMegabytes },
            .init(key: "start_ms", title: "start ms", decimals: 0) { $1.target.startMilliseconds },
        ]
    }

    /// One line a server.
    var text: String {
        let header = ["server"] + Self.figures.map(\.title) + ["failed"]
        let table = TextTable(
            header: header,
            rows: rows.map { row in
                [row.target.name]
                    + Self.figures.map { figure in
                        figure.value(self, row).map { Format.decimals($0, figure.decimals) } ?? "–"
                    } + [String(row.failures)]
            }, rightAligned: Set(1..<header.count))
        return "\(machine); medians of \(rounds) rounds, \(Format.decimals(seconds, 1)) s a load\n" + table.text
    }

    /// One object with a member `rows`.
    var json: [UInt8] {
        var json = JSONWriter()
        json.object { json in
            json.key("benchmark", string: "gateway")
            json.key("machine", string: machine)
            json.key("rounds", int: rounds)
            json.key("seconds", double: seconds)
            json.key("rows")
            json.array { json in
                for row in rows {
                    json.object { json in
                        json.key("server", string: row.target.name)
                        for figure in Self.figures { json.key(figure.key, double: figure.value(self, row), digits: 5) }
                        json.key("p50_ms_1", double: row.median(.plainOne) { $0.p50Milliseconds }, digits: 5)
                        json.key("failed", int: row.failures)
                    }
                }
            }
        }
        return json.bytes
    }
}
