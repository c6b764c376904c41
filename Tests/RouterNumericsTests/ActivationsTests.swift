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

    @Test("the logit is the logistic function's inverse", arguments: [1e-300, 1e-9, 0.25, 0.5, 0.75, 1 - 1e-9])
    func logitInverts(p: Double) {
        let x = Activations.logit(p)
        // An error of one unit in x moves p by p(1−p)·ulp(x); then come the logistic function's own three roundings.
        #expect(abs(Activations.logistic(x) - p) <= 2 * p * (1 - p) * x.ulp + 4 * p.ulp)
        #expect(Activations.logit(0) == -.infinity && Activations.logit(1) == .infinity)
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
