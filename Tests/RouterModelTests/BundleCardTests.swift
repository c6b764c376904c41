import RouterCore
import Testing

@testable import RouterModel

@Suite("Bundle card")
struct BundleCardTests {
    @Test("the card names the data with its licence, every model and the weights' checksum")
    func names() {
        let manifest = ModelTensors.manifest(
            of: SmallModel.make(),
            description: BundleDescription(
                name: "small", seed: 42,
                tables: [
                    .init(name: "t.jsonl", sha256: "5ha", rows: 3, rowsLeftOut: 1, licence: "MIT"),
                    .init(name: "u.csv", sha256: "0ff", rows: 9, rowsLeftOut: 0, licence: nil),
                ], metrics: []),
            schema: SmallModel.schema, embedding: nil, weightsSHA256: "feed")
        let card = BundleCard.text(of: manifest)
        for part in ["`small`", "t.jsonl", "MIT", "`5ha`", "u.csv", "not given", "`feed`", "seed 42"]
            + SmallModel.headNames
        {
            #expect(card.contains(part), "\(part)")
        }
    }
}
