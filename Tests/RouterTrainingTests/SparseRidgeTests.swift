import Foundation
import RouterCore
import RouterNumerics
import Testing

@testable import RouterTraining

@Suite("Sparse ridge")
struct SparseRidgeTests {
    struct Golden: Decodable {
        struct Target: Decodable {
            let values: [Float]
            let weights: [Float]
            let ridge: Float
            let solution: [Double]
        }
        struct Posterior: Decodable {
            let prior: [Double]
            let precision: [Double]
            let targets: [Double]
            let mean: [Double]
            let noise: Double
            let covariance: [Double]
        }
        let rows: Int
        let columns: Int
        let inputs: [Double]
        let targets: [Target]
        let posterior: Posterior
    }

    private let golden: Golden
    private let targets: [SparseRidge.Target]

    init() throws {
        golden = try fixture("ridge-v1", as: Golden.self)
        targets = golden.targets.map {
            SparseRidge.Target(values: $0.values, weights: $0.weights, kernel: Self.plain(ridge: Double($0.ridge)))
        }
    }

    /// All blocks as they are.
    private static func plain(ridge: Double) -> KernelWeights {
        KernelWeights(surface: 1, dense: 1, landmarks: 1, ridge: ridge)
    }

    /// The golden inputs with the first columns sparse and the others dense, each times a factor; the dense ones are the
    /// first block where no widths of blocks are given.
    private func ridge(
        sparse: Int, blocks: [Int]? = nil, scale: (Int) -> Float = { _ in 1 }, maxSteps: Int = 60, tolerance: Float = 0
    ) -> SparseRidge {
        let d = golden.columns
        var hashed = SparseMatrix(columnCount: sparse)
        var dense: [Float] = []
        for row in 0..<golden.rows {
            let numbers = golden.inputs[row * d..<(row + 1) * d].map { Float($0) }
            let columns = (0..<sparse).filter { numbers[$0] != 0 }
            hashed.append(indices: columns.map { UInt32($0) }, values: columns.map { numbers[$0] })
            dense += (sparse..<d).map { numbers[$0] * scale($0 - sparse) }
        }
        return SparseRidge(
            input: RidgeInput(hashed: hashed, dense: dense, blockCounts: blocks ?? [d - sparse, 0, 0]),
            maxSteps: maxSteps, tolerance: tolerance)
    }

    private var allRows: [Bool] { [Bool](repeating: true, count: golden.rows) }

    private func weights(_ solution: SparseRidge.Solution, of target: Int) -> [Float] {
        let t = solution.targetCount
        return stride(from: target, to: solution.hashed.count, by: t).map { solution.hashed[$0] }
            + stride(from: target, to: solution.dense.count, by: t).map { solution.dense[$0] }
    }

    @Test("solutions are NumPy's, with missing outcomes, however columns are split", arguments: [0, 4, 9])
    func matchesNumPy(sparse: Int) {
        let solution = ridge(sparse: sparse).solve(targets, usesRow: allRows)
        for (index, target) in golden.targets.enumerated() {
            // Run to the end, conjugate gradients leave a residual of about cond·ε; the error is that through the inverse.
            // The matrix has trace ≤ Σ x² + d·ridge and no eigenvalue below the ridge: cond ≤ trace / ridge, |x| ≤ |XᵀWy| / ridge.
            let trace = golden.inputs.reduce(0) { $0 + $1 * $1 } + Double(golden.columns) * Double(target.ridge)
            let condition = trace / Double(target.ridge)
            let size = target.solution.reduce(0) { $0 + $1 * $1 }.squareRoot()
            let bound = 2 * condition * size * Double(Float.ulpOfOne)
            for (got, want) in zip(weights(solution, of: index), target.solution) {
                #expect(abs(Double(got) - want) <= bound)
            }
        }
    }

