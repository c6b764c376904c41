import Foundation
import RouterModel

@testable import RouterCLI

/// A small outcome table and a bundle that knows its models and has not seen it; gone after the test.
final class SimulationFixture {
    private let tables: EvaluateFixture
    let folder: URL
    /// 160 prompts with outcomes of `small` and `large`.
    var table: String { tables.table }
    /// What the router starts from.
    let prior: ModelBundle

    init() throws {
        tables = try EvaluateFixture()
        folder = tables.folder
        prior = try BundleFixture.write(0, to: folder.appendingPathComponent("prior"), names: ["large", "small"])
    }

    /// A bundle that was trained on a table.
    func trained(on name: String, sha256: String) throws -> ModelBundle {
        try BundleFixture.write(
            0, to: folder.appendingPathComponent("other-\(UUID().uuidString)"), table: name, sha256: sha256)
    }

    /// The table as it is simulated.
    func simulated(_ names: [String]? = ["large", "small"]) throws -> SimulationTable {
        try SimulationTable(paths: [table], names: names, extractor: prior.extractor)
    }
}
