/// What is said of a bundle beside its numbers.
package struct BundleDescription: Sendable, Hashable {
    /// The bundle's name.
    package var name: String
    /// The seed of training.
    package var seed: UInt64
    /// What it was trained on.
    package var tables: [BundleManifest.TrainingTable]
    /// Measured on held-out rows.
    package var metrics: [BundleManifest.Metric]
    /// The settings that cross-validation chose, in words.
    package var settings: [String]

    /// Keeps the parts.
    package init(
        name: String, seed: UInt64, tables: [BundleManifest.TrainingTable], metrics: [BundleManifest.Metric],
        settings: [String] = []
    ) {
        self.name = name
        self.seed = seed
        self.tables = tables
        self.metrics = metrics
        self.settings = settings
    }
}
