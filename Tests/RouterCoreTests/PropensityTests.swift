import RouterCore
import Testing

@Suite("Propensity")
struct PropensityTests {
    @Test("a probability above zero and up to one is accepted", arguments: [.leastNonzeroMagnitude, 0.5, 1])
    func accepted(value: Double) throws { #expect(try Propensity(value).value == value) }

    @Test("everything else is refused", arguments: [0, -0.0, -0.1, 1.0.nextUp, .infinity, .nan])
    func refused(value: Double) {
        let error = #expect(throws: CoreError.self) { try Propensity(value) }
        #expect(error?.code == .invalidProbability)
        #expect(error?.description.contains("(0, 1]") == true)
    }

    @Test("propensities are ordered as their values, and certainty is the largest")
    func order() throws {
        #expect(try Propensity(0.2) < Propensity(0.3))
        #expect(try Propensity(0.999) < .certain)
        #expect(try Propensity(1) == .certain)
    }
}
