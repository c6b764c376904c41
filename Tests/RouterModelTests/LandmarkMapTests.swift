import Foundation
import RouterCore
import Testing

@testable import RouterModel

@Suite("Landmark map")
struct LandmarkMapTests {
    /// Random landmarks for three surface numbers and a dense block of four, of which two directions are seen.
    private func map(seed: UInt64, count: Int = 7) -> LandmarkMap {
        var random = SplitMix64(seed: seed)
        func floats(_ count: Int) -> [Float] { (0..<count).map { _ in Float(2 * random.nextUnit() - 1) } }
        return LandmarkMap(
            surfaceFactor: 0.5, denseMean: floats(4), projection: floats(8), landmarks: floats(count * 5), dimension: 5)
    }

    @Test("closeness is what the definition gives in plain loops, and within [0, 1]", arguments: UInt64(1)...20)
    func matchesPlainLoops(seed: UInt64) {
        let map = map(seed: seed)
        var random = SplitMix64(seed: ~seed)
        let standardized = (0..<3).map { _ in Float(10 * random.nextUnit() - 5) }
        let dense = (0..<4).map { _ in Float(2 * random.nextUnit() - 1) }
        let close = map.closeness(to: map.point(standardized: standardized, dense: dense))
        let plain = PlainScore.closeness(map, standardized.map(Double.init), dense.map(Double.init))
        // Squares of a point sum up to 3 · 6.25 + 2 · 64, five products to as much; closeness moves by at most as much.
        let bound = 10 * 147 * Double(Float.ulpOfOne)
        #expect(close.count == 7)
        for (got, want) in zip(close, plain) {
            #expect((0...1).contains(got), "seed \(seed)")
            #expect(abs(Double(got) - want) <= bound, "seed \(seed)")
        }
    }

    @Test("closeness is 1 at a landmark itself, and less everywhere else", arguments: UInt64(1)...10)
    func atLandmark(seed: UInt64) {
        let map = map(seed: seed)
        for index in 0..<map.count {
            let close = map.closeness(to: Array(map.landmarks[index * 5..<(index + 1) * 5]))
            // The squared distance is a difference of sums of five squares of at most 1; below zero it counts as zero.
            #expect(abs(close[index] - 1) <= 20 * .ulpOfOne, "seed \(seed)")
            for other in 0..<map.count where other != index { #expect(close[other] < 0.999, "seed \(seed)") }
        }
    }

    @Test("closeness falls with the distance and is 0 far away")
    func falls() {
        let line = LandmarkMap(surfaceFactor: 1, denseMean: [], projection: [], landmarks: [0], dimension: 1)
        let closeness = [0, 0.5, 1, 2, 5, 100].map { line.closeness(to: line.point(standardized: [$0], dense: []))[0] }
        #expect(zip(closeness, closeness.dropFirst()).allSatisfy(>))
        #expect(closeness[0] == 1 && closeness[5] == 0)
        #expect(abs(closeness[2] - 1 / Float(M_E)) <= 4 * .ulpOfOne)
    }

    @Test("only what differs from the dense block's mean counts")
    func mean() {
        let map = map(seed: 3)
        #expect(map.point(standardized: [2, -4, 0], dense: map.denseMean).prefix(3) == [1, -2, 0])
        let rest = map.point(standardized: [0, 0, 0], dense: map.denseMean).suffix(2)
        #expect(rest.allSatisfy { abs($0) <= 8 * .ulpOfOne })
    }

    @Test("without landmarks nothing is close")
    func empty() {
        #expect(LandmarkMap.none.count == 0)
        #expect(LandmarkMap.none.closeness(to: LandmarkMap.none.point(standardized: [], dense: [])).isEmpty)
        let frame = LandmarkMap(surfaceFactor: 1, denseMean: [], projection: [], landmarks: [], dimension: 2)
        #expect(frame.closeness(to: [1, 2]).isEmpty)
    }
}
