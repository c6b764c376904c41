import Testing

@testable import RouterSockets

@Suite("Loop instants")
struct LoopInstantTests {
    private let start = LoopInstant(nanoseconds: 5_000_000)

    @Test(
        "waits are rounded up to whole milliseconds, so that the instant has passed after them",
        arguments: [(-1, 0), (0, 0), (1, 1), (1_000_000, 1), (1_000_001, 2), (Int64.max, Int32.max)] as [(Int64, Int32)]
    )
    func milliseconds(nanoseconds: Int64, milliseconds: Int32) {
        #expect(start.milliseconds(until: start.advanced(byNanoseconds: nanoseconds)) == milliseconds)
    }

    @Test("what cannot be written is never")
    func never() {
        #expect(start.advanced(byNanoseconds: .max) == .never)
        #expect(Duration.seconds(Int64.max).wholeNanoseconds == .max)
        #expect(LoopInstant(nanoseconds: .min).milliseconds(until: .never) == .max)
    }

    @Test("durations keep their nanoseconds")
    func durations() {
        #expect(Duration.milliseconds(1_500).wholeNanoseconds == 1_500_000_000)
        #expect((Duration.seconds(3) + .nanoseconds(7)).wholeNanoseconds == 3_000_000_007)
    }

    @Test("the clock runs forwards")
    func clock() {
        let before = LoopInstant.now
        #expect(LoopInstant.now >= before)
        #expect(before < .never)
    }
}
