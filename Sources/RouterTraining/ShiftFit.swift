import RouterCore
import RouterModel

/// How wrong estimated differences between candidates are on whole kinds of prompts.
///
/// Within a group of like prompts the mean error of the difference between two candidates is nearly the same for all
/// prompts; its standard deviation over groups is what a new kind of prompt has to be feared to bring.
enum ShiftFit {
    /// Fewest rows of a group for its mean error to count.
    private static let minRowCount = 10
    /// Fewest such groups for their deviation to count.
    private static let minGroupCount = 4

    /// The deviations for all pairs.
    ///
    /// - Parameters:
    ///   - errors: score less estimate of each candidate on each row where it has an outcome.
    ///   - groups: of the rows.
    /// - Returns: symmetric, row-major, shape `(m, m)`; 0 on the diagonal; ``RouterModel/DoNoHarm/unknownShift`` for
    ///   pairs that share too few prompts.
    static func deviations(_ errors: [[(row: Int, error: Double)]], _ groups: PromptGroups) -> [Float] {
        let m = errors.count
        var byRow = [[Int: Double]](repeating: [:], count: m)
        for (candidate, own) in errors.enumerated() {
            byRow[candidate] = Dictionary(own.map { ($0.row, $0.error) }, uniquingKeysWith: { first, _ in first })
        }
        var deviations = [Float](repeating: 0, count: m * m)
        for i in 0..<m {
            for j in 0..<i {
                var (sums, counts) = (
                    [Double](repeating: 0, count: groups.count), [Double](repeating: 0, count: groups.count)
                )
                for (row, error) in errors[i] {
                    guard let other = byRow[j][row] else { continue }
                    sums[groups.groups[row]] += error - other
                    counts[groups.groups[row]] += 1
                }
                let means = sums.indices.filter { counts[$0] >= Double(minRowCount) }.map { sums[$0] / counts[$0] }
                let deviation = means.count >= minGroupCount ? standardDeviation(means) : DoNoHarm.unknownShift
                deviations[i * m + j] = Float(deviation)
                deviations[j * m + i] = Float(deviation)
            }
        }
        return deviations
    }

    private static func standardDeviation(_ values: [Double]) -> Double {
        let mean = values.reduce(0, +) / Double(values.count)
        return (values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count - 1)).squareRoot()
    }
}
