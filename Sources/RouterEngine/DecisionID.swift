import Foundation
import RouterCore

/// Names of decisions: unique, and sortable by time to the second.
enum DecisionID {
    private static let alphabet = Array("0123456789abcdefghijklmnopqrstuvwxyz".utf8)

    /// A name that was never given before: `gen-<seconds>-<20 random characters>`.
    static func fresh() -> String {
        // One draw that nobody can foresee, and a second number made of it: a draw is a call of the operating system.
        var random = SplitMix64(seed: .random(in: .min ... .max))
        var name = Array("gen-\(Int(Date().timeIntervalSince1970))-".utf8)
        for _ in 0..<2 {
            var bits = random.next()
            for _ in 0..<10 {
                name.append(alphabet[Int(bits % 36)])
                bits /= 36
            }
        }
        return String(decoding: name, as: UTF8.self)
    }
}
