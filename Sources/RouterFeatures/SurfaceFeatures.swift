import Foundation
import RouterCore

/// The surface block: named numbers that a person can read.
///
/// Counts are `ln(1 + n)`, shares are in [0, 1]; all are of the text that was read, but for the last six, which
/// describe the request around it.
package enum SurfaceFeatures {
    /// The names, in the order of the numbers.
    package static let names: [String] =
        TextStatistics.names + Lexicon.Hint.allCases.dropLast().map { "words_\($0)" }
        + ["turns", "system_length", "tools", "images", "json_schema", "requested_output"]

    /// The numbers of a scanned text and the request that it comes from.
    static func values(_ text: ScannedText, of request: RoutingRequest) -> [Float] {
        var values: [Float] = []
        values.reserveCapacity(names.count)
        withUnsafeTemporaryAllocation(of: Int.self, capacity: Lexicon.Hint.count) { hints in
            hints.initialize(repeating: 0)
            for token in text.tokens {
                if let hint = Lexicon.hint(token) { hints[hint.rawValue] += 1 }
            }
            TextStatistics(text).append(to: &values, codeWords: hints[Lexicon.Hint.codeWord.rawValue])
            for hint in 0..<Lexicon.Hint.codeWord.rawValue { values.append(damped(hints[hint])) }
        }
        let systemBytes = request.turns.reduce(0) { $0 + ($1.role == .system ? $1.text.utf8.count : 0) }
        values.append(damped(request.turns.count))
        values.append(damped(systemBytes))
        values.append(damped(request.needs.toolCount))
        values.append(damped(request.needs.imageCount))
        values.append(request.needs.capabilities.contains(.jsonSchema) ? 1 : 0)
        values.append(damped(request.needs.maxOutputTokens ?? 0))
        return values
    }

    /// `ln(1 + count)`.
    static func damped(_ count: Int) -> Float {
        small.indices.contains(count) ? small[count] : Float(log1p(Double(count)))
    }

    private static let small: [Float] = (0..<1024).map { Float(log1p(Double($0))) }
}
