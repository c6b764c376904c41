import Foundation
import RouterCore
import RouterFeatures
import Testing

@testable import RouterModel

@Suite("Candidate heads")
struct CandidateHeadTests {
    private let folder = TemporaryFolder()

    @Test(
        "basis and own outcomes survive manifest and tensors",
        arguments: zip(Estimate.Basis.allCases, [7, 0, 29, 1, 100_000]))
    func roundTrip(basis: Estimate.Basis, count: Int) throws {
        let model = SmallModel.make(schema: FeatureExtractor.schema)
        let head = model.heads[0].known(by: basis, ownOutcomeCount: count)
        let written = try ModelBundle.write(
            model.replacingFirstHead(head),
            description: BundleDescription(name: "own", seed: 1, tables: [], metrics: []), embedding: nil,
            to: folder.url)
        let read = try ModelBundle(folder: folder.url).model
        #expect(read.heads == written.model.heads)
        #expect(read.heads[0].basis == basis && read.heads[0].ownOutcomeCount == count)
        #expect(read.heads.dropFirst().allSatisfy { $0.basis == .ownHead && $0.ownOutcomeCount == 0 })
        #expect(try read.scorer(for: read.ownPool()).bases.first == basis)
    }

    @Test("a manifest says nothing of the basis and of own outcomes where a bundle was trained on tables alone")
    func tables() throws {
        let model = SmallModel.make(schema: FeatureExtractor.schema)
        _ = try ModelBundle.write(
            model, description: BundleDescription(name: "own", seed: 1, tables: [], metrics: []), embedding: nil,
            to: folder.url)
        let manifest = try String(contentsOf: folder.url.appendingPathComponent("manifest.json"), encoding: .utf8)
        #expect(!manifest.contains("\"basis\"") && !manifest.contains("\"ownOutcomes\""))
    }
}
