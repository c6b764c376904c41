import Foundation
import RouterCore
import RouterFeatures
import Testing

@testable import RouterModel

@Suite("Model bundle")
struct ModelBundleTests {
    private let folder = TemporaryFolder()
    private var manifestURL: URL { folder.url.appendingPathComponent("manifest.json") }
    private var weightsURL: URL { folder.url.appendingPathComponent("weights.safetensors") }

    /// Random weights for what bundles are read with: the extractor's schema.
    private static let model = SmallModel.make(schema: FeatureExtractor.schema)

    @discardableResult
    private func write(
        _ model: ScoringModel = model, embedding: EmbeddingFile? = nil, to url: URL? = nil
    ) throws -> ModelBundle {
        try ModelBundle.write(
            model,
            description: BundleDescription(
                name: "small", seed: .max,
                tables: [.init(name: "t.jsonl", sha256: "00", rows: 3, rowsLeftOut: 1, licence: nil)],
                metrics: [.init(name: "auc", value: 0.7, standardError: 0.01)], settings: ["ridge 6"]),
            embedding: embedding, to: url ?? folder.url)
    }

    /// What writing the model gives: every test has it in a folder of its own, without writing it again.
    private static let written = Result {
        let folder = TemporaryFolder()
        let bundle = try ModelBundleTests().write(to: folder.url)
        return (
            bundle,
            try ["manifest.json", "weights.safetensors"].map { name in
                (name, try Data(contentsOf: folder.url.appendingPathComponent(name)))
            }
        )
    }

    @discardableResult
    private func copy() throws -> ModelBundle {
        let (bundle, files) = try Self.written.get()
        try FileManager.default.createDirectory(at: folder.url, withIntermediateDirectories: true)
        for (name, data) in files { try data.write(to: folder.url.appendingPathComponent(name)) }
        return bundle
    }

    private func failure() -> ModelError? {
        do {
            _ = try ModelBundle(folder: folder.url)
            return nil
        } catch { return error }
    }

    /// Replaces a text of the manifest that must be there.
    private func edit(_ old: String, _ new: String) throws {
        let text = try String(contentsOf: manifestURL, encoding: .utf8)
        try #require(text.contains(old))
        try text.replacingOccurrences(of: old, with: new).write(to: manifestURL, atomically: true, encoding: .utf8)
    }

    @Test("what is read back gives the estimates of what was written")
    func roundTrip() throws {
        let written = try copy()
        let read = try ModelBundle(folder: folder.url)
        #expect(read.manifest == written.manifest)
        #expect(read.id == written.id && read.id.hasPrefix("small@"))
        #expect(read.manifest.seed == .max && read.manifest.tables.count == 1 && read.manifest.metrics.count == 1)
        #expect(read.manifest.settings == ["ridge 6"] && read.manifest.embedding == nil)
        #expect(read.extractor.schema == FeatureExtractor.schema)
        try expectSameEstimates(written.model, read.model, Self.model, schema: FeatureExtractor.schema)
    }

    /// Two models to the last bit, and the one before it was written within half precision.
    private func expectSameEstimates(
        _ written: ScoringModel, _ read: ScoringModel, _ original: ScoringModel, schema: FeatureSchema
    ) throws {
        let pool = try written.ownPool()
        #expect(try original.ownPool() == pool)
        #expect(read.shiftDeviations == original.shiftDeviations)
        #expect(read.heads.map(\.ability) == original.heads.map(\.ability))
        let dimension = Double(original.skillMap.landmarks.dimension)
        for seed in UInt64(1)...20 {
            let features = SmallModel.features(seed: seed, schema: schema)
            let estimates = written.scorer(for: pool).estimates(for: features)
            #expect(read.scorer(for: pool).estimates(for: features) == estimates)
            for (got, want) in zip(estimates, original.scorer(for: pool).estimates(for: features)) {
                // Half precision moves each of 8 hashed weights and factors below 3 by at most 2⁻¹¹ of itself; each block has
                // length √½. Landmarks move by at most √dimension times that, and closeness by at most √(2/e) of the way.
                // A skill weighs at most ½, the slope is at most 5 and a quality's derivative a quarter of it.
                let landmarks = Double(SmallModel.landmarkCount) * (2 * dimension / M_E).squareRoot()
                let bound = (2 * 2 * 8 + 2 * landmarks) * 0x1p-11 * 0.5 * 5 / 4
                #expect(abs(got.quality - want.quality) <= bound, "seed \(seed)")
            }
        }
    }

