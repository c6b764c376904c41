import RouterWire

/// Measured decisions as a table or as JSON.
struct DecisionBenchReport {
    let bundle: String
    let candidateCount: Int
    let rows: [DecisionBenchmark.Row]

    /// One line a set of prompts.
    var text: String {
        let header = [
            "prompt", "p50 µs", "p95 µs", "p99 µs", "mean µs", "allocations", "1 thread /s", "2 threads /s", "speed-up",
            "fnv-1a µs", "ratio", "timed",
        ]
        let table = TextTable(
            header: header,
            rows: rows.map { row in
                let micros = [row.latency.p50, row.latency.p95, row.latency.p99, row.latency.mean]
                return [row.label] + micros.map { Format.decimals($0, 1) } + [
                    row.allocations.map { Format.decimals($0, 1) } ?? "not available",
                    Format.decimals(row.perSecond.one, 0), Format.decimals(row.perSecond.two, 0),
                    Format.decimals(row.speedUp, 2), Format.decimals(row.reference.p50, 2),
                    Format.decimals(row.ratioToReference, 1), String(row.latency.count),
                ]
            }, rightAligned: Set(1..<header.count))
        return "bundle \(bundle), \(candidateCount) candidates\n" + table.text
    }

    /// One object with a member `rows`; times in microseconds.
    var json: [UInt8] {
        var json = JSONWriter()
        json.object { json in
            json.key("benchmark", string: "decide")
            json.key("bundle", string: bundle)
            json.key("candidates", int: candidateCount)
            json.key("rows")
            json.array { json in for row in rows { row.write(to: &json) } }
        }
        return json.bytes
    }
}

extension DecisionBenchmark.Row {
    /// Throughput on two threads over that on one.
    var speedUp: Double { perSecond.one > 0 ? perSecond.two / perSecond.one : 0 }

    /// The median decision over the median pass of the reference hash; 0 where that is too short to be timed.
    var ratioToReference: Double { reference.p50 > 0 ? latency.p50 / reference.p50 : 0 }

    fileprivate func write(to json: inout JSONWriter) {
        json.object { json in
            json.key("prompt", string: label)
            json.key("mean_bytes", double: meanBytes, digits: 6)
            json.key("timed", int: latency.count)
            json.key("p50_us", double: latency.p50)
            json.key("p95_us", double: latency.p95)
            json.key("p99_us", double: latency.p99)
            json.key("mean_us", double: latency.mean, digits: 6)
            json.key("allocations", double: allocations, digits: 6)
            json.key("per_second_1_thread", double: perSecond.one, digits: 6)
            json.key("per_second_2_threads", double: perSecond.two, digits: 6)
            json.key("speed_up", double: speedUp, digits: 4)
            json.key("reference_fnv1a_p50_us", double: reference.p50)
            json.key("ratio_to_reference", double: ratioToReference, digits: 4)
        }
    }
}
