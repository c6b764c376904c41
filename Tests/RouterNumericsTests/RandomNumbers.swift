import RouterCore

extension SplitMix64 {
    /// Numbers in [−1, 1).
    mutating func doubles(_ count: Int) -> [Double] { (0..<count).map { _ in 2 * nextUnit() - 1 } }

    /// Numbers in [−1, 1).
    mutating func floats(_ count: Int) -> [Float] { doubles(count).map { Float($0) } }

    /// `AᵀA + d·I` of a random A: symmetric, eigenvalues of at least d.
    mutating func positiveDefinite(_ d: Int) -> [Double] {
        let a = doubles(d * d)
        return (0..<d * d).map { at in
            let (i, j) = (at / d, at % d)
            return (0..<d).reduce(i == j ? Double(d) : 0) { $0 + a[$1 * d + i] * a[$1 * d + j] }
        }
    }
}
