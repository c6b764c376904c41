import Dispatch
import RouterNumerics
import Synchronization

/// Ridge regressions of many targets on the same sparse and dense inputs, by conjugate gradients on the normal
/// equations.
///
/// Each target may be missing in any row. Targets are solved in blocks of sixteen, block by block on the processor's
/// cores; a block's result does not depend on the others, so neither does it on the number of threads.
///
/// - SeeAlso: Hestenes & Stiefel (1952), "Methods of Conjugate Gradients for Solving Linear Systems", DOI
///   10.6028/jres.049.044.
struct SparseRidge: Sendable {
    /// One target column.
    struct Target: Sendable {
        /// The value in each row, shape `(n)`; ignored where ``weights`` is 0.
        let values: [Float]
        /// The weight of each row, shape `(n)`; 0 where the target is missing.
        let weights: [Float]
        /// Block weights and ridge strength.
        let kernel: KernelWeights
    }

    /// Weights of the inputs, one column a target.
    struct Solution: Sendable {
        /// Of the hashed inputs, row-major, shape `(hashedCount, t)`.
        var hashed: [Float]
        /// Of the dense inputs, row-major, shape `(q, t)`.
        var dense: [Float]
        /// `t`.
        let targetCount: Int
    }

    typealias Lanes = SIMD16<Float>
    private static let laneCount = Lanes.scalarCount

    let input: RidgeInput
    let maxSteps: Int
    let tolerance: Float

    /// Blocks that a number of targets is solved in.
    static func blockCount(_ targetCount: Int) -> Int { (targetCount + laneCount - 1) / laneCount }

    /// Solves for all targets.
    ///
    /// - Parameters:
    ///   - targets: shape `(t)`.
    ///   - usesRow: rows that may be learned from, shape `(n)`.
    ///   - onBlock: called after each block, on any thread.
    /// - Returns: weights of all targets.
    func solve(_ targets: [Target], usesRow: [Bool], onBlock: @Sendable () -> Void = {}) -> Solution {
        let blockCount = Self.blockCount(targets.count)
        let blocks = Mutex([Block?](repeating: nil, count: blockCount))
        DispatchQueue.concurrentPerform(iterations: blockCount) { block in
            let range = block * Self.laneCount..<min(targets.count, (block + 1) * Self.laneCount)
            let solved = solveBlock(Array(targets[range]), usesRow: usesRow)
            blocks.withLock { $0[block] = solved }
            onBlock()
        }
        let t = targets.count
        var solution = Solution(
            hashed: [Float](repeating: 0, count: input.hashed.columnCount * t),
            dense: [Float](repeating: 0, count: input.denseCount * t), targetCount: t)
        for (block, solved) in blocks.withLock({ $0 }).enumerated() {
            guard let solved else { continue }
            for lane in 0..<min(Self.laneCount, t - block * Self.laneCount) {
                let target = block * Self.laneCount + lane
                for column in 0..<input.hashed.columnCount {
                    solution.hashed[column * t + target] = solved.hashed[column][lane]
                }
                for column in 0..<input.denseCount { solution.dense[column * t + target] = solved.dense[column][lane] }
            }
        }
        return solution
    }

    /// Vectors over the inputs, one lane a target.
    private struct Block: Sendable {
        var hashed: [Lanes]
        var dense: [Lanes]

        init(hashedCount: Int, denseCount: Int) {
            hashed = [Lanes](repeating: .zero, count: hashedCount)
            dense = [Lanes](repeating: .zero, count: denseCount)
        }

        func dot(_ other: Block) -> Lanes {
            var sum = Lanes.zero
            for index in hashed.indices { sum += hashed[index] * other.hashed[index] }
            for index in dense.indices { sum += dense[index] * other.dense[index] }
            return sum
        }

        /// `self += factor * other`.
        mutating func add(_ other: Block, times factor: Lanes) {
            for index in hashed.indices { hashed[index] += factor * other.hashed[index] }
            for index in dense.indices { dense[index] += factor * other.dense[index] }
        }

        /// `self = other + factor * self`.
        mutating func scale(by factor: Lanes, plus other: Block) {
            for index in hashed.indices { hashed[index] = other.hashed[index] + factor * hashed[index] }
            for index in dense.indices { dense[index] = other.dense[index] + factor * dense[index] }
        }
    }

