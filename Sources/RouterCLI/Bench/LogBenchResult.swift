import RouterWire

/// What logging on a schedule was measured to cost, as a table or as JSON.
struct LogBenchResult {
    /// Decisions a second on the schedule.
    let rate: Int
    let candidateCount: Int
    /// Hashed features of a decision, in the mean.
    let hashedCount: Int
    let appendedCount: Int
    /// Decisions in the file at the end.
    let loggedCount: Int
    /// Entries that were lost.
    let droppedCount: Int
    /// Seconds of appending.
    let elapsedSeconds: Double
    /// Seconds from the last append until everything was on the disk.
    let drainSeconds: Double
    /// Time of the calls of one decision.
    let append: LatencySummary
    let maxAppendMicroseconds: Double
    /// Time from the schedule to the end of the calls.
    let delay: LatencySummary
    /// Most entries that waited.
    let maxQueueDepth: Int
    /// Processor time of logging a decision.
    let processorMicroseconds: Double
    /// Time of reading a decision back for learning.
    let readMicroseconds: Double
    /// Bytes of the file and its WAL.
    let fileBytes: Int

    /// Decisions a second, until the last one was on the disk.
    var sustainedRate: Double { Double(loggedCount) / (elapsedSeconds + drainSeconds) }

    /// One line a figure.
    var text: String {
        func micros(_ value: Double) -> String { Format.decimals(value, 1) + " µs" }
        let rows = [
            [
                "asked for",
                "\(rate) decisions a second over \(candidateCount) candidates, \(hashedCount) hashed features",
            ],
            ["appended", "\(appendedCount) decisions in \(Format.decimals(elapsedSeconds, 1)) s"],
            ["logged", "\(loggedCount), \(Format.decimals(sustainedRate, 0)) a second to the disk"],
            ["lost", "\(droppedCount) entries"],
            [
                "append",
                "p50 \(micros(append.p50)), p99 \(micros(append.p99)), longest \(micros(maxAppendMicroseconds))",
            ],
            ["late", "p50 \(micros(delay.p50)), p99 \(micros(delay.p99))"],
            [
                "waiting",
                "\(maxQueueDepth) entries at most, written \(Format.decimals(drainSeconds, 2)) s after the last",
            ],
            ["processor", "\(micros(processorMicroseconds)) a decision"],
            ["read back", "\(micros(readMicroseconds)) a decision, for learning"],
            ["file", "\(fileBytes / max(1, loggedCount)) bytes a decision"],
        ]
        return TextTable(header: ["log", ""], rows: rows, rightAligned: []).text
    }

    /// One object; times in microseconds and seconds.
    var json: [UInt8] {
        var json = JSONWriter()
        json.object { json in
            json.key("benchmark", string: "log")
            json.key("rate", int: rate)
            json.key("candidates", int: candidateCount)
            json.key("hashed_features", int: hashedCount)
            json.key("appended", int: appendedCount)
            json.key("logged", int: loggedCount)
            json.key("dropped_entries", int: droppedCount)
            json.key("elapsed_s", double: elapsedSeconds, digits: 6)
            json.key("drain_s", double: drainSeconds, digits: 6)
            json.key("sustained_per_second", double: sustainedRate, digits: 6)
            json.key("append_p50_us", double: append.p50)
            json.key("append_p99_us", double: append.p99)
            json.key("append_max_us", double: maxAppendMicroseconds)
            json.key("late_p50_us", double: delay.p50)
            json.key("late_p99_us", double: delay.p99)
            json.key("max_queue_depth", int: maxQueueDepth)
            json.key("processor_us", double: processorMicroseconds, digits: 6)
            json.key("learning_read_us", double: readMicroseconds, digits: 6)
            json.key("file_bytes", int: fileBytes)
        }
        return json.bytes
    }
}
