import Foundation
import Testing

@testable import RouterCLI

@Suite("Times on the command line")
struct PointInTimeTests {
    private let now = Date(timeIntervalSince1970: 1_763_800_000)

    @Test(
        "dates, times and ages are read",
        arguments: [
            ("2025-11-01", 1_761_955_200.0), ("2025-11-01T12:00:00Z", 1_761_998_400), ("7d", 1_763_195_200),
            ("12h", 1_763_756_800), ("90m", 1_763_794_600),
        ])
    func accepted(text: String, seconds: Double) {
        #expect(PointInTime(text, now: now)?.date.timeIntervalSince1970 == seconds)
    }

    @Test("all else is refused", arguments: ["", "soon", "7", "7w", "-7d", "2025-13-01", "2025-11-01 "])
    func refused(text: String) { #expect(PointInTime(text, now: now) == nil) }
}
