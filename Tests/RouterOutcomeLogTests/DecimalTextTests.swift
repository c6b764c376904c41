import Foundation
import RouterCore
import Testing

@testable import RouterOutcomeLog

@Suite("Numbers as text")
struct DecimalTextTests {
    private func text(_ value: Double) -> String {
        var buffer = ByteBuffer(capacity: 0)
        buffer.appendNumber(value)
        return buffer.text
    }

    @Test(
        "numbers are written as people write them",
        arguments: [
            (0, "0"), (1, "1"), (-0.0, "-0.0"), (0.95, "0.95"), (0.1, "0.1"), (-2.5, "-2.5"), (5, "5.0"),
            (1024, "1024.0"), (120.5, "120.5"), (0.0001, "0.0001"), (1e-5, "1e-05"), (1.25e-7, "1.25e-07"),
            (0.1 + 0.2, "0.30000000000000004"), (1.0 / 3, "0.3333333333333333"), (1e16, "1e+16"), (1e300, "1e+300"),
            (.leastNonzeroMagnitude, "5e-324"), (.infinity, "\"inf\""), (-.infinity, "\"-inf\""), (.nan, "\"nan\""),
        ] as [(Double, String)])
    func examples(value: Double, expected: String) { #expect(text(value) == expected) }

    @Test("every number reads back as the same, and has hardly ever more digits than it needs")
    func roundTrip() {
        let seed: UInt64 = 20_251_122
        var random = SplitMix64(seed: seed)
        var values: [Double] = []
        for _ in 0..<4000 {
            values += [
                random.nextUnit(), 400 * random.nextUnit(), random.nextUnit() / 1000, Double(Float(random.nextUnit())),
                Double(bitPattern: random.next()), pow(10, 40 * random.nextUnit() - 22),
                Double(random.next() % 1_000_000) / pow(10, Double(random.next() % 12)),
            ]
        }
        for exponent in -80...60 { values += neighbours(of: pow(2, Double(exponent))) }
        for exponent in -25...20 { values += neighbours(of: pow(10, Double(exponent))) }
        var longerCount = 0
        for value in values where value.isFinite {
            let text = text(value)
            #expect(Double(text) == value, "seed \(seed): \(text) for \(value)")
            if digitCount(text) > digitCount(value.description) { longerCount += 1 }
        }
        #expect(longerCount <= values.count / 1000)
    }

    /// The number with the three below and above it.
    private func neighbours(of value: Double) -> [Double] {
        (-3...3).map { Double(bitPattern: UInt64(Int64(value.bitPattern) + $0)) }
    }

    private func digitCount(_ text: String) -> Int {
        let digits = text.prefix { $0 != "e" }.filter(\.isNumber).drop { $0 == "0" }
        return digits.reversed().drop { $0 == "0" }.count
    }

    @Test("texts of any characters are quoted as JSON, and a buffer grows with them")
    func quotes() throws {
        for value in ["", "a", "\"\\/\n\u{1}\u{1F}", "日本語 🧑‍🚀", String(repeating: "long ", count: 100)] {
            var buffer = ByteBuffer(capacity: 0)
            buffer.appendList(count: 2) { $1.appendQuoted($0 == 0 ? value : "end") }
            let decoded = try JSONDecoder().decode([String].self, from: Data(buffer.bytes))
            #expect(decoded == [value, "end"])
        }
    }
}
