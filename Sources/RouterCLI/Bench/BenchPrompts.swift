import Foundation
import RouterCore
import RouterTables
import RouterWire

/// Prompts to measure with.
enum BenchPrompts {
    /// A set of prompts that make one row of the report.
    struct Sample: Sendable {
        let label: String
        /// At least one.
        let requests: [RoutingRequest]
    }

    /// Longest prompt that is built.
    static let maxByteCount = 1_000_000

    private static let promptCount = 512
    private static let maxSampleBytes = 64 << 20

    /// Different prompts of exactly so many bytes, the same ones in every run.
    static func sample(byteCount: Int) -> Sample {
        let count = max(1, min(promptCount, maxSampleBytes / byteCount))
        var random = SplitMix64(seed: UInt64(byteCount))
        let requests = (0..<count).map { index in
            RoutingRequest(
                prompt: prompt(BenchText.kinds[index % BenchText.kinds.count], byteCount: byteCount, using: &random))
        }
        return Sample(label: "\(byteCount) B", requests: requests)
    }

    /// The prompts of a file.
    ///
    /// - Throws: ``RouterTables/TableError`` if it cannot be read, holds a bad line, or holds no prompt.
    static func sample(file: String) throws -> Sample {
        let reader = try LineReader(path: file)
        var requests: [RoutingRequest] = []
        while let line = try reader.next() {
            guard !line.isEmpty else { continue }
            do { requests.append(try PromptLine(line).request) } catch {
                throw TableError(.badLine, path: file, line: reader.lineNumber, error.description)
            }
        }
        guard !requests.isEmpty else {
            throw TableError(.unreadable, path: file, "holds no prompt; one a line is expected")
        }
        return Sample(
            label: file == "-" ? "standard input" : URL(fileURLWithPath: file).lastPathComponent, requests: requests)
    }

    /// Pieces of a kind in random order, now and then a number, to exactly so many bytes.
    static func prompt(_ kind: BenchText.Kind, byteCount: Int, using random: inout SplitMix64) -> String {
        var scalars = String.UnicodeScalarView()
        var bytes = 0
        while bytes < byteCount {
            let drawn = random.next()
            let piece = drawn % 16 == 0 ? String(drawn >> 50) : kind.pieces[Int(drawn >> 32) % kind.pieces.count]
            for scalar in (piece + kind.separator).unicodeScalars {
                let width = UTF8.width(scalar)
                // A scalar that no longer fits gives way to points.
                let fits = bytes + width <= byteCount
                scalars.append(fits ? scalar : ".")
                bytes += fits ? width : 1
                guard bytes < byteCount else { break }
            }
        }
        return String(scalars)
    }
}
