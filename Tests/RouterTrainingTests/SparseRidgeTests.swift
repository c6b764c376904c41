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
        targets = golden.targets.map { SparseRidge.Target(values: $0.values, weights: $0.weights, ridge: $0.ridge) }
    }

    /// The golden inputs with the first columns sparse and the others dense.
    private func ridge(sparse: Int, maxSteps: Int = 60, tolerance: Float = 0) -> SparseRidge {
        let d = golden.columns
        var hashed = SparseMatrix(columnCount: sparse)
        var dense: [Float] = []
        for row in 0..<golden.rows {
            let numbers = golden.inputs[row * d..<(row + 1) * d].map { Float($0) }
            let columns = (0..<sparse).filter { numbers[$0] != 0 }
            hashed.append(indices: columns.map { UInt32($0) }, values: columns.map { numbers[$0] })
            dense += numbers[sparse...]
        }
        return SparseRidge(
            input: RidgeInput(hashed: hashed, dense: dense, denseCount: d - sparse), maxSteps: maxSteps,
            tolerance: tolerance)
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
                values: target.values, weights: zip(target.weights, uses).map { $1 ? $0 : 0 }, ridge: target.ridge)
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
            [.init(values: ones, weights: zeros, ridge: 1), .init(values: zeros, weights: ones, ridge: 1)],
            usesRow: allRows)
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
            var (residual, right) = (found.map { -Double(target.ridge) * $0 }, [Double](repeating: 0, count: d))
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
}
