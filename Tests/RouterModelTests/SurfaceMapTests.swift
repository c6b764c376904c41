import RouterCore
import Testing

@testable import RouterModel

@Suite("Surface map")
struct SurfaceMapTests {
    private let map = SurfaceMap(mean: [1, 2], scale: [2, 0])

    @Test("numbers are standardised, clipped, and 0 where training saw no variation")
    func standardized() {
        #expect(map.standardized([2, 100]) == [2, 0])
        #expect(map.standardized([1e30, -1e30]) == [5, 0])
        #expect(map.standardized([-1e30, 2]) == [-5, 0])
    }

    @Test("a map without surface numbers has nothing to standardise")
    func empty() {
        #expect(SurfaceMap(mean: [], scale: []).count == 0)
        #expect(SurfaceMap(mean: [], scale: []).standardized([]).isEmpty)
    }
}
