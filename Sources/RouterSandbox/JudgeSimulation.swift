import RouterWire

/// A simulated verdict on replies that stand between a judge's marks: counted words, no judgement.
///
/// A grade is a point for every five words, up to 10; of two replies the one of more words wins.
struct JudgeSimulation {
    /// The verdict as JSON text.
    let bytes: [UInt8]

    /// Reads a judge's prompt; `nil` = it shows no replies.
    ///
    /// - Parameters:
    ///   - judging: how the verdict is come to.
    ///   - prompt: holds lines `<<<REPLY nonce>>>`, or `<<<REPLY 1 nonce>>>` and `<<<REPLY 2 nonce>>>`, and their ends.
    init?(_ judging: SandboxBehaviour.Judging, prompt: String) {
        let counts = Self.wordCounts(of: prompt)
        var json = JSONWriter()
        switch counts.count {
        case 1:
            json.object { json in
                json.key("score", int: min(10, counts[0] / 5))
                json.key("reason", string: "other")
            }
        case 2:
            let isTie = judging == .byLength && counts[0] == counts[1]
            let isFirst = judging == .first || counts[0] > counts[1]
            json.object { json in
                json.key("winner", string: isTie ? "tie" : isFirst ? "1" : "2")
                json.key("reason", string: "other")
            }
        default: return nil
        }
        bytes = json.bytes
    }

    /// Words of each marked reply, in order.
    private static func wordCounts(of prompt: String) -> [Int] {
        var counts: [Int] = []
        var end: String?
        for line in prompt.split(separator: "\n") {
            if let mark = end {
                if line == mark {
                    end = nil
                } else {
                    counts[counts.count - 1] += line.split(separator: " ").count
                }
            } else if line.hasPrefix("<<<REPLY "), line.hasSuffix(">>>") {
                counts.append(0)
                end = "<<<END " + line.dropFirst(3)
            }
        }
        return counts
    }
}
