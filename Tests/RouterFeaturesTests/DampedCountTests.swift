import Testing

@testable import RouterFeatures

@Suite("Damped counts")
struct DampedCountTests {
    @Test("a count is damped alike inside and outside the table", arguments: [1, 2, 255, 256, 257, 100_000])
    func increases(count: Int) {
        #expect(DampedCount.value(count) > DampedCount.value(count - 1))
        #expect(DampedCount.value(1) == 1)
        #expect(DampedCount.value(0) == 0)
    }
}