    private func solveBlock(_ targets: [Target], usesRow: [Bool]) -> Block {
        let n = input.rowCount
        var (values, weights) = ([Lanes](repeating: .zero, count: n), [Lanes](repeating: .zero, count: n))
        var ridge = Lanes(repeating: 1)
        var factors = [Lanes](repeating: .zero, count: input.blockCounts.count)
        for (lane, target) in targets.enumerated() {
            ridge[lane] = Float(target.kernel.ridge)
            for (block, factor) in target.kernel.blockFactors.enumerated() { factors[block][lane] = factor }
            for row in 0..<n where usesRow[row] {
                weights[row][lane] = target.weights[row]
                values[row][lane] = target.weights[row] * target.values[row]
            }
        }
        let columnFactors = zip(input.blockCounts, factors).flatMap { [Lanes](repeating: $1, count: $0) }
        let empty = Block(hashedCount: input.hashed.columnCount, denseCount: input.denseCount)
        var solution = empty
        var residual = empty
        addTransposed(values, columnFactors, to: &residual)
        var direction = residual
        var norm = residual.dot(residual)
        let goal = norm * (tolerance * tolerance)
        for _ in 0..<maxSteps {
            var isActive = false
            for lane in 0..<targets.count where norm[lane] > goal[lane] { isActive = true }
            guard isActive else { break }
            var product = empty
            multiply(direction, weights, columnFactors, to: &product)
            product.add(direction, times: ridge)
            let curvature = direction.dot(product)
            // A target without rows, or one that is solved, has no direction left: its step is zero, not 0/0.
            let step = Self.divide(norm, curvature)
            solution.add(direction, times: step)
            residual.add(product, times: -step)
            let next = residual.dot(residual)
            direction.scale(by: Self.divide(next, norm), plus: residual)
            norm = next
        }
        // Solved for factor times input; the caller wants weights of the inputs as they are.
        for column in solution.dense.indices { solution.dense[column] *= columnFactors[column] }
        return solution
    }

    private static func divide(_ a: Lanes, _ b: Lanes) -> Lanes {
        var quotient = Lanes.zero
        for lane in 0..<laneCount where b[lane] > 0 { quotient[lane] = a[lane] / b[lane] }
        return quotient
    }

    /// `product += F Xᵀ (weights ∘ (X F direction))`, where `F` holds the columns' factors.
    private func multiply(_ direction: Block, _ weights: [Lanes], _ factors: [Lanes], to product: inout Block) {
        var rows = [Lanes](repeating: .zero, count: input.rowCount)
        input.hashed.indices.withUnsafeBufferPointer { indices in
            input.hashed.values.withUnsafeBufferPointer { values in
                direction.hashed.withUnsafeBufferPointer { hashed in
                    for row in rows.indices where weights[row] != .zero {
                        var sum = Lanes.zero
                        for position in input.hashed.rowStarts[row]..<input.hashed.rowStarts[row + 1] {
                            sum += values[position] * hashed[Int(indices[position])]
                        }
                        rows[row] = sum
                    }
                }
            }
        }
        var scaled = direction.dense
        for column in scaled.indices { scaled[column] *= factors[column] }
        Self.withFloats(&scaled) { scaled in
            Self.withFloats(&rows) { rows in
                LinearAlgebra.addProduct(
                    input.dense, scaled, to: rows, shape: (input.rowCount, input.denseCount, Self.laneCount))
            }
        }
        for row in rows.indices { rows[row] *= weights[row] }
        addTransposed(rows, factors, to: &product)
    }

    /// `product += F Xᵀ rows`.
    private func addTransposed(_ rows: [Lanes], _ factors: [Lanes], to product: inout Block) {
        product.hashed.withUnsafeMutableBufferPointer { hashed in
            input.hashed.indices.withUnsafeBufferPointer { indices in
                input.hashed.values.withUnsafeBufferPointer { values in
                    for row in rows.indices where rows[row] != .zero {
                        let weight = rows[row]
                        for position in input.hashed.rowStarts[row]..<input.hashed.rowStarts[row + 1] {
                            hashed[Int(indices[position])] += values[position] * weight
                        }
                    }
                }
            }
        }
        var rows = rows
        var dense = [Lanes](repeating: .zero, count: input.denseCount)
        Self.withFloats(&rows) { rows in
            Self.withFloats(&dense) { dense in
                LinearAlgebra.addTransposedProduct(
                    input.dense, rows, to: dense, shape: (input.rowCount, input.denseCount, Self.laneCount))
            }
        }
        for column in dense.indices { product.dense[column] += factors[column] * dense[column] }
    }

    /// Vectors of lanes as the row-major matrix that they are.
    private static func withFloats(_ lanes: inout [Lanes], _ body: (UnsafeMutablePointer<Float>) -> Void) {
        lanes.withUnsafeMutableBytes { bytes in
            guard let base = bytes.baseAddress else { return }
            body(base.assumingMemoryBound(to: Float.self))
        }
    }

    /// `X W` for some rows, row-major, shape `(rows, t)`.
    func predictions(_ solution: Solution, rows: [Int]) -> [Float] {
        let (t, q) = (solution.targetCount, input.denseCount)
        var output = [Float](repeating: 0, count: rows.count * t)
        for (place, row) in rows.enumerated() {
            for position in input.hashed.rowStarts[row]..<input.hashed.rowStarts[row + 1] {
                let (value, column) = (input.hashed.values[position], Int(input.hashed.indices[position]))
                for target in 0..<t { output[place * t + target] += value * solution.hashed[column * t + target] }
            }
        }
        var dense: [Float] = []
        dense.reserveCapacity(rows.count * q)
        for row in rows { dense += input.dense[row * q..<(row + 1) * q] }
        output.withUnsafeMutableBufferPointer { output in
            guard let base = output.baseAddress else { return }
            LinearAlgebra.addProduct(dense, solution.dense, to: base, shape: (rows.count, q, t))
        }
        return output
    }
}
