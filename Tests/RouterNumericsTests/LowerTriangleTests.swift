import RouterCore
import RouterNumerics
import Testing

@Suite("Products with lower triangles")
struct LowerTriangleTests {
    @Test(
        "zeros that are not read change no bit, whatever the size",
        arguments: [1, 2, 3, 4, 5, 7, 8, 12, 13, 33, 54, 64]
    )
    func sameBits(d: Int) {
        var random = SplitMix64(seed: UInt64(d))
        let vector = random.floats(d)
        let factors = random.floats(3 * d * d).enumerated().map { place, value in
            place % d > place / d % d ? 0 : value
        }
        let all = LinearAlgebra.squaredLengths(factors, vector, count: 3)
        let triangles = LinearAlgebra.squaredLengths(factors, vector, count: 3, areLowerTriangles: true)
        #expect(all.map(\.bitPattern) == triangles.map(\.bitPattern))
    }

    @Test("what stands above the diagonal's block of four is not read")
    func zerosAreNotRead() {
        var factor = [Float](repeating: 0, count: 64)
        factor[5] = 1
        let vector = [Float](repeating: 1, count: 8)
        #expect(LinearAlgebra.squaredLengths(factor, vector, count: 1) == [1])
        #expect(LinearAlgebra.squaredLengths(factor, vector, count: 1, areLowerTriangles: true) == [0])
    }
}
