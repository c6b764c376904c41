import RouterCore
import Testing

@testable import RouterTraining

@Suite("Principal directions")
struct PrincipalDirectionsTests {
    private let n = 60
    private let e = 5

    /// Rows with a mean, of falling variance by column before they are mixed.
    private func block(seed: UInt64) -> [Float] {
        var random = SplitMix64(seed: seed)
        let mixing = (0..<e * e).map { _ in random.normal() }
        return (0..<n).flatMap { _ -> [Float] in
            let factors = (0..<e).map { random.normal() / Double(1 + $0) }
            return (0..<e).map { column in
                Float(3 + (0..<e).reduce(0.0) { $0 + factors[$1] * mixing[$1 * e + column] } / 4)
            }
        }
    }

    /// `Σ (x − mean)(x − mean)ᵀ` in plain loops.
    private func scatter(_ block: [Float]) -> (mean: [Double], matrix: [Double]) {
        let mean = (0..<e).map { column in
            (0..<n).reduce(0.0) { $0 + Double(block[$1 * e + column]) } / Double(n)
        }
        let matrix = (0..<e * e).map { place in
            (0..<n).reduce(0.0) {
                $0 + (Double(block[$1 * e + place / e]) - mean[place / e])
                    * (Double(block[$1 * e + place % e]) - mean[place % e])
            }
        }
        return (mean, matrix)
    }

    @Test("directions are eigenvectors of the plain covariance, those of most variance first", arguments: UInt64(1)...8)
    func eigenvectors(seed: UInt64) {
        let block = block(seed: seed)
        let (mean, matrix) = scatter(block)
        let found = PrincipalDirections(block, rows: n, count: 3)
        #expect(found.count == 3 && found.directions.count == 15, "seed \(seed)")
        let trace = (0..<e).reduce(0.0) { $0 + matrix[$1 * (e + 1)] }
        // Directions and mean are stored as Float, the mean is below 8; the matrix is no longer than its trace.
        let bound = 8 * Double(Float.ulpOfOne) * max(1, trace)
        for (got, want) in zip(found.mean, mean) { #expect(abs(Double(got) - want) <= bound, "seed \(seed)") }
        var values: [Double] = []
        for index in 0..<3 {
            let v = found.directions[index * e..<(index + 1) * e].map(Double.init)
            let product = (0..<e).map { row in (0..<e).reduce(0.0) { $0 + matrix[row * e + $1] * v[$1] } }
            let value = zip(v, product).reduce(0) { $0 + $1.0 * $1.1 }
            for (got, want) in zip(product, v) { #expect(abs(got - value * want) <= bound, "seed \(seed)") }
            #expect(abs(v.reduce(0) { $0 + $1 * $1 } - 1) <= 8 * Double(Float.ulpOfOne), "seed \(seed)")
            values.append(value)
        }
        #expect(zip(values, values.dropFirst()).allSatisfy(>=), "seed \(seed)")
        // No direction is left out that has more variance than one that is kept.
        let kept = values.reduce(0, +)
        #expect(trace - kept <= 2 * values[2] + bound, "seed \(seed)")
        #expect(abs(found.varianceRatio - trace / kept) <= bound, "seed \(seed)")
    }

    @Test("scaled projections are on average as far apart as the sharpness says", arguments: UInt64(1)...8)
    func scaledDistances(seed: UInt64) {
        let (block, sharpness, count) = (block(seed: seed), 2.5, 2)
        let directions = PrincipalDirections(block, rows: n, count: count)
        let scaled = directions.scaled(sharpness: sharpness)
        var (projected, plain) = (0.0, 0.0)
        for i in 0..<n {
            for j in 0..<i {
                let difference = (0..<e).map { Double(block[i * e + $0]) - Double(block[j * e + $0]) }
                plain += difference.reduce(0) { $0 + $1 * $1 }
                for row in 0..<count {
                    let along = (0..<e).reduce(0.0) { $0 + Double(scaled[row * e + $1]) * difference[$1] }
                    projected += along * along
                }
            }
        }
        // Factor and directions are Floats, five to a sum, and all enter squared.
        #expect(abs(projected / plain - sharpness) <= 2 * 16 * sharpness * Double(Float.ulpOfOne), "seed \(seed)")
    }

    @Test("directions without variance are none, and a block that is not there has none")
    func noVariance() {
        // Three columns, of which one is constant and one the double of another.
        let block = (0..<20).flatMap { row -> [Float] in [Float(row), 7, Float(2 * row)] }
        let found = PrincipalDirections(block, rows: 20, count: 3)
        #expect(found.count == 1 && found.varianceRatio <= 1 + 1e-9)
        let constant = PrincipalDirections([Float](repeating: 0.5, count: 12), rows: 4, count: 2)
        #expect(constant.count == 0 && constant.scaled(sharpness: 2).isEmpty && constant.mean == [0.5, 0.5, 0.5])
        for rows in [0, 5] {
            let empty = PrincipalDirections([], rows: rows, count: 4)
            #expect(empty.count == 0 && empty.mean.isEmpty && empty.varianceRatio == 1)
        }
    }
}
