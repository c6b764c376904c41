import Foundation

/// Names of decisions: unique, and sortable by time to the second.
enum DecisionID {
    private static let alphabet = Array("0123456789abcdefghijklmnopqrstuvwxyz".utf8)

    /// A name that was never given before: `gen-<seconds>-<20 random characters>`.
    static func fresh() -> String {
        var random = SystemRandomNumberGenerator()
        let tail = (0..<20).map { _ in alphabet[Int.random(in: 0..<alphabet.count, using: &random)] }
        return "gen-\(Int(Date().timeIntervalSince1970))-" + String(decoding: tail, as: UTF8.self)
    }
}