    @Test("rows that may not be used are as if they were missing")
    func usesRow() {
        let uses = (0..<golden.rows).map { $0 % 3 != 0 }
        let masked = targets.map { target in
            SparseRidge.Target(
                values: target.values, weights: zip(target.weights, uses).map { $1 ? $0 : 0 },
                kernel: target.kernel)
        }
        let (one, two) = (
            ridge(sparse: 4).solve(targets, usesRow: uses), ridge(sparse: 4).solve(masked, usesRow: allRows)
        )
        #expect(one.hashed == two.hashed && one.dense == two.dense)
    }

    @Test("a target's solution is the same bits in every place and beside all others", arguments: [0, 1, 15, 16, 18])
    func independentOfOthers(place: Int) {
        // Blocks run on as many threads as there are: what depends on no neighbour depends on no thread count either.
        let solver = ridge(sparse: 4, maxSteps: 20)
        let alone = weights(solver.solve([targets[3]], usesRow: allRows), of: 0)
        var many = targets
        many[place] = targets[3]
        let among = solver.solve(many, usesRow: allRows)
        #expect(weights(among, of: place) == alone)
        let again = solver.solve(many, usesRow: allRows)
        #expect(again.hashed == among.hashed && again.dense == among.dense)
    }

    @Test("a target without rows, and one that is zero, have zero weights")
    func nothingToLearn() {
        let n = golden.rows
        let (zeros, ones) = ([Float](repeating: 0, count: n), [Float](repeating: 1, count: n))
        let solution = ridge(sparse: 4).solve(
            [
                .init(values: ones, weights: zeros, kernel: Self.plain(ridge: 1)),
                .init(values: zeros, weights: ones, kernel: Self.plain(ridge: 1)),
            ], usesRow: allRows)
        #expect((solution.hashed + solution.dense).allSatisfy { $0 == 0 })
        let none = ridge(sparse: 4).solve([], usesRow: allRows)
        #expect(none.targetCount == 0 && none.hashed.isEmpty)
    }

    @Test("the residual is below the tolerance when the solver stops", arguments: [1e-1, 1e-2, 1e-4] as [Float])
    func tolerance(tolerance: Float) {
        let d = golden.columns
        let solution = ridge(sparse: 4, maxSteps: 100, tolerance: tolerance).solve(targets, usesRow: allRows)
        for (index, target) in targets.enumerated() {
            let found = weights(solution, of: index).map(Double.init)
            var (residual, right) = (found.map { -target.kernel.ridge * $0 }, [Double](repeating: 0, count: d))
            for row in 0..<golden.rows where target.weights[row] > 0 {
                let x = Array(golden.inputs[row * d..<(row + 1) * d])
                let predicted = zip(x, found).reduce(0) { $0 + $1.0 * $1.1 }
                for column in 0..<d {
                    right[column] += x[column] * Double(target.values[row])
                    residual[column] += x[column] * (Double(target.values[row]) - predicted)
                }
            }
            func length(_ vector: [Double]) -> Double { vector.reduce(0) { $0 + $1 * $1 }.squareRoot() }
            // The recursively updated residual drifts from the true one by rounding, here below a thousand units.
            let share = Double(tolerance) + 1_000 * Double(Float.ulpOfOne)
            #expect(length(residual) <= share * length(right))
        }
    }

    @Test("predictions are inputs times weights")
    func predictions() {
        let solver = ridge(sparse: 4)
        let solution = solver.solve(targets, usesRow: allRows)
        let rows = [5, 0, 39]
        let predicted = solver.predictions(solution, rows: rows)
        for (place, row) in rows.enumerated() {
            for target in targets.indices {
                let weights = weights(solution, of: target)
                let x = golden.inputs[row * golden.columns..<(row + 1) * golden.columns].map { Float($0) }
                let want = zip(x, weights).reduce(Float(0)) { $0 + $1.0 * $1.1 }
                let size = zip(x, weights).reduce(Float(0)) { $0 + abs($1.0 * $1.1) }
                let got = predicted[place * targets.count + target]
                // Nine products in two orders, each rounded once and added.
                #expect(abs(got - want) <= 10 * .ulpOfOne * size)
            }
        }
    }