    @Test("a bundle with an embedding holds its file and makes the dense block of its features with it")
    func embedding() throws {
        let file = try SmallEmbedding.file()
        let schema = FeatureExtractor(embedding: file.embedding).schema
        #expect(schema.denseCount == 2)
        let model = SmallModel.make(schema: schema)
        let written = try write(model, embedding: file)
        let read = try ModelBundle(folder: folder.url)
        #expect(read.manifest.embedding == .init(sha256: file.sha256, metadata: ["licence": "none"]))
        #expect(read.extractor.schema == schema)
        let features = read.extractor.features(of: RoutingRequest(prompt: "a b"))
        #expect(features.dense == file.embedding.vector(of: "a b".utf8) && features.dense != [0, 0])
        try expectSameEstimates(written.model, read.model, model, schema: schema)
    }

    @Test("an embedding that is missing is unreadable, another one corrupt")
    func wrongEmbedding() throws {
        let file = try SmallEmbedding.file()
        let url = folder.url.appendingPathComponent(EmbeddingFile.name)
        try write(SmallModel.make(schema: FeatureExtractor(embedding: file.embedding).schema), embedding: file)
        try SmallEmbedding.file { tensors, _ in tensors["embedding.scales"] = .init([0, 1, 4], shape: [3]) }.data
            .write(to: url)
        let other = try #require(failure())
        #expect(other.code == .corrupt && other.description.contains("checksum"))
        try FileManager.default.removeItem(at: url)
        let missing = try #require(failure())
        #expect(missing.code == .unreadable && missing.description.contains(EmbeddingFile.name))
    }

    @Test("the same model gives the same bytes")
    func sameBytes() throws {
        let other = TemporaryFolder()
        try copy()
        try write(to: other.url)
        for name in ["manifest.json", "weights.safetensors"] {
            let (one, two) = (folder.url.appendingPathComponent(name), other.url.appendingPathComponent(name))
            #expect(try Data(contentsOf: one) == Data(contentsOf: two))
        }
    }

    @Test("a missing file is unreadable", arguments: ["manifest.json", "weights.safetensors"])
    func missingFile(name: String) throws {
        try copy()
        try FileManager.default.removeItem(at: folder.url.appendingPathComponent(name))
        let error = try #require(failure())
        #expect(error.code == .unreadable)
        #expect(error.description.contains(name))
    }

    @Test("weights with one changed bit, or cut short, are corrupt", arguments: [0, 100, -1])
    func corruptWeights(place: Int) throws {
        try copy()
        var data = try Data(contentsOf: weightsURL)
        if place < 0 { data.removeLast() } else { data[place] ^= 1 }
        try data.write(to: weightsURL)
        #expect(failure()?.code == .corrupt)
    }

    @Test(
        "a bundle of another feature schema is foreign",
        arguments: [
            (#""version" : 2"#, #""version" : 1"#), (#""characters""#, #""letters""#),
            (#""dense" : 0"#, #""dense" : 256"#), (#""hashed" : 131072"#, #""hashed" : 16"#),
        ])
    func foreignSchema(old: String, new: String) throws {
        try copy()
        try edit(old, new)
        #expect(failure()?.code == .foreign)
    }

    @Test("a bundle of another format is foreign, whatever else its manifest holds")
    func otherFormat() throws {
        try copy()
        try #"{"format": 1, "all": "old"}"#.write(to: manifestURL, atomically: true, encoding: .utf8)
        let error = try #require(failure())
        #expect(error.code == .foreign)
        #expect(error.description.contains("format 1"))
    }

    @Test(
        "a manifest that is none is corrupt",
        arguments: ["", "[]", "{}", #"{"format": "2"}"#, #"{"format": 2}"#, "\u{0}"])
    func corruptManifest(text: String) throws {
        try copy()
        try text.write(to: manifestURL, atomically: true, encoding: .utf8)
        #expect(failure()?.code == .corrupt)
    }

    @Test(
        "a manifest that contradicts the tensors or itself is corrupt",
        arguments: [
            (#""skills" : 2"#, #""skills" : 3"#), (#""skills" : 2"#, #""skills" : -1"#),
            (#""promptUSDPerMillion" : 2.5"#, #""promptUSDPerMillion" : -1"#),
            (#""promptUSDPerMillion" : 2.5"#, #""promptUSDPerMillion" : 1e999"#), (#""seed" : "#, #""seeds" : "#),
        ])
    func contradiction(old: String, new: String) throws {
        try copy()
        try edit(old, new)
        #expect(failure()?.code == .corrupt)
    }

    @Test("weights too large for their storage are refused when they are written")
    func tooLarge() throws {
        #expect(throws: ModelError.self) {
            try write(SmallModel.make(hashedWeight: 70_000, schema: FeatureExtractor.schema))
        }
    }

    @Test("a folder that cannot be made is unwritable")
    func unwritable() throws {
        try copy()
        do {
            try write(to: manifestURL.appendingPathComponent("below a file"))
            Issue.record("a folder below a file was written")
        } catch let error as ModelError {
            #expect(error.code == .unwritable)
        }
    }
}
