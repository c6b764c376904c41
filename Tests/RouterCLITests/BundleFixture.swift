import ArgumentParser
import Foundation
import RouterCore
import RouterFeatures
import RouterModel

@testable import RouterCLI

/// A folder with a configuration of two candidates and a configured bundle; gone after the test.
final class BundleFixture {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("BundleFixture.\(UUID().uuidString)")
    /// The store that the configuration names by its log's place.
    var store: BundleStore { BundleStore(folder: folder.appendingPathComponent("bundles")) }
    /// The program, where it stands beside the tests; `nil` = it was not built.
    static var program: String? {
        let file = (Bundle.main.executableURL ?? URL(fileURLWithPath: CommandLine.arguments[0]))
            .deletingLastPathComponent().appendingPathComponent("autorouter")
        return FileManager.default.isExecutableFile(atPath: file.path) ? file.path : nil
    }

    init() throws {
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let text = #"""
            providers: { lab: { base_url: "http://127.0.0.1:9/v1", local: true } }
            candidates:
              - { id: curious, provider: lab, price: { prompt: 2, completion: 8 } }
              - { id: steady, provider: lab, price: { prompt: 1, completion: 4 } }
            bundle: configured
            log: { path: log.sqlite }
            """#
        try Data(text.utf8).write(to: folder.appendingPathComponent("autorouter.yaml"))
        _ = try Self.write(0, to: folder.appendingPathComponent("configured"))
    }

    deinit { try? FileManager.default.removeItem(at: folder) }

    /// Options that name the configuration, and more.
    func arguments(_ more: [String] = []) -> [String] {
        ["--config", folder.appendingPathComponent("autorouter.yaml").path] + more
    }

    /// The setup of a command.
    func setup(_ more: [String] = [], environment: [String: String] = [:]) throws -> Setup {
        try Setup(SharedOptions.parse(arguments(more)), environment: environment)
    }

    /// Adds a bundle to the store, and promotes it.
    @discardableResult
    func promote(_ boost: Float) throws -> StoredBundle {
        let added = try store.add { _ = try Self.write(boost, to: $0) }
        return try store.promote(added.version.description)
    }

    /// Writes a bundle of two models: `steady` is always the same, `curious` better by a boost where questions are asked.
    static func write(
        _ boost: Float, to folder: URL, names: [String] = ["curious", "steady"], table: String = "log",
        sha256: String = "00"
    ) throws -> ModelBundle {
        let schema = FeatureExtractor.schema
        let p = schema.surfaceNames.count
        let map = SkillMap(
            surface: SurfaceMap(mean: [Float](repeating: 0, count: p), scale: [Float](repeating: 1, count: p)),
            landmarks: LandmarkMap(
                surfaceFactor: 1, denseMean: [], projection: [], landmarks: [], dimension: p),
            inverseDocumentFrequency: [Float](repeating: 0, count: schema.hashedCount),
            hashedWeights: [Float](repeating: 0, count: schema.hashedCount),
            numericWeights: [Float](repeating: 0, count: p), bias: [0])
        let d = p + 2
        let heads = names.enumerated().map { index, name in
            var weights = [Float](repeating: 0, count: d)
            weights[0] = index == 0 ? 0.4 : 0.5
            if index == 0 { weights[2 + (schema.surfaceNames.firstIndex(of: "question_marks") ?? 0)] = boost }
            // Each weight has a standard deviation of 1/256: small enough for the do-no-harm margin to let moves happen.
            let factor = (0..<d * d).map { $0 % (d + 1) == 0 ? Float(1) / 256 : 0 }
            return CandidateHead(
                name: name, weights: weights, covarianceFactor: factor,
                calibration: PlattScaling(slope: 4, intercept: -2),
                tokenWeights: [5] + [Float](repeating: 0, count: d - 1), tokenSmearing: 1, price: .unknown,
                outcomeCount: 10, meanScore: 0.5, ability: Double(weights[0] + boost / 4))
        }
        let model = ScoringModel(
            schemaVersion: schema.version, skillMap: map, heads: heads, meanHead: heads[1], scorePerPriceDecade: 0,
            meanLogPrice: 0, shiftDeviations: [Float](repeating: 0, count: heads.count * heads.count))
        return try ModelBundle.write(
            model,
            description: BundleDescription(
                name: "own", seed: 1,
                tables: [.init(name: table, sha256: sha256, rows: 20, rowsLeftOut: 0, licence: nil)],
                metrics: [.init(name: "log auc", value: 0.75)]),
            embedding: nil, to: folder)
    }

    /// Runs the program with the configuration.
    ///
    /// - Returns: its exit code and what it printed on standard output.
    func run(_ arguments: [String]) throws -> (status: Int32, output: String) {
        let process = Process()
        process.executableURL = Self.program.map { URL(fileURLWithPath: $0) }
        process.arguments = arguments + self.arguments()
        process.currentDirectoryURL = folder
        process.environment = ProcessInfo.processInfo.environment.filter { !$0.key.hasPrefix("AUTOROUTER") }
        let output = Pipe()
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        try process.run()
        let data = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return (process.terminationStatus, String(decoding: data, as: UTF8.self))
    }
}
