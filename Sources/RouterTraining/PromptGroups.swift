import RouterCore
import RouterModel

/// Groups of like prompts: categories where the tables name them, else clusters of points among the landmarks.
///
/// What a model does on a kind of prompt that training never saw can only be judged by how much kinds differ.
struct PromptGroups {
    /// The group of each row, shape `(n)`.
    let groups: [Int]
    /// Number of groups.
    let count: Int

    /// Fewest rows for a category to count.
    private static let minCategoryRows = 20
    /// Fewest categories to go by.
    private static let minCategoryCount = 8
    private static let clusterCount = 24
    private static let sweepCount = 8

    /// Groups the rows of a set.
    init(_ set: TrainingSet, _ skills: SkillMapFit, seed: UInt64) {
        var counts: [String: Int] = [:]
        for category in set.categories where !category.isEmpty { counts[category, default: 0] += 1 }
        let categories = counts.filter { $0.value >= Self.minCategoryRows }.keys.sorted()
        let named = categories.reduce(0) { $0 + counts[$1, default: 0] }
        if categories.count >= Self.minCategoryCount, named * 2 >= set.rowCount {
            let index = Dictionary(uniqueKeysWithValues: zip(categories, 0...))
            // Rows of no or a small category are a group of their own.
            groups = set.categories.map { index[$0] ?? categories.count }
            count = categories.count + 1
            return
        }
        let (p, e) = (set.schema.surfaceNames.count, set.schema.denseCount)
        let points = (0..<set.rowCount).map { row in
            skills.landmarks.point(
                standardized: Array(skills.standardizedSurface[row * p..<(row + 1) * p]),
                dense: Array(set.dense[row * e..<(row + 1) * e]))
        }
        (groups, count) = Self.clusters(points, seed: seed)
    }

    /// Lloyd's k-means from rows drawn at random; the same points and seed give the same clusters.
    static func clusters(_ points: [[Float]], seed: UInt64) -> (groups: [Int], count: Int) {
        let k = min(clusterCount, points.count)
        var random = SplitMix64(seed: seed ^ 0x4B4D)
        var centres = random.permutation(of: points.count).prefix(k).map { points[$0] }
        var groups = [Int](repeating: 0, count: points.count)
        for _ in 0..<sweepCount {
            for (row, point) in points.enumerated() {
                var (best, distance) = (0, Float.infinity)
                for (index, centre) in centres.enumerated() {
                    let square = zip(point, centre).reduce(Float(0)) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
                    if square < distance { (best, distance) = (index, square) }
                }
                groups[row] = best
            }
            for index in centres.indices {
                let members = groups.indices.filter { groups[$0] == index }
                guard !members.isEmpty else { continue }
                for column in centres[index].indices {
                    centres[index][column] = members.reduce(0) { $0 + points[$1][column] } / Float(members.count)
                }
            }
        }
        return (groups, k)
    }
}
