import Foundation
import RouterCore
import Testing

@testable import RouterOutcomeLog

@Suite("Reading numbers")
struct DecimalReaderTests {
    private func read(_ text: String) -> (value: Double?, end: Int) {
        Array(text.utf8).withUnsafeBytes { bytes in
            var position = 0
            let value = DecimalReader.value(of: bytes, from: &position)
            return (value, position)
        }
    }

    @Test(
        "a decimal is the nearest number, and the reader stops behind it",
        arguments: [
            "0", "-0", "0.0", "1", "-1.5", "400.0", "0.1", "0.30000000000000004", "0.00012345678901234567",
            "9007199254740993", "9007199254740993e0", "90071992547409925e-1", "1e22", "1E-7", "1.25e-07", "2e+5",
            "1234567890123456789", "0.1234567890123456789", "5e-27", "184467440737095516.5",
            "0.000000000000000000000000012",
        ])
    func examples(text: String) {
        let (value, end) = read(text + ",")
        #expect(value?.bitPattern == Double(text)?.bitPattern, "\(text)")
        #expect(end == text.utf8.count)
    }

    @Test(
        "what is no number, has too many digits or too large a power is left to others",
        arguments: ["", "-", ".5", "e5", "x", "1e", "1e-", "1e99999", "1e300", "12345678901234567890123", "1e-300"])
    func refused(text: String) { #expect(read(text).value == nil) }

    @Test("numbers as they are written read back as the same, bit by bit")
    func roundTrip() {
        let seed: UInt64 = 20_251_123
        var random = SplitMix64(seed: seed)
        for _ in 0..<20_000 {
            let values = [
                random.nextUnit(), 400 * random.nextUnit(), random.nextUnit() / 1000, -random.nextUnit() / 1e6,
                Double(random.next() % 1_000_000) / pow(10, Double(random.next() % 12)),
            ]
            for value in values {
                var text = ByteBuffer(capacity: 0)
                text.appendNumber(value)
                #expect(read(text.text).value?.bitPattern == value.bitPattern, "seed \(seed): \(text.text)")
            }
        }
    }

    @Test("decimals half-way between two numbers, and beside it, are rounded as by the standard library")
    func halfWay() {
        let seed: UInt64 = 20_251_124
        var random = SplitMix64(seed: seed)
        for _ in 0..<20_000 {
            let digits = random.next() >> (random.next() % 12)
            let text = "\(digits / 10)e-\(random.next() % 28)"
            let value = read(text).value
            #expect(value == Double(text), "seed \(seed): \(text)")
        }
    }
}
