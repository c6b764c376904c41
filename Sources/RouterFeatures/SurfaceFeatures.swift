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
        var hints = [Int](repeating: 0, count: Lexicon.Hint.allCases.count)
        for token in text.tokens {
            if let hint = Lexicon.hint(token) { hints[hint.rawValue] += 1 }
        }
        var values = TextStatistics(text).values(codeWords: hints[Lexicon.Hint.codeWord.rawValue])
        values.reserveCapacity(names.count)
        for hint in Lexicon.Hint.allCases.dropLast() { values.append(damped(hints[hint.rawValue])) }
        let systemBytes = request.turns.lazy.filter { $0.role == .system }.reduce(0) { $0 + $1.text.utf8.count }
        values.append(damped(request.turns.count))
        values.append(damped(systemBytes))
        values.append(damped(request.needs.toolCount))
        values.append(damped(request.needs.imageCount))
        values.append(request.needs.capabilities.contains(.jsonSchema) ? 1 : 0)
        values.append(damped(request.needs.maxOutputTokens ?? 0))
        return values
    }

    /// `ln(1 + count)`.
    static func damped(_ count: Int) -> Float { Float(log1p(Double(count))) }
}
