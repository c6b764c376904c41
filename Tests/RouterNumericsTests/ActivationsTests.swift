import RouterNumerics
import Testing

@Suite("Elementary functions in their stable forms")
struct ActivationsTests {
    @Test("the logistic function is exact at its ends and at zero", arguments: [
        (-Double.infinity, 0.0), (-800, 0), (0, 0.5), (40, 1), (800, 1), (.infinity, 1),
    ])
    func logisticEnds(x: Double, expected: Double) {
        #expect(Activations.logistic(x) == expected)
    }
}
