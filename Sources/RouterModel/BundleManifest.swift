import Foundation
import RouterCore

/// What a bundle says of itself: `manifest.json`.
public struct BundleManifest: Sendable, Codable, Hashable {
    /// The feature schema that the bundle was trained on.
    public struct Schema: Sendable, Codable, Hashable {
        /// Its version.
        public let version: Int
        /// Names of the surface block.
        public let surface: [String]
        /// Width of the dense block.
        public let dense: Int
        /// Buckets of the hashed block.
        public let hashed: Int

        /// What a manifest says of a schema.
        init(_ schema: FeatureSchema) {
            version = schema.version
            surface = schema.surfaceNames
            dense = schema.denseCount
            hashed = schema.hashedCount
        }
    }

    /// The static embedding that makes the dense block.
    public struct Embedding: Sendable, Codable, Hashable {
        /// SHA-256 of `embedding.safetensors`, hexadecimal.
        public let sha256: String
        /// Where its numbers come from: source, licence and method.
        public let metadata: [String: String]
    }

    /// What the bundle knows of one model.
    public struct KnownModel: Sendable, Codable, Hashable {
        /// The model's name in the tables.
        public let name: String
        /// Outcomes that it was learned from.
        public let outcomes: Int
        /// Mean score of these, [0, 1].
        public let meanScore: Double
        /// Mean score on prompts of average difficulty, comparable between tables.
        public let ability: Double
        /// How long it takes; absent = the tables do not say.
        public let latency: LatencyForecast?
        /// USD per million prompt tokens in the tables; absent = unknown.
        public let promptUSDPerMillion: Double?
        /// USD per million completion tokens in the tables; absent = unknown.
        public let completionUSDPerMillion: Double?
        /// USD for each request in the tables, for what their prompts held beside the prompt's text; absent = none.
        public let requestUSD: Double?
        /// Where its quality is known from, in the words of ``RouterCore/Estimate/Basis``; absent = its own outcomes.
        public let basis: String?
        /// Outcomes of the user's own log among ``outcomes``; absent = none.
        public let ownOutcomes: Int?
    }

    /// One table that the bundle was trained on.
    public struct TrainingTable: Sendable, Codable, Hashable {
        /// The file's name without its folder.
        public let name: String
        /// SHA-256 of the file, hexadecimal.
        public let sha256: String
        /// Rows that training used.
        public let rows: Int
        /// Rows left out because their question stands in a table that is for evaluation only.
        public let rowsLeftOut: Int
        /// The licence, as it was given to training; absent = not given.
        public let licence: String?

        /// Keeps the values.
        public init(name: String, sha256: String, rows: Int, rowsLeftOut: Int, licence: String?) {
            self.name = name
            self.sha256 = sha256
            self.rows = rows
            self.rowsLeftOut = rowsLeftOut
            self.licence = licence
        }
    }

    /// A figure measured on rows that training did not see.
    public struct Metric: Sendable, Codable, Hashable {
        /// What was measured, for example `mmlu_pro auc`.
        public let name: String
        /// The figure.
        public let value: Double
        /// Its standard error; absent = not computed.
        public let standardError: Double?

        /// Keeps the values.
        public init(name: String, value: Double, standardError: Double? = nil) {
            self.name = name
            self.value = value
            self.standardError = standardError
        }
    }

    /// The one format version that this code reads and writes.
    public static let currentFormat = 2

    /// Version of the bundle format.
    public let format: Int
    /// The bundle's name.
    public let name: String
    /// The feature schema.
    public let schema: Schema
    /// The embedding of the dense block; absent = the model reads none.
    public let embedding: Embedding?
    /// The settings that cross-validation chose, in words.
    public let settings: [String]
    /// Number of skills.
    public let skills: Int
    /// The known models, in the order of the head tensors.
    public let models: [KnownModel]
    /// The mean head's outcome count and score.
    public let meanModel: KnownModel
    /// See ``ScoringModel``.
    public let scorePerPriceDecade: Double
    /// See ``ScoringModel``.
    public let meanLogPrice: Double
    /// What published benchmark scores say of a model that is not known.
    public let benchmarks: [BenchmarkAbility]
    /// The seed of training.
    public let seed: UInt64
    /// What it was trained on.
    public let tables: [TrainingTable]
    /// Measured on held-out rows.
    public let metrics: [Metric]
    /// SHA-256 of `weights.safetensors`, hexadecimal.
    public let weightsSHA256: String

    /// Name and the beginning of the checksum: enough to tell two bundles apart in a log.
    package var bundleID: String { "\(name)@\(weightsSHA256.prefix(12))" }
}
