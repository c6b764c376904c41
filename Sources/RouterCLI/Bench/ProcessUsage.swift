import Foundation

/// What a process and its children have used, from Linux's /proc.
struct ProcessUsage {
    /// Processor time in seconds.
    let processorSeconds: Double
    /// Resident memory in MB.
    let residentMegabytes: Double

    /// Reads the usage of a process and of all below it; `nil` elsewhere than on Linux, or if it is gone.
    init?(of process: Int32) {
        var seconds = 0.0
        var kilobytes = 0.0
        var found = false
        var open = [process]
        while let process = open.popLast() {
            guard let stat = Self.text("/proc/\(process)/stat"), let name = stat.lastIndex(of: ")") else { continue }
            let fields = stat[name...].split(separator: " ")
            guard fields.count > 13, let user = Double(fields[12]), let system = Double(fields[13]) else { continue }
            found = true
            seconds += (user + system) / Double(sysconf(Int32(_SC_CLK_TCK)))
            kilobytes += Self.resident(process)
            let threads = (try? FileManager.default.contentsOfDirectory(atPath: "/proc/\(process)/task")) ?? []
            for thread in threads {
                let children = Self.text("/proc/\(process)/task/\(thread)/children") ?? ""
                open += children.split(separator: " ").compactMap { Int32($0) }
            }
        }
        guard found else { return nil }
        processorSeconds = seconds
        residentMegabytes = kilobytes / 1024
    }

    private static func resident(_ process: Int32) -> Double {
        let lines = (text("/proc/\(process)/status") ?? "").split(separator: "\n")
        let words = lines.first { $0.hasPrefix("VmRSS:") }?.split(separator: " ", omittingEmptySubsequences: true)
        return words.flatMap { $0.count > 1 ? Double($0[1].trimmingCharacters(in: .whitespaces)) : nil } ?? 0
    }

    private static func text(_ path: String) -> String? { try? String(contentsOfFile: path, encoding: .utf8) }
}
