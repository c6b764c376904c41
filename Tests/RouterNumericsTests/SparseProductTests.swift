import RouterCore
import RouterNumerics
import Testing

@Suite("Sparse product")
struct SparseProductTests {
    @Test(
        "a sum of rows agrees with the plain loops, whatever is left over from the lanes",
        arguments: [0, 1, 3, 4, 7, 8, 12, 13, 16, 20, 31, 32, 60], [0, 1, 5, 400])
    func agrees(width: Int, count: Int) {
        let seed = UInt64(1_000 * width + count)
        var random = SplitMix64(seed: seed)
        let rowCount = 50
        let matrix = random.floats(rowCount * width)
        let (values, start) = (random.floats(count), random.floats(width))
        let indices = (0..<count).map { _ in UInt32(random.next() % UInt64(rowCount)) }
        var fast = start
        SparseProduct.add(matrix, indices: indices, values: values, to: &fast)
        // Every term is at most 1, and each order of summation errs by at most γ(n) times their sum.
        let bound = 2 * Float(count + 2) * Float(count + 1) * (.ulpOfOne / 2)
        for column in 0..<width {
            let plain = zip(indices, values).reduce(start[column]) { $0 + $1.1 * matrix[Int($1.0) * width + column] }
            #expect(abs(fast[column] - plain) <= bound, "seed \(seed), column \(column)")
        }
    }
}
