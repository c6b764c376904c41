import Foundation
import RouterNumerics
import Testing

@Suite("Elementary functions in their stable forms")
struct ActivationsTests {
    @Test(
        "the logistic function is exact at its ends and in the middle",
        arguments: [(-Double.infinity, 0.0), (-800, 0), (0, 0.5), (40, 1), (800, 1), (.infinity, 1)])
    func logisticEnds(x: Double, expected: Double) {
        #expect(Activations.logistic(x) == expected)
    }

    @Test(
        "far below zero the logistic function is the exponential, to the last digits", arguments: [-700.0, -100, -40])
    func logisticTail(x: Double) {
        // e/(1+e) with e < 2⁻⁵³: the denominator is 1, so exp itself is the result.
        #expect(Activations.logistic(x) == exp(x))
    }

    @Test("the logistic function of x and of −x sum to one", arguments: [0.1, 1, 3, 10, 30, 36, 300])
    func logisticIsSymmetric(x: Double) {
        // Each is rounded three times (exponential, sum, quotient), to values of at most 1.
        #expect(abs(Activations.logistic(x) + Activations.logistic(-x) - 1) <= 4 * .ulpOfOne)
    }

    @Test(
        "softplus neither overflows nor vanishes too early",
        arguments: [
            (-Double.infinity, 0.0), (-800, 0), (0, log(2)), (40, 40 + exp(-40)), (1e308, 1e308),
            (.infinity, .infinity),
        ])
    func softplusEnds(x: Double, expected: Double) {
        #expect(Activations.softplus(x) == expected)
        #expect(Activations.softplus(-50) == exp(-50))
    }
}
