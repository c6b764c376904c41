import Foundation
import RouterCore
import RouterFeatures
import RouterModel
import RouterTraining
import Testing

@testable import RouterCLI

@Suite("Table loader")
struct TableLoaderTests {
    private func load(_ fixture: EvaluateFixture, capacity: Int) throws -> TableLoader {
        var loader = TableLoader(
            extractor: FeatureExtractor(), split: "train", skipsBadRows: false, sampleCapacity: capacity)
        try loader.add(path: fixture.table, progress: ProgressLine("", isQuiet: true))
        return loader
    }

    @Test(
        "of a long table a sample stays in memory, and every other training row comes by once",
        arguments: [10, 30, 1000])
    func sample(capacity: Int) throws {
        let fixture = try EvaluateFixture()
        var loader = try withExtendedLifetime(fixture) { try load(fixture, capacity: capacity) }
        #expect(loader.trainingRowCount == 120)
        let kept = loader.training.rowCount
        #expect(kept < 2 * capacity && (capacity < 100 ? kept < 120 : kept == 120))
        var further = 0
        try withExtendedLifetime(fixture) {
            try loader.forEachRowBeyondSample(ProgressLine("", isQuiet: true)) { _, observations in
                #expect(observations.count >= 2)
                further += 1
            }
        }
        #expect(kept + further == 120)
        #expect(loader.heldOut.count < 2 * capacity)
    }

    @Test("rows beyond the sample sharpen the heads: all outcomes count")
    func heads() throws {
        let fixture = try EvaluateFixture()
        var loader = try withExtendedLifetime(fixture) { try load(fixture, capacity: 30) }
        var recipe = TrainingRecipe()
        recipe.landmarkCount = 8
        var trainer = try ModelTrainer(loader.training, recipe: recipe)
        try withExtendedLifetime(fixture) {
            try loader.forEachRowBeyondSample(ProgressLine("", isQuiet: true)) { trainer.add($0, $1) }
        }
        let model = try trainer.model()
        let counts = Dictionary(uniqueKeysWithValues: model.heads.map { ($0.name, $0.outcomeCount) })
        #expect(counts["large"] == 120 && counts["small"] == 120)
    }

    @Test("a model none of whose rows is in the sample is learned from all the same")
    func beyondSample() throws {
        let fixture = try EvaluateFixture()
        var loader = try withExtendedLifetime(fixture) { try load(fixture, capacity: 6) }
        let rare = try #require(loader.training.names.firstIndex(of: "rare"))
        #expect(!loader.training.observations.contains { row in row.contains { $0.candidate == rare } })
        var recipe = TrainingRecipe()
        recipe.landmarkCount = 4
        var trainer = try ModelTrainer(loader.training, recipe: recipe)
        try withExtendedLifetime(fixture) {
            try loader.forEachRowBeyondSample(ProgressLine("", isQuiet: true)) { trainer.add($0, $1) }
        }
        let head = try #require(try trainer.model().heads.first { $0.name == "rare" })
        // Every tenth prompt has its score, always one half; the even ones that are a multiple of four are for testing.
        #expect(head.outcomeCount == 8 && head.meanScore == 0.5 && (0...1).contains(head.ability))
    }

    @Test("the sample does not depend on the order of the rows")
    func order() {
        let hashes = (0..<500).map { RowSample.hash(of: "row \($0)") }
        func kept(_ hashes: [UInt64]) -> Set<UInt64> {
            var sample = RowSample(capacity: 40)
            for hash in hashes where sample.contains(hash) { _ = sample.append(hash) }
            return Set(sample.hashes)
        }
        let forwards = kept(hashes)
        #expect(forwards == kept(hashes.reversed()) && (40..<80).contains(forwards.count))
    }
}