    @Test("blocks count as if their inputs were multiplied by the roots of their weights, to the last bit")
    func blockFactors() {
        // Roots that are powers of two, so that products by them are exact in whatever order.
        let (roots, blocks): ([Float], [Int]) = ([2, 0.5, 4], [3, 1, 2])
        let factors = zip(roots, blocks).flatMap { [Float](repeating: $0, count: $1) }
        let kernel = KernelWeights(surface: 4, dense: 0.25, landmarks: 16, ridge: 3)
        // Beside a target of other weights: each lane has factors of its own.
        let weighted = [
            targets[0], SparseRidge.Target(values: targets[0].values, weights: targets[0].weights, kernel: kernel),
        ]
        let solution = ridge(sparse: 3, blocks: blocks).solve(weighted, usesRow: allRows)
        let scaled = ridge(sparse: 3, blocks: blocks, scale: { factors[$0] }).solve(
            [SparseRidge.Target(values: targets[0].values, weights: targets[0].weights, kernel: Self.plain(ridge: 3))],
            usesRow: allRows)
        let (got, want) = (weights(solution, of: 1), weights(scaled, of: 0))
        #expect(got.prefix(3) == want.prefix(3))
        for column in factors.indices { #expect(got[3 + column] == factors[column] * want[3 + column]) }
        #expect(weights(solution, of: 0) == weights(ridge(sparse: 3).solve([targets[0]], usesRow: allRows), of: 0))
        #expect(got != weights(solution, of: 0))
    }

    @Test("a block of weight 0 has no say, and a weight is that of a kernel", arguments: [0, 0.3, 1, 5])
    func kernelWeights(weight: Double) {
        let (blocks, d, n) = ([3, 2, 1], golden.columns, golden.rows)
        let kernel = KernelWeights(surface: 0.7, dense: weight, landmarks: 2, ridge: 3)
        let solver = ridge(sparse: 3, blocks: blocks)
        let ones = [Float](repeating: 1, count: n)
        let solution = solver.solve(
            [.init(values: targets[0].values, weights: ones, kernel: kernel)], usesRow: allRows)
        if weight == 0 { #expect(weights(solution, of: 0)[6..<8] == [0, 0]) }
        // Kernel ridge regression: f = K (K + ridge)⁻¹ y, with K the weighted sum of the blocks' inner products.
        let columnWeights = [1, 1, 1, 0.7, 0.7, 0.7, weight, weight, 2]
        var kernelMatrix = [Double](repeating: 0, count: n * n)
        for i in 0..<n {
            for j in 0..<n {
                kernelMatrix[i * n + j] = (0..<d).reduce(0.0) {
                    $0 + columnWeights[$1] * golden.inputs[i * d + $1] * golden.inputs[j * d + $1]
                }
            }
        }
        let system = kernelMatrix.indices.map { kernelMatrix[$0] + ($0 % (n + 1) == 0 ? 3 : 0) }
        let coefficients = LinearAlgebraReference.solve(system, targets[0].values.map(Double.init))
        let predicted = solver.predictions(solution, rows: Array(0..<n))
        let trace = (0..<n).reduce(0.0) { $0 + kernelMatrix[$1 * (n + 1)] }
        for row in 0..<n {
            let want = (0..<n).reduce(0.0) { $0 + kernelMatrix[row * n + $1] * coefficients[$1] }
            // cond ≤ (trace + ridge) / ridge, as in `matchesNumPy`; predictions are below 10 in size.
            #expect(abs(Double(predicted[row]) - want) <= 20 * (trace / 3 + 1) * Double(Float.ulpOfOne))
        }
    }

    @Test("selected rows are those of the input, in their order")
    func selecting() {
        let input = ridge(sparse: 3, blocks: [3, 2, 1]).input
        let some = input.selecting([7, 0, 7])
        #expect(some.rowCount == 3 && some.blockCounts == [3, 2, 1])
        for (place, row) in [7, 0, 7].enumerated() {
            #expect(some.hashed.rowIndices(place) == input.hashed.rowIndices(row))
            #expect(some.hashed.rowValues(place) == input.hashed.rowValues(row))
            #expect(some.dense[place * 6..<(place + 1) * 6] == input.dense[row * 6..<(row + 1) * 6])
        }
    }
}
