import RouterCore
import Testing

@testable import RouterModel

@Suite("Surface map")
struct SurfaceMapTests {
    private let map = SurfaceMap(mean: [1, 2], scale: [2, 0], landmarks: [0, 0, 3, 0], sharpness: 1)

    @Test("numbers are standardised, clipped, and 0 where training saw no variation")
    func standardized() {
        #expect(map.standardized([2, 100]) == [2, 0])
        #expect(map.standardized([1e30, -1e30]) == [5, 0])
        #expect(map.standardized([-1e30, 2]) == [-5, 0])
    }

    @Test("closeness is 1 at a landmark and within [0, 1] elsewhere", arguments: [-5, -1, 0, 0.1, 3, 5] as [Float])
    func closeness(x: Float) {
        let close = map.closeness(standardized: [x, 0])
        #expect(close.count == 2 && close.allSatisfy { (0...1).contains($0) })
        #expect((close[0] == 1) == (x == 0) && (close[1] == 1) == (x == 3))
        #expect(map.outputs(standardized: [x, 0]) == [x, 0] + close)
    }

    @Test("a map without surface numbers or landmarks has no outputs")
    func empty() {
        let empty = SurfaceMap(mean: [], scale: [], landmarks: [], sharpness: 1)
        #expect(empty.outputs(standardized: []).isEmpty)
        let plain = SurfaceMap(mean: [0], scale: [1], landmarks: [], sharpness: 1)
        #expect(plain.outputs(standardized: [0.5]) == [0.5])
    }
}
