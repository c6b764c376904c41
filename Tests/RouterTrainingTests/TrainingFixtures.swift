import Foundation
import RouterCore
import RouterNumerics

@testable import RouterTraining

/// Reads a fixture; a missing one fails the test that asked for it.
func fixture<Value: Decodable>(_ name: String, as type: Value.Type) throws -> Value {
    guard let url = Bundle.module.url(forResource: "Fixtures/\(name)", withExtension: "json") else {
        throw CocoaError(.fileNoSuchFile)
    }
    return try JSONDecoder().decode(type, from: Data(contentsOf: url))
}

extension SplitMix64 {
    /// A number of the normal distribution, by Box and Muller's method.
    mutating func normal() -> Double {
        (-2 * log(1 - nextUnit())).squareRoot() * cos(2 * .pi * nextUnit())
    }
}

/// Synthetic prompts with a planted structure.
struct PlantedData {
    static let schema = FeatureSchema(version: 1, surfaceNames: ["a", "b", "c"], denseCount: 0, hashedCount: 64)

    /// Candidates' abilities; each has in addition a skill of its own sign.
    let abilities: [Double]
    private var random: SplitMix64

    init(abilities: [Double], seed: UInt64) {
        self.abilities = abilities
        random = SplitMix64(seed: seed)
    }

    /// Features of a prompt, and how likely each candidate solves it: bucket 3 makes it hard, bucket 40 suits odd candidates.
    mutating func prompt() -> (features: FeatureVector, chances: [Double]) {
        let isHard = random.next() & 1 == 0
        let suitsOdd = random.next() & 1 == 0
        var buckets: Set<UInt32> = [UInt32(8 + random.next() % 24), UInt32(44 + random.next() % 20)]
        buckets.insert(isHard ? 3 : 4)
        buckets.insert(suitsOdd ? 40 : 41)
        let indices = buckets.sorted()
        let features = FeatureVector(
            schemaVersion: 1, surface: [isHard ? 1 : 0, Float(random.nextUnit()), 7],
            hashed: SparseVector(indices: indices, values: indices.map { _ in 1 }),
            promptTokens: 50 + Int(random.next() % 500),
            extent: ReadExtent(totalBytes: 1, readBytes: 1))
        let chances = abilities.enumerated().map { index, ability in
            min(0.97, max(0.03, ability + (isHard ? -0.25 : 0.25) + (suitsOdd == (index % 2 == 1) ? 0.15 : -0.15)))
        }
        return (features, chances)
    }

    /// A training set; each outcome is there with a probability.
    mutating func set(rows: Int, presence: Double = 1) -> TrainingSet {
        var set = TrainingSet(schema: Self.schema)
        let indices = abilities.indices.map { set.candidateIndex("model-\($0)") }
        for _ in 0..<rows {
            let (features, chances) = prompt()
            let observations = zip(indices, chances).compactMap { index, chance -> Observation? in
                let (isThere, isSolved) = (random.nextUnit() < presence, random.nextUnit() < chance)
                let tokens = 20 + Int(random.next() % 100) * (index + 1)
                let cost = (Double(features.promptTokens) + 4 * Double(tokens)) * Double(index + 1) * 1e-6
                return isThere
                    ? Observation(candidate: index, score: isSolved ? 1 : 0, costUSD: cost, completionTokens: tokens)
                    : nil
            }
            set.append(features, observations)
        }
        return set
    }

    /// Whether a candidate with this chance solves the prompt.
    mutating func draw(_ chance: Double) -> Bool { random.nextUnit() < chance }
}
