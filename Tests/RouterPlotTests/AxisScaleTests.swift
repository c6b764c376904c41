import Testing

@testable import RouterPlot

@Suite("Axes")
struct AxisScaleTests {
    @Test("a linear axis has a few round ticks, and texts tell them apart")
    func linear() {
        let axis = AxisScale(linear: [0.42, 0.87], from: 500, to: 100, limits: 0...1)
        #expect(axis.ticks.map(axis.text) == ["0.4", "0.5", "0.6", "0.7", "0.8"])
        #expect(axis.position(axis.low) == 500 && axis.position(axis.high) == 100)
        #expect(axis.position(0.5) > axis.position(0.8))
        let narrow = AxisScale(linear: [0.700, 0.712], from: 0, to: 100, limits: 0...1)
        #expect(Set(narrow.ticks.map(narrow.text)).count == narrow.ticks.count && narrow.ticks.count >= 3)
    }

    @Test("limits are never passed, and a single value has an axis too")
    func limits() {
        let axis = AxisScale(linear: [0, 1], from: 0, to: 100, limits: 0...1)
        #expect(axis.low == 0 && axis.high == 1 && axis.position(7) == 100)
        let single = AxisScale(linear: [0.5], from: 0, to: 100, limits: 0...1)
        #expect(single.low < 0.5 && single.high > 0.5)
        let zero = AxisScale(linear: [0, 0], from: 0, to: 100, limits: 0...Double.infinity)
        #expect(zero.position(0).isFinite)
    }

    @Test("a logarithmic axis gives each factor the same length")
    func logarithmic() {
        let axis = AxisScale(logarithmic: [0.02, 5, 0], from: 0, to: 1000)
        #expect(axis.ticks.map(axis.text) == ["0.03", "0.1", "0.3", "1", "3"])
        let (a, b, c) = (axis.position(0.1), axis.position(1), axis.position(0.01))
        #expect(abs((b - a) - (axis.position(3) - axis.position(0.3))) < 1e-9)
        #expect(c == 0 && axis.position(0) == 0)
    }

    @Test("every printable ASCII character has strokes, and wider texts are wider")
    func font() {
        for code in UInt8(33)...126 {
            let text = String(UnicodeScalar(code))
            if text == "`" { continue }
            #expect(StrokeFont.outlines[Character(text)] != nil, "\(text)")
        }
        #expect(StrokeFont.width(of: "", size: 10) == 0)
        #expect(StrokeFont.width(of: "ab", size: 10) < StrokeFont.width(of: "abc", size: 10))
        #expect(StrokeFont.width(of: "日", size: 10) > 0)
        let strokes = StrokeFont.strokes(of: "Ag", size: 100).joined()
        #expect(strokes.map(\.y).min() == -70 && (strokes.map(\.y).max() ?? 0) > 5)
    }
}
